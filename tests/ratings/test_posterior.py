"""The formula: its five check values, and what must hold for any answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from staffing.ratings.beta import beta_quantile
from staffing.ratings.posterior import (
    CAP_SHARE,
    LENIENCY_LIMIT,
    cap_factors,
    clamped_k,
    decay,
    expected,
    leniency,
    posterior,
)

MU, K = 0.80, 20.0


def near(value: float) -> object:
    """Equal at the three decimals the check values are given with."""
    return pytest.approx(value, abs=0.0005)


@pytest.mark.parametrize(
    ("always", "total", "age", "alpha", "beta", "mean", "p10", "p90"),
    [
        (6, 6, 0, 22, 4, 0.846, 0.752, 0.928),
        (53, 60, 180, 42.5, 7.5, 0.850, 0.783, 0.911),
        (0, 0, 0, 16, 4, 0.800, 0.681, 0.905),
        (22, 40, 0, 38, 22, 0.633, 0.553, 0.712),
    ],
)
def test_check_values(
    always: int, total: int, age: int, alpha: float, beta: float, mean: float, p10: float, p90: float
) -> None:
    weight = decay(np.full(total, age))
    surprise = (weight * (np.arange(total) < always) - weight * MU).sum()
    found = posterior(K, MU, weight.sum(), surprise)
    assert (float(found.alpha), float(found.beta)) == (near(alpha), near(beta))
    assert float(found.mean) == near(mean)
    assert float(beta_quantile(0.1, found.alpha, found.beta)) == near(p10)
    assert float(beta_quantile(0.9, found.alpha, found.beta)) == near(p90)


def test_check_value_with_a_strict_rater() -> None:
    y = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    from_strict = float(expected(MU, -0.6))
    assert from_strict == near(0.687)
    e = np.array([from_strict] * 6 + [MU] * 4)
    corrected = posterior(K, MU, 10, (y - e).sum())
    assert (float(corrected.alpha), float(corrected.beta)) == (
        pytest.approx(21.7, abs=0.05),
        pytest.approx(8.3, abs=0.05),
    )
    assert float(corrected.mean) == near(0.723)
    assert float(posterior(K, MU, 10, (y - MU).sum()).mean) == near(0.700)


def test_decay_halves_every_180_days_and_never_grows() -> None:
    assert decay([0, 180, 360, -5]).tolist() == [1.0, 0.5, 0.25, 1.0]


@pytest.mark.parametrize(("k", "kept"), [(9.9, 10), (10, 10), (20, 20), (60, 60), (61, 60)])
def test_k_stays_within_its_range(k: float, kept: float) -> None:
    assert clamped_k(k) == kept


def test_leniency_pulls_and_clips() -> None:
    assert float(leniency(8, 10, 0.75)) == pytest.approx(0.0, abs=1e-12)  # p = 9/12 = μ
    lenient, strict = leniency([40, 0], [40, 40], MU)
    assert (float(lenient), float(strict)) == (LENIENCY_LIMIT, -LENIENCY_LIMIT)
    few, many = leniency([5, 50], [10, 100], MU)
    assert many < few < 0


def test_three_raters_are_never_capped() -> None:
    group, rater = np.zeros(3, dtype=np.int64), np.arange(3)
    assert cap_factors(group, rater, np.array([10.0, 1.0, 1.0])).tolist() == [1, 1, 1]


def test_the_cap_is_the_fixed_point() -> None:
    # Totals 8, 2, 2, 2: the cap c = ¼(c + 6) = 2, not ¼ of the uncapped 14.
    factor = cap_factors(np.zeros(4, dtype=np.int64), np.arange(4), np.array([8.0, 2.0, 2.0, 2.0]))
    assert factor.tolist() == [0.25, 1, 1, 1]


def test_a_rater_exactly_at_a_quarter_is_left_alone() -> None:
    weights = np.array([2.0, 2.0, 2.0, 1.0, 1.0])
    assert cap_factors(np.zeros(5, dtype=np.int64), np.arange(5), weights).tolist() == [1.0] * 5


responses = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 900)), min_size=1, max_size=80
)


def columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    group, rater, age = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return group, rater, decay(age)


@given(responses)
def test_no_rater_passes_a_quarter_after_capping(rows: list[tuple[int, int, int]]) -> None:
    group, rater, weight = columns(rows)
    factor = cap_factors(group, rater, weight)
    capped = weight * factor
    assert ((factor > 0) & (factor <= 1)).all()
    for one in np.unique(group):
        here = group == one
        if len(np.unique(rater[here])) < 4:
            assert (factor[here] == 1).all()
            continue
        limit = CAP_SHARE * capped[here].sum() * (1 + 1e-9)
        for who in np.unique(rater[here]):
            theirs = here & (rater == who)
            assert capped[theirs].sum() <= limit
            if factor[theirs][0] < 1 - 1e-9:  # nobody is cut further than to the limit itself
                assert capped[theirs].sum() == pytest.approx(limit)


@given(responses, st.randoms())
def test_the_order_of_responses_does_not_matter(rows: list[tuple[int, int, int]], chance: object) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    straight = cap_factors(*columns(rows))
    shuffled = cap_factors(*columns([rows[at] for at in order]))
    assert shuffled == pytest.approx(straight[order])


answers = st.lists(
    st.tuples(st.booleans(), st.floats(0.01, 1.0), st.floats(0.05, 0.95)), min_size=1, max_size=40
)


@given(answers, st.floats(0.05, 0.95), st.floats(10, 60))
def test_always_stays_within_the_responses(
    rows: list[tuple[bool, float, float]], mu: float, k: float
) -> None:
    n = sum(weight for _y, weight, _e in rows)
    found = posterior(k, mu, n, sum(weight * (y - e) for y, weight, e in rows))
    assert 0 <= float(found.always) <= n
    assert float(found.alpha) > 0
    assert float(found.beta) > 0
    assert float(found.alpha + found.beta) == pytest.approx(k + n)


@given(answers, st.data())
def test_an_answer_turned_to_always_never_lowers_the_mean(
    rows: list[tuple[bool, float, float]], data: st.DataObject
) -> None:
    assume(any(not y for y, _w, _e in rows))
    turned = data.draw(st.sampled_from([at for at, (y, _w, _e) in enumerate(rows) if not y]))
    better = [(y or at == turned, w, e) for at, (y, w, e) in enumerate(rows)]
    n = sum(w for _y, w, _e in rows)
    before, after = (
        float(posterior(K, MU, n, sum(w * (y - e) for y, w, e in version)).mean) for version in (rows, better)
    )
    assert after >= before
