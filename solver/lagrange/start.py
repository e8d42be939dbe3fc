"""A valid plan out of the best schedules: each slot to one of those whose schedule has it, then the rest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.engine.pairs import Pairs
from solver.engine.variables import Chosen
from solver.problem import Problem
from solver.rules.sequence import Schedule, sequence_findings
from solver.rules.verdict import sequence_verdict
from solver.tables import Ints

TRIES = 12  # clinicians asked for a slot before it is left to the neighbourhoods


def kept_rows(pairs: Pairs, reduced: Ints, used: Ints, a_slot: int) -> Ints:
    """Rows worth looking at, ascending: those used, and each slot's best by worth less price."""
    order = np.lexsort((-reduced, pairs.slot))
    slots = pairs.slot[order]
    first = np.searchsorted(slots, slots)
    near = order[np.arange(len(order)) - first < a_slot]
    return np.union1d(near, used)


class Start:
    """A plan under way, by pair rows."""

    def __init__(self, problem: Problem, pairs: Pairs, pinned: Chosen) -> None:
        self.problem, self.pairs = problem, pairs
        self.held: dict[int, list[int]] = {}
        self.taken: set[int] = set()
        self.pinned = pinned
        for row in sorted(pinned):
            self._take(row)

    def plan(self, chosen: Ints, rank: Ints, should_stop: Callable[[], bool]) -> Chosen:
        """`chosen`: rows of the best schedules. `rank`: of every row, higher comes first."""
        self._take_schedules(chosen[np.argsort(-rank[chosen], kind="stable")].tolist(), should_stop)
        order = np.lexsort((-rank, self.pairs.slot))
        since = np.searchsorted(self.pairs.slot[order], np.arange(len(self.problem.slots) + 1))
        best = np.full(len(self.problem.slots), np.iinfo(np.int64).min)
        np.maximum.at(best, self.pairs.slot, rank)
        for slot in np.argsort(-best, kind="stable").tolist():
            if should_stop():
                break
            if slot not in self.taken:
                self._fill(order[since[slot] : since[slot + 1]][:TRIES].tolist())
        return frozenset(row for rows in self.held.values() for row in rows)

    def _take_schedules(self, rows: list[int], should_stop: Callable[[], bool]) -> None:
        """First come, first served; then whoever breaks a rule gives back until none is broken. Where there
        is no time to look, they give back everything."""
        busy = {int(self.pairs.clinician[row]) for row in self.pinned}
        for row in rows:
            if int(self.pairs.slot[row]) not in self.taken and int(self.pairs.clinician[row]) not in busy:
                self._take(row)
        for person, held in self.held.items():
            while person not in busy and held and (should_stop() or self._broken(person, held)):
                self.taken.remove(int(self.pairs.slot[held.pop()]))

    def _broken(self, person: int, rows: list[int]) -> bool:
        """Some sequence rule stands against these slots together; every pair is allowed by itself."""
        slots = [self.problem.slots[self.pairs.slot[row]] for row in rows]
        schedule = Schedule.of(self.problem, self.problem.clinicians[person], slots)
        return any(not finding.inherited for finding in sequence_findings(self.problem, schedule))

    def _fill(self, rows: list[int]) -> None:
        for row in rows:
            person, slot = int(self.pairs.clinician[row]), self.problem.slots[self.pairs.slot[row]]
            held = [self.problem.slots[self.pairs.slot[other]] for other in self.held.get(person, ())]
            if not sequence_verdict(self.problem, self.problem.clinicians[person], slot, held):
                self._take(row)
                return

    def _take(self, row: int) -> None:
        self.held.setdefault(int(self.pairs.clinician[row]), []).append(row)
        self.taken.add(int(self.pairs.slot[row]))
