"""Which score ranks people better and foresees their next answers: raw share of Always or posterior mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from staffing.demo.rating_bench.population import NOW, Population, Scenario, beta_8_2, draw, scored
from staffing.demo.rating_bench.summary import Mean, mean_of
from staffing.ratings.fits import fitted
from staffing.ratings.posterior import Floats, logit

HELD_OUT = 20
"""Further answers drawn about each person, from raters drawn anew."""
SURE = 0.01
"""Log loss needs room: a raw 0 or 1 counts as .01 or .99."""
RAW, LAPLACE = "raw mean", "raw mean, (x+1)/(n+2)"
SHRUNKEN, CORRECTED = "posterior mean, no leniency", "posterior mean, as the product"
METHODS = (RAW, LAPLACE, SHRUNKEN, CORRECTED)

_USUAL = Scenario("lenient raters, up to two years old", leniency=0.4, oldest_days=730, pooled=False)
SCENARIOS = (
    _USUAL,
    replace(_USUAL, name="the same, each at one facility", homes=1),
    replace(_USUAL, name="the same, 600 ratings a rater", homes=1, raters=1, people=1_600),
    replace(_USUAL, name="the same, people drift", drift=0.25),
    replace(_USUAL, name="the same, people of k 10", truth=beta_8_2),
    Scenario("fresh, unbiased"),
)
MEASURES = ("rank with true θ", "rank with held-out share", "log loss")


@dataclass(frozen=True)
class Comparison:
    """One scenario: each measure by method, and the product's score less the raw mean (paired by seed)."""

    scenario: Scenario
    values: Mapping[str, Mapping[str, Mean]]
    gain: Mapping[str, Mean]


def compare(scenario: Scenario, seeds: Sequence[int]) -> Comparison:
    """Each seed draws its own people, raters and answers."""
    runs = [_measured(scenario, seed) for seed in seeds]
    values = {
        measure: {method: mean_of([run[method][measure] for run in runs]) for method in METHODS}
        for measure in MEASURES
    }
    gain = {
        measure: mean_of([run[CORRECTED][measure] - run[RAW][measure] for run in runs])
        for measure in MEASURES
    }
    return Comparison(scenario, values, gain)


def scores_by_method(population: Population) -> dict[str, Floats]:
    """Everybody's score by each method; the fit is learnt from the same answers."""
    table, people = population.table, len(population.theta)
    always = np.bincount(table.clinician_id, weights=table.always, minlength=people)
    fit = fitted(table, NOW.date())
    return {
        RAW: always / population.counts,
        LAPLACE: (always + 1) / (population.counts + 2),
        SHRUNKEN: scored(population, replace(fit, leniency={})).mean,
        CORRECTED: scored(population, fit).mean,
    }


def _measured(scenario: Scenario, seed: int) -> dict[str, dict[str, float]]:
    population = draw(scenario, seed)
    share = _held_out(population, np.random.default_rng([seed, 1]))
    return {
        method: {
            MEASURES[0]: spearman(score, population.theta),
            MEASURES[1]: spearman(score, share),
            MEASURES[2]: log_loss(score, share),
        }
        for method, score in scores_by_method(population).items()
    }


def _held_out(population: Population, chance: Generator) -> Floats:
    """Share of Always in HELD_OUT answers of today, each from a rater drawn from all."""
    people = len(population.theta)
    bias = chance.choice(population.bias, (people, HELD_OUT))
    odds = logit(population.theta)[:, None] + bias
    return np.asarray((chance.random((people, HELD_OUT)) < 1 / (1 + np.exp(-odds))).mean(axis=1))


def log_loss(score: Floats, share: Floats) -> float:
    """Mean −log of the probability the score gave to what came."""
    p = np.clip(score, SURE, 1 - SURE)
    return float(-(share * np.log(p) + (1 - share) * np.log(1 - p)).mean())


def spearman(one: Floats, other: Floats) -> float:
    """Rank correlation; equals share the mean of their ranks."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Floats) -> Floats:
    _found, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place])


def better(found: Comparison) -> bool:
    """The product's score beats the raw mean on every measure, beyond the interval of the difference."""
    rank_true, rank_held, loss = (found.gain[measure] for measure in MEASURES)
    return rank_true.value > rank_true.half and rank_held.value > rank_held.half and -loss.value > loss.half
