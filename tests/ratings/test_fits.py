"""Dated fits: strata, rater leniency, what is in force when, and that the past never sees the future."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from staffing.db import db
from staffing.facilities.models import Setting
from staffing.ratings.fits import Fit, fit_in_force, fitted, refit
from staffing.ratings.models import Answer, Dimension, RaterSource, RatingFit
from staffing.ratings.posterior import DEFAULT_K, leniency
from staffing.ratings.scores import score_book
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated
from tests.ratings.test_estimating import simulated

TODAY = NOW.date()
ONE = (Dimension.RESPECT,)
STRATUM = "RN|on_site|facility|respect"


@both_databases
@pytest.mark.parametrize(("responses", "mu"), [(199, 0.80), (200, 0.60)])
def test_a_stratum_speaks_for_itself_from_200_answers(world: World, responses: int, mu: float) -> None:
    person, unit = world.clinician(), world.unit()
    for turn in range(responses):
        answer = Answer.ALWAYS if turn % 5 < 3 else Answer.USUALLY
        rated(world, person, unit, answer, rater=f"account:{turn}", days_ago=1, dimensions=ONE)
    row = refit(TODAY)
    db.session.commit()
    assert row.strata[STRATUM] == {"mu": pytest.approx(mu), "n": responses}
    fresh = world.clinician()
    assert score_book(NOW).mean(fresh.id, Setting.ON_SITE, Dimension.RESPECT) == pytest.approx(mu)
    assert score_book(NOW).mean(fresh.id, Setting.ON_SITE, Dimension.CLARITY) == pytest.approx(0.80)


@pytest.mark.parametrize(("ratings", "people", "known"), [(10, 3, True), (9, 3, False), (10, 2, False)])
def test_leniency_needs_ten_ratings_over_three_clinicians(
    world: World, ratings: int, people: int, known: bool
) -> None:
    unit, clinicians = world.unit(), [world.clinician() for _ in range(people)]
    for turn in range(ratings):
        answer = Answer.ALWAYS if turn < 4 else Answer.USUALLY
        rated(world, clinicians[turn % people], unit, answer, days_ago=1, dimensions=ONE)
    biases = refit(TODAY).leniency
    expected = float(leniency(4, ratings, 0.80))
    assert biases == ({"account:1|RN|on_site|respect": pytest.approx(expected)} if known else {})


def test_only_facility_raters_are_corrected(world: World) -> None:
    unit, clinicians = world.unit(), [world.clinician() for _ in range(3)]
    for turn in range(12):
        rated(
            world,
            clinicians[turn % 3],
            unit,
            Answer.NEVER,
            days_ago=1,
            dimensions=ONE,
            source=RaterSource.COLLEAGUE,
        )
    row = refit(TODAY)
    assert row.leniency == {}
    assert set(row.strata) == {"RN|on_site|colleague|respect"}


def test_a_strict_raters_answers_weigh_less_against_a_person(world: World) -> None:
    unit, clinicians = world.unit(), [world.clinician() for _ in range(4)]
    for turn in range(40):
        rated(world, clinicians[turn % 4], unit, Answer.USUALLY, days_ago=1, dimensions=ONE)
    before = score_book(NOW).mean(clinicians[0].id, Setting.ON_SITE, Dimension.RESPECT)
    refit(TODAY)
    after = score_book(NOW).mean(clinicians[0].id, Setting.ON_SITE, Dimension.RESPECT)
    assert after > before


def test_a_fit_uses_only_what_was_known_before_its_day(world: World) -> None:
    person, unit = world.clinician(), world.unit()
    rated(world, person, unit, days_ago=0, dimensions=ONE)
    assert refit(TODAY).strata == {}
    assert set(refit(TODAY + timedelta(days=1)).strata) == set()  # same quarter: the strata stand
    rated(world, person, unit, days_ago=0, dimensions=ONE)
    assert set(refit(TODAY + timedelta(days=60)).strata) == {STRATUM}  # January: a new quarter


def test_the_latest_fit_of_the_day_or_before_is_in_force(world: World) -> None:
    assert fit_in_force(NOW) == Fit()
    refit(TODAY - timedelta(days=3))
    refit(TODAY)
    refit(TODAY)
    refit(TODAY + timedelta(days=1))
    assert fit_in_force(NOW).fitted_on == TODAY
    assert fit_in_force(NOW - timedelta(days=1)).fitted_on == TODAY - timedelta(days=3)
    assert fit_in_force(NOW - timedelta(days=4)).fitted_on is None
    assert db.session.scalar(select(func.count()).select_from(RatingFit)) == 3


def test_the_prior_is_the_mean_over_the_sources_heard() -> None:
    fit = Fit(
        strata={
            "RN|on_site|facility|respect": {"mu": 0.7, "n": 300},
            "RN|on_site|patient|respect": {"mu": 0.9, "n": 300},
            "RN|on_site|facility|clarity": {"mu": 0.7, "n": 300},
        }
    )
    prior = fit.prior_means(["CNA", "RN"])
    assert prior[1, 0, 0] == pytest.approx(0.8)
    assert prior[1, 0, 2] == pytest.approx(0.7)
    assert prior[0].tolist() == [[0.8] * 7] * 2


def test_k_and_strata_stand_for_the_quarter_while_leniency_is_learnt_anew() -> None:
    autumn, winter = (simulated(people=1_000, answers=10, k=12, leniency=0.4, seed=seed) for seed in (1, 2))
    first = fitted(autumn, TODAY)
    assert first.k != DEFAULT_K
    kept = fitted(winter, TODAY + timedelta(days=1), first)
    assert (kept.k, kept.strata, kept.fitted_on) == (first.k, first.strata, TODAY + timedelta(days=1))
    assert kept.leniency != first.leniency
    anew = fitted(winter, TODAY + timedelta(days=60))
    assert anew.k != first.k
    assert anew.strata != first.strata
