"""The five check values, worked out by the product's own functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staffing.ratings.beta import beta_quantile
from staffing.ratings.posterior import (
    DEFAULT_K,
    NEUTRAL_MEAN,
    Posterior,
    cap_factors,
    decay,
    expected,
    posterior,
)

STRICT = -0.6


@dataclass(frozen=True)
class Check:
    """Answers of one person; the last `strict` of them from one strict rater, the others all from others."""

    name: str
    always: int
    answers: int
    age_days: int = 0
    strict: int = 0


CHECKS = (
    Check("none", 0, 0),
    Check("6 of 6, today", 6, 6),
    Check("53 of 60, all 180 days old", 53, 60, age_days=180),
    Check("5 of 10, six from a strict rater", 5, 10, strict=6),
    Check("22 of 40, today", 22, 40),
)


def check_posterior(check: Check) -> Posterior:
    """Under k = 20 and μ = .80."""
    at = np.arange(check.answers)
    strict = at >= check.answers - check.strict
    # Three raters in all where one is strict, so that the cap stays out of it.
    rater = np.where(strict, check.answers, at % 2 if check.strict else at)
    weight = decay(np.full(check.answers, check.age_days))
    weight = weight * cap_factors(np.zeros(check.answers, dtype=np.int64), rater, weight)
    e = expected(NEUTRAL_MEAN, np.where(strict, STRICT, 0.0))
    surprise = (weight * ((at < check.always) - e)).sum()
    return posterior(DEFAULT_K, NEUTRAL_MEAN, weight.sum(), surprise)


def row(check: Check) -> list[str]:
    """Posterior, mean, P10 and P90 as the documentation gives them."""
    found = check_posterior(check)
    low, high = (float(beta_quantile(p, found.alpha, found.beta)) for p in (0.1, 0.9))
    shape = f"Beta({float(found.alpha):.1f}, {float(found.beta):.1f})"
    return [check.name, shape, f"{float(found.mean):.3f}", f"{low:.3f}", f"{high:.3f}"]
