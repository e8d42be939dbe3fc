"""Tail probabilities, Benjamini and Hochberg, and what raters differ by anyway."""

from __future__ import annotations

import numpy as np
import pytest

from staffing.bias.testing import (
    RATE,
    TESTS_TO_CALIBRATE,
    both_tails,
    calibrated,
    extra_variance,
    poisson_tail,
    q_values,
    upper_tail,
)


def test_tails_by_known_values() -> None:
    assert upper_tail(np.array([0.0, 1.959964, -1.959964])) == pytest.approx([0.5, 0.025, 0.975], abs=1e-7)
    assert both_tails(np.array([-1.959964])) == pytest.approx([0.05], abs=1e-7)
    assert poisson_tail(1, 2.0) == 1.0
    assert poisson_tail(3, 2.0) == pytest.approx(1 - 5 * np.exp(-2.0))
    assert 0 < poisson_tail(400, 1.0) < 1e-300 or poisson_tail(400, 1.0) == 0.0


def test_benjamini_and_hochberg_by_hand() -> None:
    p = np.array([0.04, 0.001, 0.3, 0.012])
    assert q_values(p) == pytest.approx([0.04 * 4 / 3, 0.004, 0.3, 0.024])
    assert q_values(np.array([])).size == 0


@pytest.mark.parametrize(("p", "believed"), [(RATE / 2, True), (RATE / 2 + 1e-9, False)])
def test_believed_up_to_the_rate(p: float, believed: bool) -> None:
    """Two tests, the other hopeless: the smaller p counts twice."""
    assert (q_values(np.array([p, 0.9]))[0] <= RATE) is np.bool_(believed)


def test_the_rate_holds_where_nothing_is_there() -> None:
    chance = np.random.default_rng(5)
    wrong = [(q_values(chance.random(60)) <= RATE).any() for _ in range(2_000)]
    assert np.mean(wrong) == pytest.approx(RATE, abs=0.015)


def test_what_raters_differ_by_anyway_is_learnt() -> None:
    chance = np.random.default_rng(6)
    ones = np.ones(4_000)
    assert extra_variance(chance.normal(0, 2, 4_000), ones, ones) == pytest.approx(3.0, rel=0.1)
    assert extra_variance(chance.normal(0, 0.5, 4_000), ones, ones) == 0.0


def test_a_few_far_out_hardly_move_it() -> None:
    z = np.random.default_rng(7).normal(0, 1, 400)
    z[:20] = 9.0
    assert calibrated(z)[0] > 7.5


@pytest.mark.parametrize("tests", [TESTS_TO_CALIBRATE - 1, TESTS_TO_CALIBRATE])
def test_few_tests_stay_as_they_are(tests: int) -> None:
    z = np.linspace(-4, 4, tests)
    same = bool((calibrated(z) == z).all())
    assert same is (tests < TESTS_TO_CALIBRATE)
