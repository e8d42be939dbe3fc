"""A bound for each tier: the earlier ones by themselves, the last with the earlier ones leading it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np

from solver.engine.pairs import Pairs
from solver.entities import Tier, WeightedTerm
from solver.lagrange.prices import STEPS, Priced, Prices
from solver.lagrange.timeline import budgets, few_classes, timeline
from solver.lagrange.worth import Worth
from solver.problem import Problem
from solver.terms.base import FULL

EARLIER_SHARE = 0.08  # of the time, for each earlier tier's bound
LAST_SHARE = 0.5
EXACT = 2**43  # a schedule has fewer than 2**7 shifts, and worths are kept below 2**50


def suits(problem: Problem) -> bool:
    """The strategy can take the problem: few different times, and sums that floats hold exactly."""
    return few_classes(problem) and _largest_possible(problem) < EXACT


def _largest_possible(problem: Problem) -> int:
    """At least what a pair is worth with the earlier tiers leading: no term gives a pair more than FULL."""
    following = 1
    for tier in reversed(problem.tiers):
        following *= FULL * sum(row.weight for row in tier.terms) + 1
    return following


class Bounds:
    """Prices of a problem. Who has T or more of an earlier tier has at most B - weight x T of the last."""

    def __init__(self, problem: Problem, pairs: Pairs) -> None:
        self.problem, self.pairs = problem, pairs
        self.line = timeline(problem)
        self.budgets = budgets(problem, self.line)
        self.leading = _leading(problem, pairs)
        self.earlier: list[int] = []
        self.led = 0

    def seek(self, seconds: float, on_bound: Callable[[int, int], bool]) -> Priced:
        """`on_bound(tier, bound)`: True to go on. The prices of the last tier."""
        for index, tier in enumerate(self.problem.tiers[:-1]):
            priced = self._seek(tier.terms, index, seconds * EARLIER_SHARE, on_bound)
            self.earlier.append(priced.bound)
        terms = [
            WeightedTerm(term=row.term, weight=weight * row.weight)
            for tier, weight in zip(self.problem.tiers, (*self.leading, 1), strict=True)
            for row in tier.terms
        ]
        priced = self._seek(terms, len(self.leading), seconds * LAST_SHARE, on_bound)
        self.led = priced.bound
        return priced

    def of_last(self, earlier: Sequence[int]) -> int:
        """The last tier's bound for plans with at least these values of the earlier ones."""
        return self.led - sum(w * value for w, value in zip(self.leading, earlier, strict=True))

    def _seek(
        self, terms: Sequence[WeightedTerm], index: int, seconds: float, on_bound: Callable[[int, int], bool]
    ) -> Priced:
        until = monotonic() + seconds
        worth = Worth(self.problem, self.pairs, terms)
        prices = Prices(self.pairs, self.line, self.budgets, worth, len(self.problem.clinicians))
        return prices.seek(STEPS, lambda bound: on_bound(index, bound) and monotonic() < until)


def _leading(problem: Problem, pairs: Pairs) -> tuple[int, ...]:
    """Weights of the earlier tiers, by which the smallest step of each outweighs any pair of what follows."""
    if len(problem.tiers) == 1:
        return ()
    weights: list[int] = []
    largest = _largest(problem, pairs, problem.tiers[-1])
    for tier in reversed(problem.tiers[:-1]):
        worth = np.abs(Worth(problem, pairs, tier.terms).of_pairs())
        step = int(worth[worth > 0].min(initial=largest))
        weights.append(largest // max(1, step) + 1)
        largest = max(largest, weights[-1] * int(worth.max(initial=1)))
    return tuple(reversed(weights))


def _largest(problem: Problem, pairs: Pairs, tier: Tier) -> int:
    return int(np.abs(Worth(problem, pairs, tier.terms).of_pairs()).max(initial=1))
