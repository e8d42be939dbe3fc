"""12.5 h in any 24 h, where three shifts or commitments could exceed it (`spacing` has the rest)."""

from __future__ import annotations

from solver.engine.constraints.windows import post_windows
from solver.engine.variables import Assigned
from solver.rules.sequence.day_hours import inside_windows


def post(assigned: Assigned) -> None:
    """A row for each 24 hours that could be overfull."""
    problem = assigned.problem
    for roster in assigned.rosters:
        inside = inside_windows(problem, roster.duties)
        post_windows(assigned, roster, inside, problem.settings.day_cap_minutes)
