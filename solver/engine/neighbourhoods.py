"""Large neighbourhood search: free some clinicians' shifts, solve that part anew, keep the better.

A part is small enough for CP-SAT to solve well in a moment, and everything outside it stands still, so a
better part is a better plan. Tiers are maximised in order inside each part too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from time import monotonic

import numpy as np

from solver.engine.constraints import CONSTRAINTS
from solver.engine.objective import TierObjective
from solver.engine.pairs import Pairs
from solver.engine.search import Budget, search
from solver.engine.variables import Assigned, Chosen
from solver.limits import Limits
from solver.problem import Problem
from solver.tables import Ints

PEOPLE = 20  # clinicians freed at once: measured best among 8 to 70
PART_SECONDS = 2.0
PART_DETERMINISTIC = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the plan to solve anew: pair rows of the whole, those of them chosen, and what stands."""

    rows: Ints
    chosen: Chosen
    outside: Chosen


class Neighbourhoods:
    """Improves a plan part by part."""

    def __init__(
        self,
        problem: Problem,
        pairs: Pairs,
        pinned: Chosen,
        limits: Limits,
        should_stop: Callable[[], bool],
    ) -> None:
        self.problem = problem
        self.pairs = pairs
        self.pinned = pinned
        self.limits = replace(limits, workers=1)
        self.should_stop = should_stop
        self.random = Random(limits.seed)
        self.spent = 0.0  # deterministic time

    def improve(self, plan: Chosen, around: int, until: float) -> Chosen:
        """The plan with the part around one slot solved anew; never worse on any tier before a better one."""
        part = self.part_around(plan, around)
        better = self._solve(part, until)
        return plan - part.chosen | better

    def part_around(self, plan: Chosen, slot: int) -> Part:
        """Clinicians who could take the slot, those who could take theirs, and so on, and what is free."""
        holder = {int(self.pairs.slot[row]): int(self.pairs.clinician[row]) for row in plan}
        held: dict[int, list[int]] = {}
        for taken, person in holder.items():
            held.setdefault(person, []).append(taken)
        people = self._grow(slot, held)
        free = np.array(
            [holder.get(s, -1) in people or s not in holder for s in range(len(self.problem.slots))]
        )
        inside = np.isin(self.pairs.clinician, np.fromiter(people, dtype=np.int64))
        rows = np.flatnonzero(inside & free[self.pairs.slot])
        chosen = plan & frozenset(rows.tolist())
        return Part(rows, chosen, plan - chosen)

    def _grow(self, slot: int, held: dict[int, list[int]]) -> set[int]:
        people: set[int] = set()
        waiting, seen = [slot], {slot}
        while waiting and len(people) < PEOPLE:
            takers = self.pairs.clinician[self.pairs.of_slot.get(waiting.pop(0), [])].tolist()
            self.random.shuffle(takers)
            for person in takers[: PEOPLE // 3]:
                if person not in people and len(people) < PEOPLE:
                    people.add(person)
                    fresh = [s for s in held.get(person, ()) if s not in seen]
                    seen.update(fresh)
                    waiting += fresh
        return people

    def _solve(self, part: Part, until: float) -> Chosen:
        inner = self.pairs.only(part.rows)
        place = {int(row): at for at, row in enumerate(part.rows)}
        best = frozenset(place[row] for row in part.chosen)
        assigned = Assigned(self.problem, inner)
        for row in self.pinned & place.keys():
            assigned.model.add(assigned.takes[place[row]] == 1)
        for post in CONSTRAINTS:
            post(assigned)
        for tier in self.tiers_of(part, assigned):
            best = self._maximise(assigned, tier, best, until)
            assigned.model.add(tier.expression() >= tier.value(best))
        return frozenset(int(part.rows[at]) for at in best)

    def tiers_of(self, part: Part, assigned: Assigned) -> list[TierObjective]:
        """The objective inside a part; placements outside it count with their units."""
        outside = list(part.outside)
        standing = self.pairs.clinician[outside], self.pairs.slot[outside]
        return [TierObjective(assigned, tier, standing) for tier in self.problem.tiers]

    def _maximise(self, assigned: Assigned, tier: TierObjective, best: Chosen, until: float) -> Chosen:
        fixed = self.limits.deterministic is not None  # then the clock must not decide
        left = until - monotonic() if fixed else min(PART_SECONDS, until - monotonic())
        if left <= 0 or tier.value(best) >= tier.most():
            return best
        assigned.model.clear_objective()
        assigned.model.maximize(tier.expression())
        assigned.hint(best)
        steps = PART_DETERMINISTIC if fixed else None
        found = search(
            assigned, self.limits, Budget(left, steps), float(tier.most()), lambda _: None, self.should_stop
        )
        self.spent += found.deterministic
        better = found.chosen is not None and tier.value(found.chosen) > tier.value(best)
        return found.chosen if better and found.chosen is not None else best
