"""Single slots given to better people, until no swap of one person for another makes the plan better."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solver.engine.pairs import Pairs
from solver.engine.variables import Chosen
from solver.entities import Slot
from solver.problem import Problem
from solver.rules.verdict import sequence_verdict
from solver.tables import Ints
from solver.terms.score import Rows, tier_points


class Polish:
    """A plan under way: who has which slots, by rows of the problem."""

    def __init__(self, problem: Problem, pairs: Pairs, plan: Chosen, pinned: Chosen) -> None:
        self.problem, self.pairs, self.pinned = problem, pairs, pinned
        self.pair_of = {int(pairs.slot[pair]): pair for pair in plan}
        self.held: dict[int, set[int]] = {}
        self.slots_of_unit: dict[str, list[int]] = {}
        for row, shift in enumerate(problem.slots):
            self.slots_of_unit.setdefault(shift.unit_id, []).append(row)
        for slot, pair in self.pair_of.items():
            self.held.setdefault(int(pairs.clinician[pair]), set()).add(slot)

    def done(self, should_stop: Callable[[], bool]) -> Chosen:
        """The plan after as many swaps as pay, or as there was time for."""
        while sum(self._swap(slot) for slot in self._slots(should_stop)):
            pass
        return frozenset(self.pair_of.values())

    def _slots(self, should_stop: Callable[[], bool]) -> Iterator[int]:
        for slot in sorted(self.pair_of):
            if should_stop():
                return
            if self.pair_of[slot] not in self.pinned:
                yield slot

    def _swap(self, slot: int) -> bool:
        """Give the slot to the best free person who is worth more than the one who has it."""
        now, takers = self.pair_of[slot], np.array(self.pairs.of_slot[slot])
        worth = self._worth(self.pairs.clinician[takers], slot)
        enough = worth[takers == now][0]
        for at in np.argsort(-worth, kind="stable").tolist():
            if worth[at] <= enough:
                return False
            if self._free(int(self.pairs.clinician[takers[at]]), slot):
                self._give(slot, int(takers[at]))
                return True
        return False

    def _worth(self, people: Ints, slot: int) -> Ints:
        """[n] weighted hundredths of points each would add on the slot to the rest of the plan."""
        tier = self.problem.tiers[-1]
        rests = [self._rest(int(p), slot) for p in people]
        points = tier_points(self.problem, tier, people, slot, rests, self._unit_mates(slot))
        worth: Ints = np.zeros(len(people), dtype=np.int64)
        for term in tier.terms:
            worth += term.weight * points[term.term]
        return worth

    def _free(self, person: int, slot: int) -> bool:
        clinician, rest = self.problem.clinicians[person], self._rest(person, slot)
        return not sequence_verdict(self.problem, clinician, self.problem.slots[slot], rest)

    def _rest(self, person: int, slot: int) -> list[Slot]:
        return [self.problem.slots[other] for other in sorted(self.held.get(person, ())) if other != slot]

    def _unit_mates(self, slot: int) -> Rows:
        """The plan's other placements in the slot's unit."""
        others = self.slots_of_unit[self.problem.slots[slot].unit_id]
        pairs = [self.pair_of[other] for other in others if other != slot and other in self.pair_of]
        return self.pairs.clinician[pairs], self.pairs.slot[pairs]

    def _give(self, slot: int, pair: int) -> None:
        self.held[int(self.pairs.clinician[self.pair_of[slot]])].remove(slot)
        self.held.setdefault(int(self.pairs.clinician[pair]), set()).add(slot)
        self.pair_of[slot] = pair
