"""Runs of days in the model: not every day of a stretch that is one day too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from solver.engine.pairs import Roster
from solver.engine.variables import Assigned, Expression

Places = Mapping[int, list[int]]


def places_by_day(roster: Roster) -> dict[int, list[int]]:
    """Places of the roster by local day."""
    days: dict[int, list[int]] = {}
    for place, day in enumerate(roster.table.local_day.tolist()):
        days.setdefault(day, []).append(place)
    return days


def post_runs(
    assigned: Assigned,
    roster: Roster,
    limit: int,
    standing: Set[int],
    open_days: Places,
    counted: Callable[[int], Expression],
) -> None:
    """In every `limit` + 1 days in a row, one is free of what is counted.

    `standing`: days that the commitments fill already. `open_days`: places that fill a further day, or take
    part in one. `counted(day)`: 1 when new shifts fill the day. Where commitments break a stretch on their
    own, no new shift may take part in it.
    """
    filled = standing | set(open_days)
    known: dict[int, Expression] = {}
    for first in sorted(filled):
        stretch = range(first, first + limit + 1)
        if not all(day in filled for day in stretch):
            continue
        free = [day for day in stretch if day not in standing]
        if not free:
            assigned.forbid(roster, [place for day in stretch for place in open_days.get(day, ())])
            continue
        for day in free:
            if day not in known:
                known[day] = counted(day)
        assigned.model.add(sum(known[day] for day in free) <= len(free) - 1)
