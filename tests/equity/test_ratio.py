"""The four-fifths check: its boundary, its interval, what it finds and how often it is wrong."""

from __future__ import annotations

import math
import random

import pytest

from staffing.equity.ratio import Share, Verdict, compare

TABLES = 1_000


def verdict(count: int, people: int, best: int = 500, of: int = 1000) -> Verdict:
    return compare({"a": Share(count, people), "best": Share(best, of)})["a"].verdict


@pytest.mark.parametrize(
    ("count", "people", "expected"),
    [
        (400, 1000, Verdict.NO_EVIDENCE),  # exactly four fifths
        (399, 1000, Verdict.LOOK),
        (7, 20, Verdict.CHANCE),  # 0.70 of the best rate, among twenty people
        (0, 40, Verdict.LOOK),
        (0, 3, Verdict.CHANCE),
    ],
)
def test_below_four_fifths_and_not_by_chance(count: int, people: int, expected: Verdict) -> None:
    assert verdict(count, people) is expected


def log_likelihood(p: float, share: Share) -> float:
    return share.count * math.log(p) + (share.people - share.count) * math.log(1 - p)


@pytest.mark.parametrize(("x", "n", "x0", "n0"), [(30, 100, 60, 120), (3, 12, 150, 300)])
def test_the_ends_of_the_interval_are_where_the_score_says(x: int, n: int, x0: int, n0: int) -> None:
    """At both ends the score is z, with the likeliest rates found by trying them all."""
    share, best = Share(x, n), Share(x0, n0)
    found = compare({"a": share, "b": best})["a"]
    for ratio in (found.low, found.high):
        top = min(1.0, 1 / ratio)
        tried = [top * step / 200_000 for step in range(1, 200_000)]
        p0 = max(tried, key=lambda p: log_likelihood(ratio * p, share) + log_likelihood(p, best))
        p = ratio * p0
        variance = (p * (1 - p) / n + ratio**2 * p0 * (1 - p0) / n0) * (n + n0) / (n + n0 - 1)
        assert abs(x / n - ratio * x0 / n0) / math.sqrt(variance) == pytest.approx(1.959964, abs=1e-3)
    assert found.low < found.ratio < found.high


def test_nobody_and_everybody_have_an_interval_too() -> None:
    nobody = compare({"a": Share(0, 20), "b": Share(30, 60)})["a"]
    assert nobody.low == 0 < nobody.high < 1
    alike = compare({"a": Share(20, 20), "b": Share(60, 60)})["a"]
    assert alike.low < 1 <= alike.high


def test_more_groups_make_wider_intervals() -> None:
    two = {"a": Share(30, 100), "b": Share(60, 120)}
    four = {**two, "c": Share(55, 120), "d": Share(50, 120)}
    assert compare(four)["a"].high > compare(two)["a"].high


def test_nothing_is_compared_where_nothing_can_be() -> None:
    assert compare({}) == {}
    assert compare({"a": Share(5, 10)}) == {}
    assert compare({"a": Share(0, 50), "b": Share(0, 60)}) == {}


def flagged_share(rates: list[float], people: list[int], seed: int) -> float:
    """Share of drawn tables in which some group is to be looked into."""
    dice = random.Random(seed)
    found = 0
    for _ in range(TABLES):
        drawn = {
            str(at): Share(sum(dice.random() < rate for _ in range(n)), n)
            for at, (rate, n) in enumerate(zip(rates, people, strict=True))
        }
        found += any(check.verdict is Verdict.LOOK for check in compare(drawn).values())
    return found / TABLES


def test_a_planted_gap_is_found() -> None:
    """One group is offered shifts at 60 % of the others' rate: 0.36 against 0.60."""
    assert flagged_share([0.60, 0.36, 0.60, 0.60], [120, 110, 80, 60], seed=1) > 0.80


@pytest.mark.parametrize("people", [[120, 110, 80, 60], [300, 10, 10, 10]])
def test_equal_rates_are_rarely_flagged(people: list[int]) -> None:
    """At most the nominal five tables of a hundred, also for ten people beside three hundred."""
    assert flagged_share([0.5] * 4, people, seed=2) <= 0.05
