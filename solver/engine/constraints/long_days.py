"""At most 4 12-h days in a row; a 12-h day has 11 h or more by the shifts that start on it."""

from __future__ import annotations

from collections import Counter

from ortools.sat.python import cp_model

from solver.engine.constraints.runs import places_by_day, post_runs
from solver.engine.pairs import Roster
from solver.engine.variables import Assigned, Chosen, Expression, one_at_most


def post(assigned: Assigned) -> None:
    """One day that is no 12-h day in every 5 that could all be."""
    settings = assigned.problem.settings
    for roster in assigned.rosters:
        held = Counter[int]()
        for duty in roster.standing:
            held[duty.local_day] += duty.minutes
        long_day = LongDay(assigned, roster, held)
        standing = {day for day, minutes in held.items() if minutes >= settings.long_day_minutes}
        days = {
            day: places
            for day, places in long_day.places.items()
            if day in standing or long_day.reachable(day)
        }
        post_runs(assigned, roster, settings.max_long_days, standing, days, long_day.expression)


class LongDay:
    """Tells of one clinician's day whether new shifts make it a 12-h day."""

    def __init__(self, assigned: Assigned, roster: Roster, held: Counter[int]) -> None:
        self.assigned = assigned
        self.roster = roster
        self.places = places_by_day(roster)
        self.held = held

    def missing(self, day: int) -> int:
        """Minutes that new shifts must bring to make the day long."""
        return self.assigned.problem.settings.long_day_minutes - self.held[day]

    def reachable(self, day: int) -> bool:
        """All shifts of the day together would do."""
        return int(self.roster.table.minutes[self.places[day]].sum()) >= self.missing(day)

    def expression(self, day: int) -> Expression:
        """1 when the day is long."""
        places, missing = self.places[day], self.missing(day)
        if one_at_most(self.roster, places):
            enough = [p for p in places if self.roster.slots[p].minutes >= missing]
            return self.assigned.any_of(self.roster, enough) if enough else 0
        return self._indicator(places, missing)

    def _indicator(self, places: list[int], missing: int) -> Expression:
        minutes = [self.roster.slots[place].minutes for place in places]
        rows = [int(self.roster.pairs[place]) for place in places]

        def read(chosen: Chosen) -> int:
            total = sum(m for row, m in zip(rows, minutes, strict=True) if row in chosen)
            return int(total >= missing)

        is_long = self.assigned.helper(0, 1, read)
        takes = [self.assigned.takes[row] for row in rows]
        total = cp_model.LinearExpr.weighted_sum(takes, minutes)
        self.assigned.model.add(total <= missing - 1 + (sum(minutes) - missing + 1) * is_long)
        for take, length in zip(takes, minutes, strict=True):
            if length >= missing:
                self.assigned.model.add_implication(take, is_long)
        return is_long
