"""60 h in any 7 days."""

from __future__ import annotations

from solver.engine.constraints.windows import post_windows
from solver.engine.variables import Assigned
from solver.rules.sequence.week_hours import inside_windows


def post(assigned: Assigned) -> None:
    """A row for each 7 days that could be overfull."""
    problem = assigned.problem
    for roster in assigned.rosters:
        post_windows(assigned, roster, inside_windows(problem, roster.duties), problem.settings.week_minutes)
