"""What a refit learns from everybody's answers: stratum means, rater leniency, and k.

Counts here are raw, without decay or cap: a fit describes how raters and people answer, not one person.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from staffing.ratings.answers import DIMENSIONS, SETTINGS, AnswerTable
from staffing.ratings.posterior import DEFAULT_K, NEUTRAL_MEAN, Floats, Ints, clamped_k, leniency
from staffing.ratings.strata import FACILITY, STRATA_PER_ROLE, rater_keys, rater_span, stratum_names

STRATUM_NEEDS = 200
"""Answers before a stratum's own mean replaces the neutral one."""
RATER_NEEDS = 10
RATER_NEEDS_CLINICIANS = 3
K_ERROR = 0.25
"""Largest relative standard error of the people's correlation at which k is estimated, not assumed."""
_MEAN_RANGE = (0.05, 0.95)  # log odds and pseudo-counts need room on both sides


def strata_of(table: AnswerTable) -> dict[str, Any]:
    """Every stratum heard, with its mean (neutral below 200 answers) and count."""
    size = max(len(table.roles), 1) * STRATA_PER_ROLE
    count = np.bincount(table.stratum, weights=table.count, minlength=size)
    always = np.bincount(table.stratum, weights=table.always, minlength=size)
    return {
        "|".join(stratum_names(table.roles, code)): {
            "mu": _mean(always[code], count[code]),
            "n": int(count[code]),
        }
        for code in np.flatnonzero(count).tolist()
    }


def _mean(always: float, count: float) -> float:
    if count < STRATUM_NEEDS:
        return NEUTRAL_MEAN
    low, high = _MEAN_RANGE
    return float(min(max(always / count, low), high))


def leniency_of(table: AnswerTable, means: Floats) -> dict[str, float]:
    """b_r of every facility rater with at least 10 ratings over 3 clinicians in a stratum.

    `means` holds μ_s by the table's stratum codes.
    """
    facility = np.flatnonzero(table.source == FACILITY)
    if facility.size == 0:
        return {}
    span = rater_span(table)
    pairs, pair_of = np.unique(table.rater[facility] * span + table.stratum[facility], return_inverse=True)
    count = np.bincount(pair_of, weights=table.count[facility])
    always = np.bincount(pair_of, weights=table.always[facility])
    people = _distinct_people(pair_of, table.clinician_id[facility], len(pairs))
    biases = leniency(always, count, means[pairs % span])
    enough = (count >= RATER_NEEDS) & (people >= RATER_NEEDS_CLINICIANS)
    known = np.flatnonzero(enough)
    return dict(zip(rater_keys(table, pairs[known]), biases[known].tolist(), strict=True))


def _distinct_people(pair_of: Ints, clinician_id: Ints, pairs: int) -> Ints:
    people, person = np.unique(clinician_id, return_inverse=True)
    met = np.unique(pair_of * len(people) + person)
    return np.asarray(np.bincount(met // len(people), minlength=pairs), dtype=np.int64)


class Correlation(NamedTuple):
    """How alike two raters' answers about one person are, ρ = 1/(k+1), with its standard error."""

    value: float
    error: float


def k_of(table: AnswerTable, means: Floats) -> float:
    """k of the agency, within 10–60; 20 until the correlation is known to within a quarter.

    The quarter is of the estimate or of the usual correlation 1/21, whichever is larger.
    """
    found = correlation(table, means)
    usual = 1 / (DEFAULT_K + 1)
    if found is None or found.error > K_ERROR * max(found.value, usual):
        return DEFAULT_K
    return clamped_k(1 / found.value - 1) if found.value > 0 else clamped_k(np.inf)


def correlation(table: AnswerTable, means: Floats) -> Correlation | None:
    """ρ by the method of moments over pairs of answers to one person from two **different** raters.

    With z = (y − μ_s)/√(μ_s(1−μ_s)), E z_i z_j = 1/(k+1) for θ ~ Beta(kμ, k(1−μ)). Pairs of the same rater
    are left out: they would count the rater's leniency as the person's. A group of n answers weighs
    1/(1+n/20)², the inverse variance at k = 20. The error is the ratio's, clustered by clinician. None
    without such a pair.
    """
    if table.always.size == 0:
        return None
    people, person = np.unique(table.clinician_id, return_inverse=True)
    group = (person * len(SETTINGS) + table.setting) * len(DIMENSIONS) + table.dimension
    mu = means[table.stratum]
    z = (table.always - table.count * mu) / np.sqrt(mu * (1 - mu))
    products, pairs = _across_raters(group, table.rater, z), _across_raters(group, table.rater, table.count)
    answers = np.bincount(group, weights=table.count)
    weight = 1 / (1 + answers / DEFAULT_K) ** 2
    owner = np.arange(len(answers)) // (len(SETTINGS) * len(DIMENSIONS))
    a = np.bincount(owner, weights=weight * products, minlength=len(people))
    b = np.bincount(owner, weights=weight * pairs, minlength=len(people))
    if b.sum() <= 0:
        return None
    value = a.sum() / b.sum()
    return Correlation(float(value), float(np.sqrt(((a - value * b) ** 2).sum()) / b.sum()))


def _across_raters(group: Ints, rater: Ints, value: Floats) -> Floats:
    """Σ value_i value_j over pairs of different raters, per group: (Σ T_r)² − Σ T_r²."""
    span = int(rater.max()) + 1
    pairs, pair_of = np.unique(group * span + rater, return_inverse=True)
    totals = np.bincount(pair_of, weights=value)
    owner, size = pairs // span, int(group.max()) + 1
    own_squares = np.bincount(owner, weights=totals**2, minlength=size)
    return np.asarray(np.bincount(owner, weights=totals, minlength=size) ** 2 - own_squares)
