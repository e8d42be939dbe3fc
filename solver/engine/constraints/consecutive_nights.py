"""At most 3 nights in a row, then 24 h off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from solver.engine.constraints.runs import post_runs
from solver.engine.pairs import Roster
from solver.engine.variables import Assigned, Expression
from solver.entities import Duty


def post(assigned: Assigned) -> None:
    """One night free in every 4 that could all be worked; no shift too soon after 3."""
    for roster in assigned.rosters:
        nights = Nights(assigned, roster)
        limit = assigned.problem.settings.max_nights
        post_runs(assigned, roster, limit, nights.standing, nights.places, nights.worked)
        for last, after in nights.too_soon():
            nights.never_after_run(last, after)


class Nights:
    """One clinician's nights by the local day they start on. Duties are numbered: slots, then commitments."""

    def __init__(self, assigned: Assigned, roster: Roster) -> None:
        self.assigned = assigned
        self.roster = roster
        self.settings = assigned.problem.settings
        self.duties: tuple[Duty, ...] = (*roster.slots, *roster.standing)
        self.standing = {duty.local_day for duty in roster.standing if duty.night}
        self.places: dict[int, list[int]] = {}
        for place, slot in enumerate(roster.slots):
            if slot.night:
                self.places.setdefault(slot.local_day, []).append(place)
        self._known: dict[int, Expression] = {}

    def worked(self, day: int) -> Expression:
        """1 when a night starts on the day."""
        if day in self.standing:
            return 1
        if day not in self._known:
            self._known[day] = self.assigned.any_of(self.roster, self.places[day])
        return self._known[day]

    def too_soon(self) -> Iterator[tuple[int, int]]:
        """(last night, next shift) with too little recovery between; the run rule has the next night."""
        every = self.roster.duties
        gap = every.start[None, :] - every.end[:, None]
        next_night = every.night[None, :] & (every.local_day[None, :] == every.local_day[:, None] + 1)
        found = every.night[:, None] & (gap >= 0) & (gap < self.settings.recovery_minutes) & ~next_night
        count = len(self.roster.slots)
        found[:count, :count] &= ~self.roster.conflict
        for last, after in zip(*found.nonzero(), strict=True):
            if self._run_possible(self.duties[last].local_day):
                yield int(last), int(after)

    def never_after_run(self, last: int, after: int) -> None:
        """Not the run's earlier nights, its last night and the shift after it together."""
        days = self._run(self.duties[last].local_day)
        parts: list[Expression] = [self.worked(day) for day in days]
        parts += [self._taken(last), self._taken(after)]
        if all(isinstance(part, int) for part in parts):
            self.assigned.forbid(self.roster, chain.from_iterable(self.places.get(day, ()) for day in days))
        else:
            self.assigned.model.add(sum(parts) <= len(parts) - 1)

    def _taken(self, duty: int) -> Expression:
        standing = duty >= len(self.roster.slots)
        return 1 if standing else self.assigned.takes[int(self.roster.pairs[duty])]

    def _run(self, last_day: int) -> range:
        return range(last_day - self.settings.max_nights + 1, last_day)

    def _run_possible(self, last_day: int) -> bool:
        return all(day in self.standing or day in self.places for day in self._run(last_day))
