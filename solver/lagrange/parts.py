"""Neighbourhoods around open and costly slots, each a small mixed-integer model in a serving child.

How far a plan is from the bound is a sum: the prices of open slots, and for each clinician what the best
schedule is worth beyond the one they have. A part is grown around whatever has much of it. About 100
clinicians at most: with 200 HiGHS gives far less a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np

from solver.engine.constraints import CONSTRAINTS
from solver.engine.incumbent import is_valid
from solver.engine.linear import linear_model
from solver.engine.objective import TierObjective
from solver.engine.pairs import Pairs
from solver.engine.variables import Assigned, Chosen
from solver.engine.whole import led_model
from solver.mip import LinearModel
from solver.problem import Problem
from solver.tables import Floats, Ints

MOST_PEOPLE = 100
LEAST_PEOPLE = 20
NEXT = 5  # takers of a slot that are looked at


@dataclass(frozen=True)
class Part:
    """A piece solved anew: `rows` of the kept pairs, those `chosen` now, and who and what it holds still."""

    rows: Ints
    chosen: Chosen
    people: frozenset[int]
    slots: frozenset[int]
    inner: Pairs
    tiers: list[TierObjective]
    model: LinearModel


class Parts:
    """Makes parts of a plan and takes their answers. Rows are those of the kept pairs."""

    def __init__(self, problem: Problem, pairs: Pairs, pinned: Chosen, reduced: Ints, seed: int) -> None:
        self.problem, self.pairs, self.pinned, self.reduced = problem, pairs, pinned, reduced
        self.random = Random(seed)
        self.size = LEAST_PEOPLE
        order = np.lexsort((-reduced, pairs.slot))
        since = np.searchsorted(pairs.slot[order], np.arange(len(problem.slots) + 1))
        self.takers = [pairs.clinician[order[a:b]].tolist() for a, b in pairwise(since.tolist())]

    def around(self, plan: Chosen, slot: int, busy: list[Part]) -> Part | None:
        """The part around a slot, apart from those being solved; None when nothing is left of it."""
        rows = np.fromiter(plan, dtype=np.int64)
        holder = np.full(len(self.problem.slots), -1)
        holder[self.pairs.slot[rows]] = self.pairs.clinician[rows]
        away = frozenset().union(*(part.people for part in busy))
        people = self._grow(slot, holder, away)
        inside = np.zeros(len(self.problem.clinicians), dtype=np.bool_)
        inside[list(people)] = True
        free = (holder < 0) | inside[holder]
        free[[other for part in busy for other in part.slots]] = False
        found = np.flatnonzero(inside[self.pairs.clinician] & free[self.pairs.slot])
        return self._part(plan, found, people) if len(found) else None

    def _part(self, plan: Chosen, rows: Ints, people: set[int]) -> Part:
        inner = self.pairs.only(rows)
        assigned = Assigned(self.problem, inner)
        chosen = plan & frozenset(rows.tolist())
        outside = list(plan - chosen)
        for at in np.flatnonzero(np.isin(rows, list(self.pinned))).tolist():
            assigned.model.add(assigned.takes[at] == 1)
        for post in CONSTRAINTS:
            post(assigned)
        standing = self.pairs.clinician[outside], self.pairs.slot[outside]
        tiers = [TierObjective(assigned, tier, standing) for tier in self.problem.tiers]
        model, _ = led_model(linear_model(assigned), tiers)
        slots = frozenset(self.pairs.slot[rows].tolist())
        return Part(rows, chosen, frozenset(people), slots, inner, tiers, model)

    def better(self, part: Part, values: Floats | None) -> tuple[Chosen, list[int]] | None:
        """The part's new rows and what each tier gains, where HiGHS's answer is valid and better."""
        if values is None:
            return None
        found = frozenset(np.flatnonzero(values[: len(part.rows)] > 0.5).tolist())
        before = frozenset(np.flatnonzero(np.isin(part.rows, list(part.chosen))).tolist())
        gains = [tier.value(found) - tier.value(before) for tier in part.tiers]
        pinned = frozenset(np.flatnonzero(np.isin(part.rows, list(self.pinned))).tolist())
        if gains <= [0] * len(gains) or not is_valid(self.problem, part.inner, pinned, found):
            return None
        return frozenset(part.rows[sorted(found)].tolist()), gains

    def _grow(self, slot: int, holder: Ints, away: frozenset[int]) -> set[int]:
        held: dict[int, list[int]] = {}
        for taken in np.flatnonzero(holder >= 0).tolist():
            held.setdefault(int(holder[taken]), []).append(taken)
        people: set[int] = set()
        waiting, seen = [slot], {slot}
        while waiting and len(people) < self.size:
            now = waiting.pop(0)
            near = self.takers[now][: 2 * NEXT]
            self.random.shuffle(near)
            for person in [*([int(holder[now])] if holder[now] >= 0 else []), *near[:NEXT]]:
                if person not in people and person not in away and len(people) < self.size:
                    people.add(person)
                    fresh = [other for other in held.get(person, ()) if other not in seen]
                    seen.update(fresh)
                    waiting += fresh
        return people


def shortfall(pairs: Pairs, plan: Chosen, reduced: Ints, best: Ints, price: Ints) -> Floats:
    """[S] how much of the distance to the bound lies at each slot: an open one's price; else, in equal parts,
    what its holder's best schedule is worth beyond theirs."""
    rows = np.fromiter(plan, dtype=np.int64)
    people, slots = pairs.clinician[rows], pairs.slot[rows]
    count = np.bincount(people, minlength=len(best))
    behind = np.maximum(0, best - np.bincount(people, reduced[rows], len(best)))
    result = price.astype(np.float64)
    result[slots] = behind[people] / np.maximum(count[people], 1)
    return result
