"""How often a 90 % interval holds the true θ: where the model is true, and where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from staffing.demo.rating_bench.population import (
    NOW,
    Population,
    Scenario,
    beta_8_2,
    beta_14_6,
    bimodal,
    draw,
    scored,
)
from staffing.demo.rating_bench.summary import Mean, mean_of
from staffing.ratings.beta import beta_quantile
from staffing.ratings.fits import Fit, fitted

NOMINAL = (0.88, 0.92)
"""What the first case must meet."""
TAIL = 0.05


def known(_population: Population) -> Fit:
    """k = 20, μ = .80, nobody lenient: the truth of Beta(16, 4)."""
    return Fit()


def learnt(population: Population) -> Fit:
    """The fit the product would make of these answers."""
    return fitted(population.table, NOW.date())


def uncorrected(population: Population) -> Fit:
    """The same without leniency."""
    return replace(learnt(population), leniency={})


@dataclass(frozen=True)
class Case:
    """A scenario scored under a fit."""

    scenario: Scenario
    fit: Callable[[Population], Fit]


CASES = (
    Case(Scenario("fresh, unbiased, k and μ known"), known),
    Case(Scenario("fresh, unbiased, fit learnt"), learnt),
    Case(Scenario("up to three years old", oldest_days=1095), known),
    Case(Scenario("up to three years old, people drift", oldest_days=1095, drift=0.25), known),
    Case(Scenario("facility raters, not lenient, capped", pooled=False), known),
    Case(Scenario("half of the answers from one rater, capped", one_voice=0.5), known),
    Case(Scenario("lenient raters, corrected", leniency=0.4, pooled=False), learnt),
    Case(Scenario("lenient raters, not corrected", leniency=0.4, pooled=False), uncorrected),
    Case(Scenario("lenient, half from one, corrected", leniency=0.4, one_voice=0.5, pooled=False), learnt),
    Case(Scenario("people differ more (k 10), 20 assumed", beta_8_2), known),
    Case(Scenario("people differ more (k 10), fit learnt", beta_8_2), learnt),
    Case(Scenario("true mean .70, .80 assumed", beta_14_6), known),
    Case(Scenario("true mean .70, fit learnt", beta_14_6), learnt),
    Case(Scenario("two kinds of people, fit learnt", bimodal), learnt),
)


@dataclass(frozen=True)
class Coverage:
    """Share of people whose θ lies in P5–P95, the interval's mean width, and the mean k of the fits."""

    case: Case
    share: Mean
    width: float
    k: float


def measure(case: Case, seeds: Sequence[int]) -> Coverage:
    """Each seed draws its own people, raters and answers."""
    shares, widths, pulls = zip(*(_covered(case, seed) for seed in seeds), strict=True)
    return Coverage(case, mean_of(shares), float(np.mean(widths)), float(np.mean(pulls)))


def _covered(case: Case, seed: int) -> tuple[float, float, float]:
    population = draw(case.scenario, seed)
    fit = case.fit(population)
    found = scored(population, fit)
    low = beta_quantile(TAIL, found.alpha, found.beta)
    high = beta_quantile(1 - TAIL, found.alpha, found.beta)
    inside = (low <= population.theta) & (population.theta <= high)
    return float(inside.mean()), float((high - low).mean()), fit.k
