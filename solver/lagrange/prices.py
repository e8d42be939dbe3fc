"""Prices of slots and a proven bound: Lagrangian relaxation of "at most one clinician a slot".

For any prices p >= 0 no plan is worth more than
    sum of p + sum over clinicians of the best schedule at worth - p + what concave terms are worth beyond.
Prices follow a deflected subgradient with Polyak steps (Camerini, Fratta, Maffioli 1975) to a target that
lies a little under the best bound, and less so when no step helps. Prices and multipliers are whole
numbers, so the sums are exact and so is the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.engine.pairs import Pairs
from solver.lagrange.schedules import IMPOSSIBLE, best_schedules
from solver.lagrange.timeline import Budgets, Timeline
from solver.lagrange.worth import Worth
from solver.tables import Floats, Ints

STEPS = 300
START_PERCENT = (40, 80, 90, 95, 100)  # of the most a slot can be worth
AIM = 0.01  # the target lies this far under the best bound at first
PATIENCE = 5  # steps without a better bound before the aim is halved
LEAST_AIM = 1e-6
DEFLECTION = 0.5  # of the last direction, kept
PRIMAL = 0.1  # weight of a step's schedules in their running mean


@dataclass(frozen=True)
class Priced:
    """What was reached. `bound`: proven. `reduced`: worth less price of a pair, [K]; `price`: [S]; `chosen`:
    pairs of the best schedules; `best`: what those are worth less prices, [C]. `share`: how often a pair was
    in the best schedules of late, [K], 0 to 1.
    """

    bound: int
    reduced: Ints
    share: Floats
    price: Ints
    chosen: Ints
    best: Ints


class Prices:
    """Prices under way. Pairs lie clinician by clinician, and by class within one."""

    def __init__(
        self, pairs: Pairs, line: Timeline, budgets: list[Budgets], worth: Worth, people: int
    ) -> None:
        self.pairs, self.line, self.budgets, self.worth = pairs, line, budgets, worth
        key = pairs.clinician * len(line) + line.of_slot[pairs.slot]
        self.order = np.argsort(key, kind="stable")
        self.keys, self.starts = np.unique(key[self.order], return_index=True)
        self.ends = np.append(self.starts[1:], len(key))
        self.shape = (people, len(line))
        slots = len(line.of_slot)
        most = np.zeros(slots, dtype=np.int64)
        np.maximum.at(most, pairs.slot, worth.of_pairs())
        self.price = np.zeros(slots, dtype=np.int64)
        self.share: Floats = np.zeros(len(pairs))
        self.best: Priced | None = None
        self._begin(most)

    def seek(self, steps: int, on_step: Callable[[int], bool]) -> Priced:
        """`on_step(bound)`: True to go on. At least one step is made."""
        direction: list[Floats] = []
        aim, waited = AIM, 0
        for step in range(steps):
            bound, chosen, reduced, values = self._evaluate()
            self._average(chosen, step)
            waited = 0 if self.best is None or bound < self.best.bound else waited + 1
            if waited == 0:
                self.best = Priced(bound, reduced, self.share, self.price, chosen, values)
            if waited >= PATIENCE:
                aim, waited = aim / 2, 0
            if not on_step(self._best().bound) or aim < LEAST_AIM:
                break
            direction = self._deflected(chosen, direction)
            self._move(direction, bound - self._best().bound + aim * abs(self._best().bound))
        best = self._best()
        return Priced(best.bound, best.reduced, self.share, best.price, best.chosen, best.best)

    def _begin(self, most: Ints) -> None:
        """From the best of a few flat price levels: where people are many, slots are cheap."""
        levels = [most * percent // 100 for percent in START_PERCENT]
        bounds = []
        for level in levels:
            self.price = level
            bounds.append(self._evaluate()[0])
        self.price = levels[int(np.argmin(bounds))]

    def _best(self) -> Priced:
        if self.best is None:
            raise RuntimeError("no step was made")
        return self.best

    def _evaluate(self) -> tuple[int, Ints, Ints, Ints]:
        """At the present prices: the bound, the pairs of the best schedules, a pair's worth less its price,
        what each clinician's best schedule is worth."""
        reduced = self.worth.of_pairs() - self.price[self.pairs.slot]
        sorted_ = reduced[self.order].astype(np.float64)
        table = np.full(self.shape[0] * self.shape[1], IMPOSSIBLE)
        table[self.keys] = np.maximum.reduceat(sorted_, self.starts)
        classes = np.ascontiguousarray(table.reshape(self.shape).T)
        plans = best_schedules(self.line, self.budgets, classes)
        bound = int(self.price.sum()) + int(plans.best.sum()) + self.worth.constant()
        return (
            bound,
            self._pairs_of(plans.person, plans.chosen, sorted_),
            reduced,
            plans.best.astype(np.int64),
        )

    def _pairs_of(self, person: Ints, chosen: Ints, sorted_: Floats) -> Ints:
        """The best pair of each (clinician, class)."""
        group = np.searchsorted(self.keys, person * self.shape[1] + chosen)
        size = self.ends[group] - self.starts[group]
        first = np.cumsum(size) - size
        every = np.repeat(self.starts[group] - first, size) + np.arange(int(size.sum()))
        values = sorted_[every]
        if not len(group):
            return group
        most = np.repeat(np.maximum.reduceat(values, first), size)
        hits = np.flatnonzero(values == most)
        _, at = np.unique(np.repeat(np.arange(len(group)), size)[hits], return_index=True)
        pairs: Ints = self.order[every[hits[at]]]
        return pairs

    def _average(self, chosen: Ints, step: int) -> None:
        weight = max(PRIMAL, 1 / (step + 1))
        self.share = self.share * (1 - weight)
        self.share[chosen] += weight

    def _deflected(self, chosen: Ints, before: list[Floats]) -> list[Floats]:
        """Which way the bound falls: too often taken slots dearer, untaken ones cheaper."""
        taken = np.bincount(self.pairs.slot[chosen], minlength=len(self.price)).astype(np.float64)
        now = taken - 1
        now[(self.price == 0) & (now < 0)] = 0
        slopes = [now, *self.worth.slack(chosen)]
        if not before:
            return slopes
        return [DEFLECTION * old + new for old, new in zip(before, slopes, strict=True)]

    def _move(self, direction: list[Floats], drop: float) -> None:
        size = sum(float(part @ part) for part in direction)
        if size > 0:
            step = drop / size
            self.price = np.maximum(0, self.price + np.rint(step * direction[0]).astype(np.int64))
            self.worth.moved([step * part for part in direction[1:]])
