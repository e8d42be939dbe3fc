"""At most 6 days in a row."""

from __future__ import annotations

from functools import partial

from solver.engine.constraints.runs import places_by_day, post_runs
from solver.engine.pairs import Roster
from solver.engine.variables import Assigned, Expression


def post(assigned: Assigned) -> None:
    """One free day in every 7 that could all be worked."""
    limit = assigned.problem.settings.max_days
    for roster in assigned.rosters:
        days = places_by_day(roster)
        standing = {duty.local_day for duty in roster.standing}
        works_on = partial(_works_on, assigned, roster, days)
        post_runs(assigned, roster, limit, standing, days, works_on)


def _works_on(assigned: Assigned, roster: Roster, days: dict[int, list[int]], day: int) -> Expression:
    return assigned.any_of(roster, days[day])
