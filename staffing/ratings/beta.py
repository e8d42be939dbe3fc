"""The beta distribution without scipy: the regularised incomplete beta function and its inverse.

Both work on whole arrays. Source: the continued fraction of DLMF 8.17.22, evaluated by the modified
Lentz method; the inverse by Newton's steps from the mean, kept in a bracket that bisection closes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_TINY = 1e-300
_CLOSE = 1e-14
_STEP_CLOSE = 1e-13
"""Shorter steps are rounding: they would go to and fro for ever."""
_MOST_TERMS = 2_000
_MOST_STEPS = 200  # about eight are usual

_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


def regularised_beta(x: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """I_x(a, b) = P(θ ≤ x) for θ ~ Beta(a, b); a, b > 0, x is clipped to [0, 1]."""
    x, a, b = _columns(x, a, b)
    return _cumulative(np.clip(x, 0.0, 1.0), a, b, _log_beta(a, b))


def beta_quantile(p: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """The x with I_x(a, b) = p, to about 1e-13; a, b > 0 and 0 < p < 1."""
    p, a, b = _columns(p, a, b)
    scale = _log_beta(a, b)
    low, high, x = np.zeros_like(p), np.ones_like(p), a / (a + b)
    settled = np.zeros(p.shape, dtype=bool)
    for _ in range(_MOST_STEPS):
        miss = _cumulative(x, a, b, scale) - p
        low, high = np.where(miss < 0, x, low), np.where(miss < 0, high, x)
        newton = x - miss / _density(x, a, b, scale)
        # Newton where it stays inside the bracket, else halve the bracket: it cannot run away.
        following = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2)
        settled |= np.abs(following - x) < _STEP_CLOSE
        x = following
        if settled.all():
            break
    return x


def _density(x: Floats, a: Floats, b: Floats, log_beta: Floats) -> Floats:
    inside = np.clip(x, _TINY, 1 - 1e-16)
    power = (a - 1) * np.log(inside) + (b - 1) * np.log1p(-inside) - log_beta
    return np.maximum(np.exp(power), _TINY)


def _columns(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def _log_beta(a: Floats, b: Floats) -> Floats:
    if a.size == 0:
        return np.zeros_like(a)
    return np.asarray(_log_gamma(a) + _log_gamma(b) - _log_gamma(a + b), dtype=np.float64)


def _cumulative(x: Floats, a: Floats, b: Floats, log_beta: Floats) -> Floats:
    # The fraction converges fast left of the mean; on the right I_x(a, b) = 1 − I_{1−x}(b, a) takes over.
    right = x > (a + 1) / (a + b + 2)
    z, p, q = np.where(right, 1 - x, x), np.where(right, b, a), np.where(right, a, b)
    inside = (z > 0) & (z < 1)
    safe = np.where(inside, z, 0.5)
    front = np.exp(p * np.log(safe) + q * np.log1p(-safe) - log_beta) / p
    tail = np.where(inside, front * _fraction(safe, p, q), 0.0)
    return np.where(right, 1 - tail, tail)


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    c = np.ones_like(x)
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(1 + even * d)
        c = _not_zero(1 + even / c)
        value *= d * c
        d = 1 / _not_zero(1 + odd * d)
        c = _not_zero(1 + odd / c)
        value *= d * c
        if np.all(np.abs(d * c - 1) < _CLOSE):
            return value
    raise ArithmeticError("the incomplete beta function did not converge")


def _not_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)
