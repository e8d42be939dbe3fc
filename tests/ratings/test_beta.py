"""The incomplete beta function and its inverse against closed forms and published values."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing.ratings.beta import beta_quantile, regularised_beta


@pytest.mark.parametrize(
    ("x", "a", "b", "value"),
    [
        (0.3, 1, 1, 0.3),  # uniform
        (0.5, 7.3, 7.3, 0.5),  # symmetric
        (0.2, 2, 1, 0.04),  # x^a
        (0.2, 1, 3, 1 - 0.8**3),  # 1 − (1−x)^b
        (0.25, 0.5, 0.5, 1 / 3),  # arcsine law: 2/π·asin √x
        (0.5, 2, 3, 0.6875),
        (0.0, 4, 2, 0.0),
        (1.0, 4, 2, 1.0),
    ],
)
def test_closed_forms(x: float, a: float, b: float, value: float) -> None:
    assert float(regularised_beta(x, a, b)) == pytest.approx(value, abs=1e-13)


@given(st.integers(1, 150), st.integers(1, 150), st.floats(0.001, 0.999))
def test_whole_numbers_agree_with_the_binomial_sum(a: int, b: int, x: float) -> None:
    trials = a + b - 1
    tail = sum(comb(trials, j) * x**j * (1 - x) ** (trials - j) for j in range(a, trials + 1))
    assert float(regularised_beta(x, a, b)) == pytest.approx(tail, abs=1e-11)


@settings(deadline=None)
@given(st.floats(0.3, 4_000), st.floats(0.3, 4_000), st.floats(0.001, 0.999))
def test_the_quantile_inverts_the_distribution(a: float, b: float, p: float) -> None:
    x = float(beta_quantile(p, a, b))
    assert 0 < x <= 1
    low, high = (float(v) for v in regularised_beta([x - 1e-12, x + 1e-12], a, b))
    assert low - 1e-9 <= p <= high + 1e-9


def test_arrays_give_what_single_values_give() -> None:
    a, b = np.array([16.0, 22.0, 38.0]), np.array([4.0, 4.0, 22.0])
    together = beta_quantile(0.9, a, b)
    one_by_one = [float(beta_quantile(0.9, x, y)) for x, y in zip(a, b, strict=True)]
    assert together == pytest.approx(one_by_one, abs=1e-13)
    assert beta_quantile(0.5, np.empty(0), np.empty(0)).shape == (0,)
