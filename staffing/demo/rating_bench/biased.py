"""Simulated raters, most of them honest, some planted: with one habit each that the audit should see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.demo.rating_bench.population import NOW
from staffing.ratings.posterior import Bools, Floats, Ints, logit

FACILITIES, RATERS_EACH, PEOPLE, HOMES = 20, 3, 240, 3
PLANTED = 4
ASKED = 5
"""Answers of a sheet."""
DIMENSIONS_APART, SHEET_TOGETHER = 0.3, 1.0
"""Logits: how a person's dimensions differ, how a sheet's answers move together."""
SCATTER = (SHEET_TOGETHER**2 + DIMENSIONS_APART**2) ** 0.5
STEEPER = (1 + SCATTER**2 / 2.89) ** 0.5
"""Scatter flattens the curve: steeper odds bring the mean share back to about θ."""
LEAST, MOST = 20, 200
SHIFTS, STRANGERS = 1_500, 0.4
"""Shifts with links in a burst's world, and strangers' answers a shift (Gamma, shape 1)."""
DAY = 86_400


class Habit(StrEnum):
    """What is planted."""

    STRICT = "strict by 1.0 logit"
    GENEROUS = "generous by 1.0 logit"
    ONE_GROUP = "one group of clinicians down by 0.8 logit"
    SAME_SHEET = "the same sheet for one in three, in a row"
    FRIEND = "Always, for one friend of θ .60"
    BURST = "a burst about one clinician"


KINDS: Mapping[Habit, FlagKind] = {
    Habit.STRICT: FlagKind.LENIENCY,
    Habit.GENEROUS: FlagKind.LENIENCY,
    Habit.ONE_GROUP: FlagKind.GROUP_GAP,
    Habit.SAME_SHEET: FlagKind.DUPLICATE,
    Habit.FRIEND: FlagKind.COLLUSION,
    Habit.BURST: FlagKind.BURST,
}


@dataclass(frozen=True)
class Staged:
    """One draw: what the audit sees, and the truth. `group` is by clinician id."""

    table: ResponseTable
    theta: Floats
    planted: frozenset[str]
    group: Mapping[int, str]


def stage(habit: Habit, n: int, seed: int, spread: float = 0.0) -> Staged:
    """60 raters at 20 facilities, 20–200 responses each (log-uniform), four of them planted with n.

    `spread`: standard deviation of honest raters' leniency, logits. A burst of n is planted among
    strangers' answers instead.
    """
    chance = np.random.default_rng([seed, n, list(Habit).index(habit)])
    theta = chance.beta(16, 4, PEOPLE)
    if habit is Habit.FRIEND:
        theta[:PLANTED] = 0.60
    group = {person: "one" if person % 2 == 0 else "other" for person in range(PEOPLE)}
    if habit is Habit.BURST:
        return Staged(
            _strangers(theta, n, chance), theta, frozenset(f"shift:{at}" for at in range(PLANTED)), group
        )
    counts = np.exp(chance.uniform(np.log(LEAST), np.log(MOST + 1), FACILITIES * RATERS_EACH)).astype(
        np.int64
    )
    who = chance.permutation(FACILITIES)[:PLANTED] * RATERS_EACH
    counts[who] = n
    rater = np.repeat(np.arange(len(counts)), counts)
    person = _met(rater, chance)
    planted = np.isin(rater, who)
    if habit is Habit.FRIEND:
        person = _befriended(rater, person, who, n)
    bias = chance.normal(0, 1, len(counts)) * spread
    odds = logit(np.clip(theta, 0.02, 0.98))[person] + bias[rater]
    odds = odds + planted * _shift(habit, person)
    sheets = _sheets(odds, chance)
    order_at = np.sort(chance.integers(300 * DAY, size=len(rater)))
    if habit is Habit.SAME_SHEET:
        _copy(sheets, rater, order_at, who)
    if habit is Habit.FRIEND:
        sheets[planted & (person == np.searchsorted(np.sort(who), rater))] = 4
    raters = tuple(f"account:{at}" for at in range(len(counts)))
    table = _table(raters, rater, person, order_at, sheets)
    return Staged(table, by_honest(theta), frozenset(raters[at] for at in who), group)


def by_honest(theta: Floats) -> Floats:
    """How often honest raters say "Always" of each person: the mean over the scatter of sheets."""
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    odds = (logit(np.clip(theta, 0.02, 0.98))[:, None] + SCATTER * points) * STEEPER
    return np.asarray((1 / (1 + np.exp(-odds))) @ weights / weights.sum())


def _shift(habit: Habit, person: Ints) -> Floats:
    if habit is Habit.ONE_GROUP:
        return np.where(person % 2 == 0, -0.8, 0.0)
    size = {Habit.STRICT: -1.0, Habit.GENEROUS: 1.0}.get(habit, 0.0)
    return np.full(len(person), size)


def _met(rater: Ints, chance: Generator) -> Ints:
    """Whom each response is about: people work at HOMES facilities."""
    homes = np.array([chance.choice(FACILITIES, HOMES, replace=False) for _ in range(PEOPLE)])
    staff = [np.flatnonzero((homes == at).any(axis=1)) for at in range(FACILITIES)]
    person = np.zeros(len(rater), dtype=np.int64)
    for at, people in enumerate(staff):
        here = rater // RATERS_EACH == at
        person[here] = chance.choice(people, int(here.sum()))
    return person


def _befriended(rater: Ints, person: Ints, who: Ints, n: int) -> Ints:
    """The first fifth (at least 5) of each planted rater's responses go to the friend."""
    person = person.copy()
    for friend, one in enumerate(np.sort(who).tolist()):
        person[np.flatnonzero(rater == one)[: max(5, n // 5)]] = friend
    return person


def _sheets(odds: Floats, chance: Generator) -> Ints:
    """[response, ASKED] of 1 Never to 4 Always."""
    size = (len(odds), ASKED)
    moved = odds[:, None] + chance.normal(0, SHEET_TOGETHER, len(odds))[:, None]
    moved = moved + chance.normal(0, DIMENSIONS_APART, size)
    always = chance.random(size) < 1 / (1 + np.exp(-moved * STEEPER))
    return np.where(always, 4, chance.choice([3, 2, 1], p=[0.7, 0.25, 0.05], size=size))


def _copy(sheets: Ints, rater: Ints, at: Ints, who: Ints) -> None:
    """A third of each planted rater's sheets in a row become one of them."""
    for one in who.tolist():
        rows = np.flatnonzero(rater == one)
        rows = rows[np.argsort(at[rows])]
        sheets[rows[: len(rows) // 3]] = sheets[rows[0]]


def _table(raters: tuple[str, ...], rater: Ints, person: Ints, at: Ints, sheets: Ints) -> ResponseTable:
    size = len(rater)
    return ResponseTable(
        raters=raters,
        strata=("RN|on_site|facility",),
        places=("",),
        id=np.arange(size),
        clinician=person,
        rater=rater,
        stratum=np.zeros(size, dtype=np.int64),
        place=np.zeros(size, dtype=np.int64),
        at=int(NOW.timestamp()) - 300 * DAY + at,
        share=(sheets == 4).mean(axis=1),
        pattern=(sheets << (3 * np.arange(ASKED))).sum(axis=1),
    )


def _strangers(theta: Floats, n: int, chance: Generator) -> ResponseTable:
    """Answers by shift: Poisson around a Gamma pace, within 12 hours; n more in each planted one."""
    person = chance.integers(PEOPLE, size=SHIFTS)
    counts = chance.poisson(chance.gamma(1, STRANGERS, SHIFTS))
    burst = np.arange(SHIFTS) < PLANTED
    shift = np.repeat(np.arange(SHIFTS), counts + n * burst)
    sudden = np.concatenate([np.arange(c + n * b) >= c for c, b in zip(counts, burst, strict=True)])
    begun = chance.integers(300, size=SHIFTS) * DAY + 12 * 3_600
    within = np.where(
        sudden, chance.integers(5_400, size=len(shift)), chance.integers(12 * 3_600, size=len(shift))
    )
    odds = logit(np.clip(theta, 0.02, 0.98))[person[shift]] + 4.0 * sudden
    raters = tuple(f"shift:{at}" for at in range(SHIFTS))
    table = _table(raters, shift, person[shift], begun[shift] + within, _sheets(odds, chance))
    places = ("", *(f"patient at unit:{at}" for at in range(FACILITIES)))
    return replace(table, places=places, place=1 + shift % FACILITIES)


def without(table: ResponseTable, raters: frozenset[str]) -> Bools:
    """Rows that none of these raters gave."""
    known = np.array([name not in raters for name in table.raters])
    return np.asarray(known[table.rater])
