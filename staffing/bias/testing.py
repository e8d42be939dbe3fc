"""Tail probabilities, and how many of many tests to believe."""

from __future__ import annotations

from math import erfc, exp, lgamma, log, sqrt

import numpy as np

from staffing.ratings.posterior import Bools, Floats

RATE = 0.05
"""Share of flags that may be false, in the mean (Benjamini and Hochberg)."""
_CUT, _CUT_MEAN = 1.5, 0.7784
"""E min(z², 1.5²) of the standard normal: what the spread of many tests is told by (Huber), so that the
few that stand far out, which the audit is after, hardly move it."""
TESTS_TO_CALIBRATE = 20
"""Tests from which their own spread can be told."""


def upper_tail(z: Floats) -> Floats:
    """P(Z ≥ z) of the standard normal."""
    return np.array([erfc(one / sqrt(2)) / 2 for one in z.tolist()])


def both_tails(z: Floats) -> Floats:
    """P(|Z| ≥ |z|)."""
    return 2 * upper_tail(np.abs(z))


def poisson_tail(count: int, mean: float) -> float:
    """P(N ≥ count) for N ~ Poisson(mean), mean > 0; summed upwards, where the terms only shrink."""
    if count <= mean:
        return 1.0
    term = exp(count * log(mean) - mean - lgamma(count + 1))
    total, at = 0.0, count
    while term > 1e-18 * (total + 1e-300):
        total += term
        at += 1
        term *= mean / at
    return min(1.0, total)


def q_values(p: Floats) -> Floats:
    """Smallest rate at which Benjamini and Hochberg would believe each test."""
    if p.size == 0:
        return np.zeros(0)
    order = np.argsort(p)
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q


def calibrated(z: Floats) -> Floats:
    """z over what most tests vary by, never enlarged; as it is with few tests.

    What raters do differently without any of them being biased widens all z alike.
    """
    if len(z) < TESTS_TO_CALIBRATE:
        return z
    ones = np.ones(len(z))
    return np.asarray(z / np.sqrt(1 + extra_variance(z, ones, ones)))


def extra_variance(surprise: Floats, variance: Floats, per_unit: Floats) -> float:
    """τ² ≥ 0 at which surprise/√(variance + τ²·per_unit) varies as the normal does, by bisection."""

    def wide(extra: float) -> bool:
        squares = surprise**2 / (variance + extra * per_unit)
        return float(np.minimum(squares, _CUT**2).mean()) > _CUT_MEAN

    low, high = 0.0, 1.0
    while wide(high):
        low, high = high, 2 * high
    for _ in range(50):
        half = (low + high) / 2
        low, high = (half, high) if wide(half) else (low, half)
    return high if high > 1e-9 else 0.0


def believed(q: Floats) -> Bools:
    return np.asarray(q <= RATE)
