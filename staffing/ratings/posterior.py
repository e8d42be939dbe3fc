"""The rating formula: beta-binomial shrinkage with decay, rater caps and leniency correction.

Pure arithmetic on arrays; docs/rating.md explains it in words with worked values. Symbols as there:
y answer (1 iff "Always"), w weight, e expected value, μ stratum or prior mean, k pseudo-responses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HALF_LIFE_DAYS = 180
NEUTRAL_MEAN = 0.80
"""National share of "Always" for nurses and doctors; μ until a stratum has heard enough."""
DEFAULT_K = 20.0
K_RANGE = (10.0, 60.0)
CAP_SHARE = 0.25
CAP_FROM_RATERS = 4
LENIENCY_PULL = 10
"""Ratings at which half of a rater's observed leniency is believed."""
LENIENCY_LIMIT = 0.8
"""Largest correction, in logits."""


@dataclass(frozen=True)
class Posterior:
    """θ ~ Beta(alpha, beta) with n weighted responses of which S = `always`; one entry per group."""

    n: Floats
    always: Floats
    alpha: Floats
    beta: Floats

    @property
    def mean(self) -> Floats:
        return self.alpha / (self.alpha + self.beta)


def clamped_k(k: float) -> float:
    """k within 10–60 pseudo-responses."""
    return min(max(k, K_RANGE[0]), K_RANGE[1])


def decay(age_days: ArrayLike) -> Floats:
    """2^(−age/180); an age below zero counts as today."""
    age = np.maximum(np.asarray(age_days, dtype=np.float64), 0.0)
    return np.asarray(np.exp2(-age / HALF_LIFE_DAYS))


def logit(p: ArrayLike) -> Floats:
    """Log odds of p, 0 < p < 1."""
    p = np.asarray(p, dtype=np.float64)
    return np.asarray(np.log(p) - np.log1p(-p))


def expected(mu: ArrayLike, leniency: ArrayLike = 0.0) -> Floats:
    """e = σ(logit μ + b): what this rater would say of an average person of the stratum."""
    return np.asarray(1 / (1 + np.exp(-(logit(mu) + np.asarray(leniency, dtype=np.float64)))))


def leniency(always: ArrayLike, ratings: ArrayLike, mu: ArrayLike) -> Floats:
    """b = n/(n+10) · [logit p − logit μ] with p = (x+1)/(n+2), clipped to ±0.8 logits."""
    x, n = np.asarray(always, dtype=np.float64), np.asarray(ratings, dtype=np.float64)
    pulled = n / (n + LENIENCY_PULL) * (logit((x + 1) / (n + 2)) - logit(mu))
    return np.asarray(np.clip(pulled, -LENIENCY_LIMIT, LENIENCY_LIMIT))


def cap_factors(group: Ints, rater: Ints, weight: Floats) -> Floats:
    """What each response's weight is multiplied by so that no rater passes 25 % of its group.

    Holds **after** capping: with totals W_r, the cap c solves c = ¼ Σ min(W_r, c). Groups with fewer than
    four raters are left alone (one of three always holds a third). `group` and `rater` are codes from 0.
    """
    if weight.size == 0:
        return np.ones(0)
    span = int(rater.max()) + 1
    pairs, pair_of = np.unique(group * span + rater, return_inverse=True)
    totals = np.bincount(pair_of, weights=weight).astype(np.float64)
    cap = _caps(pairs // span, totals)
    factor = np.minimum(1.0, cap[pairs // span] / totals)
    return np.asarray(factor[pair_of])


def _caps(group: Ints, totals: Floats) -> Floats:
    """The cap of each group, infinite where none applies; `group` ascends."""
    size = int(group.max()) + 1
    raters = np.bincount(group, minlength=size)
    rest = np.bincount(group, weights=totals, minlength=size)
    order = np.lexsort((-totals, group))
    first = np.cumsum(raters) - raters
    cap = np.full(size, np.inf)
    open_groups = raters >= CAP_FROM_RATERS
    for capped in range(CAP_FROM_RATERS):
        # With the `capped` heaviest raters at c and `rest` from the others: c = ¼ (capped·c + rest).
        candidate = CAP_SHARE * rest / (1 - CAP_SHARE * capped)
        heaviest = np.where(open_groups, totals[order[np.where(open_groups, first + capped, 0)]], 0.0)
        settled = open_groups & (heaviest <= candidate * (1 + 1e-12))
        cap[settled] = candidate[settled]
        open_groups &= ~settled
        rest = rest - heaviest
    return cap


def posterior(k: float, mu: ArrayLike, n: ArrayLike, surprise: ArrayLike) -> Posterior:
    """Beta(kμ+S, k(1−μ)+n−S) with S = clip(n·μ + Σ w(y−e), 0, n); `surprise` is Σ w(y−e) per group."""
    mu, n = np.asarray(mu, dtype=np.float64), np.asarray(n, dtype=np.float64)
    always = np.clip(n * mu + np.asarray(surprise, dtype=np.float64), 0.0, n)
    k = clamped_k(k)
    return Posterior(n=n, always=always, alpha=k * mu + always, beta=k * (1 - mu) + n - always)
