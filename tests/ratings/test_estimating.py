"""k learnt from everybody's answers: right when there is enough to learn from, 20 until then."""

from __future__ import annotations

import numpy as np
import pytest

from staffing.ratings.answers import AnswerTable
from staffing.ratings.estimating import correlation, k_of
from staffing.ratings.posterior import DEFAULT_K
from tests.ratings.reference import Heard, table_of

MU = np.full(56, 0.8)


def simulated(
    *, people: int, answers: int, k: float, leniency: float = 0.0, raters: int = 400, seed: int = 1
) -> AnswerTable:
    """`answers` a person from raters drawn at random, θ ~ Beta(.8k, .2k)."""
    chance = np.random.default_rng(seed)
    theta = chance.beta(0.8 * k, 0.2 * k, people)
    b = chance.normal(0, leniency, raters) if leniency else np.zeros(raters)
    heard = []
    for person in range(people):
        for rater in chance.integers(raters, size=answers).tolist():
            odds = np.log(theta[person] / (1 - theta[person])) + b[rater]
            yes = float(chance.random() < 1 / (1 + np.exp(-odds)))
            heard.append(Heard(clinician=person, rater=f"account:{rater}", day=0, always=yes))
    return table_of(heard)


@pytest.mark.parametrize("k", [12, 20, 40])
def test_k_is_found_again(k: float) -> None:
    found = correlation(simulated(people=1_500, answers=15, k=k), MU)
    assert found is not None
    assert abs(found.value - 1 / (k + 1)) < 3 * found.error
    assert found.error < 0.25 / 21


def test_planted_leniency_is_not_taken_for_differences_between_people() -> None:
    """Twelve raters meet everybody: each pair of one rater shares a leniency, pairs of two do not."""
    table = simulated(people=800, answers=20, k=20, leniency=0.8, raters=12)
    centred = np.full(56, float(table.always.mean()))
    assert 14 < k_of(table, centred) < 28


@pytest.mark.parametrize(("people", "estimated"), [(30, False), (1_000, True)])
def test_twenty_until_there_is_enough(people: int, estimated: bool) -> None:
    assert (k_of(simulated(people=people, answers=10, k=12), MU) != DEFAULT_K) is estimated


def test_people_all_alike_pull_as_hard_as_allowed_and_wild_ones_as_little() -> None:
    alike = simulated(people=1_000, answers=20, k=1e6)
    wild = simulated(people=1_000, answers=20, k=2)
    assert (k_of(alike, MU), k_of(wild, MU)) == (60, 10)


def test_without_two_raters_of_one_person_nothing_is_learnt() -> None:
    one_rater = [Heard(clinician=at % 9, rater=f"account:{at % 9}", day=0, always=1.0) for at in range(90)]
    assert correlation(table_of(one_rater), MU) is None
    assert k_of(table_of(one_rater), MU) == k_of(table_of([]), MU) == DEFAULT_K


def test_sums_of_answers_count_as_their_answers() -> None:
    """An imported 6 of 8 is one rater: it is paired with others, never with itself."""
    single = [Heard(clinician=1, rater="import:1", day=0, always=float(at < 6)) for at in range(8)]
    others = [Heard(clinician=1, rater=f"account:{at}", day=0, always=1.0) for at in range(3)]
    summed = [Heard(clinician=1, rater="import:1", day=0, always=6.0, count=8.0)]
    apart, together = (correlation(table_of([*kind, *others]), MU) for kind in (single, summed))
    assert apart == pytest.approx(together)
