"""Simulated clinicians whose true θ is known, and the answers raters would give about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.random import Generator

from staffing.facilities.models import Setting
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, day_number
from staffing.ratings.fits import Fit
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.posterior import Floats, Ints, Posterior, logit, posterior
from staffing.ratings.tally import tally
from staffing.ratings.weighing import weigh

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROLE = "RN"
CELL = (SETTINGS.index(Setting.ON_SITE), DIMENSIONS.index(Dimension.RESPECT))
FACILITIES = 40
HALF_YEAR = 180

Truth = Callable[[Generator, int], Floats]


def beta_16_4(chance: Generator, size: int) -> Floats:
    """The prior of the default fit: mean .80, k 20."""
    return chance.beta(16, 4, size)


def beta_8_2(chance: Generator, size: int) -> Floats:
    """The same mean, people twice as different in variance: k 10."""
    return chance.beta(8, 2, size)


def beta_14_6(chance: Generator, size: int) -> Floats:
    """A mean of .70 where .80 is assumed."""
    return chance.beta(14, 6, size)


def bimodal(chance: Generator, size: int) -> Floats:
    """A third near .60, the others near .90."""
    return np.where(chance.random(size) < 1 / 3, chance.beta(60, 40, size), chance.beta(90, 10, size))


@dataclass(frozen=True)
class Scenario:
    """How people, raters and answers are drawn. Leniency and drift are standard deviations in logits."""

    name: str
    truth: Truth = beta_16_4
    people: int = 400
    leniency: float = 0.0
    oldest_days: int = 0
    drift: float = 0.0
    """Change of a person per half year."""
    one_voice: float = 0.0
    """Share of a person's answers that come from one and the same rater."""
    pooled: bool = True
    """Each answer is from somebody else, as patients are; else from the raters of `homes` facilities."""
    homes: int = 3
    raters: int = 3
    """Per facility."""

    def of(self, people: int) -> Scenario:
        """The same with another number of people."""
        return replace(self, people=people)


@dataclass(frozen=True)
class Population:
    """One draw of a scenario; answers are rows of one stratum, RN on site, respect."""

    theta: Floats
    counts: Ints
    table: AnswerTable
    bias: Floats
    """b of every rater, to draw further answers with."""


def draw(scenario: Scenario, seed: int) -> Population:
    """People with 1 to 60 answers each (log-uniform: many with few, few with many)."""
    chance = np.random.default_rng(seed)
    theta = np.clip(scenario.truth(chance, scenario.people), 0.005, 0.995)
    counts = np.exp(chance.uniform(0, np.log(61), scenario.people)).astype(np.int64)
    person = np.repeat(np.arange(scenario.people), counts)
    rater, raters = _raters(scenario, person, chance)
    bias = chance.normal(0, 1, raters) * scenario.leniency
    age = chance.integers(scenario.oldest_days + 1, size=len(person))
    slope = chance.normal(0, 1, scenario.people) * scenario.drift
    odds = logit(theta)[person] + slope[person] * age / HALF_YEAR + bias[rater]
    always = (chance.random(len(person)) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    return Population(theta, counts, _table(scenario, person, rater, raters, age, always), bias)


def _raters(scenario: Scenario, person: Ints, chance: Generator) -> tuple[Ints, int]:
    own = FACILITIES * scenario.raters
    if scenario.pooled:
        rater = own + np.arange(len(person))
    else:
        homes = chance.integers(FACILITIES, size=(scenario.people, scenario.homes))
        home = homes[person, chance.integers(scenario.homes, size=len(person))]
        rater = home * scenario.raters + chance.integers(scenario.raters, size=len(person))
    loud = chance.random(len(person)) < scenario.one_voice
    return np.where(loud, person % own, rater), own + len(person)


def _table(
    scenario: Scenario, person: Ints, rater: Ints, raters: int, age: Ints, always: Floats
) -> AnswerTable:
    size = len(person)
    source = RaterSource.PATIENT if scenario.pooled else RaterSource.FACILITY
    setting, dimension = CELL
    return AnswerTable(
        roles=(ROLE,),
        raters=tuple(f"account:{at}" for at in range(raters)),
        response_id=np.arange(size),
        clinician_id=person,
        role=np.zeros(size, dtype=np.int64),
        setting=np.full(size, setting),
        source=np.full(size, SOURCES.index(source)),
        rater=rater,
        day=day_number(NOW) - age,
        dimension=np.full(size, dimension),
        count=np.ones(size),
        always=always,
    )


def scored(population: Population, fit: Fit) -> Posterior:
    """Everybody's posterior by the product's own functions."""
    people = len(population.theta)
    sums = tally(weigh(population.table, fit, np.arange(people), NOW), people)
    at = (slice(None), *CELL)
    prior = np.full(people, fit.prior_means([ROLE])[(0, *CELL)])
    return posterior(fit.k, prior, sums.n[at], sums.surprise[at])
