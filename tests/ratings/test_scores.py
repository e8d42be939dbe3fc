"""The score book read from the database: check values, strata, voids, scopes, display rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from staffing.clinicians.models import RoleFamily
from staffing.db import MissingScope, Scope, db, use_scope
from staffing.db.scope import set_scope
from staffing.facilities.models import Setting, Unit
from staffing.ratings.bands import Audience, BandName
from staffing.ratings.models import Answer, Dimension, RaterSource, RatingFit
from staffing.ratings.scores import score_book
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated
from tests.statements import counted

RESPECT, HERE = Dimension.RESPECT, Setting.ON_SITE


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@both_databases
def test_check_values_out_of_the_database(world: World, unit: Unit) -> None:
    praised, seasoned, fresh = world.clinician(), world.clinician(), world.clinician()
    for rater in range(6):
        rated(world, praised, unit, rater=f"account:{rater}")
    for turn in range(60):
        answer = Answer.ALWAYS if turn < 53 else Answer.USUALLY
        rated(world, seasoned, unit, answer, rater=f"account:{turn}", days_ago=180)
    book = score_book(NOW)
    score = book.score(praised.id, HERE, RESPECT)
    assert (score.alpha, score.beta, score.n) == pytest.approx((22, 4, 6))
    assert (score.mean, score.low, score.high) == pytest.approx((0.846, 0.752, 0.928), abs=0.0005)
    assert (score.answers, score.raters, score.sources) == (6, 6, {RaterSource.FACILITY: 6})
    assert book.mean(seasoned.id, HERE, RESPECT) == pytest.approx(0.850)
    assert book.score(seasoned.id, HERE, RESPECT).n == pytest.approx(30)
    assert book.mean(fresh.id, HERE, RESPECT) == pytest.approx(0.800)
    assert book.overall(fresh.id, RoleFamily.BEDSIDE, HERE) == pytest.approx(0.800)


@both_databases
def test_the_strict_rater_check_value_under_a_fit(world: World, unit: Unit) -> None:
    person = world.clinician()
    for turn in range(10):
        rater = "account:1" if turn < 6 else f"account:{2 + turn % 2}"
        rated(world, person, unit, Answer.ALWAYS if turn % 2 else Answer.USUALLY, rater=rater)
    assert score_book(NOW).mean(person.id, HERE, RESPECT) == pytest.approx(0.700)
    db.session.add(
        RatingFit(
            fitted_on=NOW.date(),
            k=20.0,
            strata={},
            leniency={"account:1|RN|on_site|respect": -0.6, "account:9|RN|on_site|respect": 0.5},
        )
    )
    book = score_book(NOW)
    assert book.fitted_on == NOW.date()
    assert book.mean(person.id, HERE, RESPECT) == pytest.approx(0.723, abs=0.0005)
    assert book.mean(person.id, HERE, Dimension.LISTENING) == pytest.approx(0.700)
    assert score_book(NOW - timedelta(days=1)).fitted_on is None


def test_answers_that_do_not_count(world: World, unit: Unit) -> None:
    person = world.clinician()
    rated(world, person, unit, Answer.NOT_APPLICABLE)
    voided = rated(world, person, unit, Answer.NEVER, rater="account:2")
    voided.submitted_at = NOW - timedelta(hours=1)
    voided.voided_at, voided.void_reason = NOW - timedelta(minutes=1), "Rated the wrong person"
    later = rated(world, person, unit, Answer.NEVER, rater="account:3")
    later.submitted_at = NOW + timedelta(minutes=1)
    book = score_book(NOW)
    assert book.mean(person.id, HERE, RESPECT) == pytest.approx(0.800)
    assert book.responses(person.id) == 0
    before_the_void = score_book(NOW - timedelta(minutes=2))
    assert before_the_void.responses(person.id) == 1


def test_dimensions_and_settings_stay_apart(world: World, unit: Unit) -> None:
    person = world.clinician()
    rated(world, person, unit, Answer.NEVER, dimensions=(RESPECT,), setting=Setting.VIRTUAL)
    book = score_book(NOW)
    assert book.mean(person.id, Setting.VIRTUAL, RESPECT) == pytest.approx(16 / 21)
    assert book.mean(person.id, HERE, RESPECT) == pytest.approx(0.800)
    assert book.mean(person.id, Setting.VIRTUAL, Dimension.CLARITY) == pytest.approx(0.800)
    assert book.main_setting(person.id) is Setting.VIRTUAL


def test_only_the_asked_clinicians_and_only_this_agency(world: World, unit: Unit) -> None:
    mine, other = world.clinician(), world.clinician()
    rated(world, mine, unit)
    rated(world, other, unit, Answer.NEVER)
    book = score_book(NOW, [mine.id, 10**9])
    assert [person.clinician_id for person in book.people] == [mine.id]
    assert book.responses(mine.id) == 1
    with pytest.raises(KeyError):
        book.mean(other.id, HERE, RESPECT)
    stranger = World.create("Another Agency")
    with use_scope(Scope.agency(stranger.agency_id)):
        assert score_book(NOW).people == ()
        assert score_book(NOW, [mine.id]).people == ()
    assert score_book(NOW, []).people == ()


def test_many_asked_clinicians_are_filtered_too(world: World, unit: Unit) -> None:
    mine, other = world.clinician(), world.clinician()
    rated(world, mine, unit)
    rated(world, other, unit, Answer.NEVER)
    book = score_book(NOW, [mine.id, *range(10**6, 10**6 + 600)])
    assert [person.clinician_id for person in book.people] == [mine.id]
    assert book.responses(mine.id) == 1


def test_a_narrow_scope_still_sees_the_agencys_score(world: World, unit: Unit) -> None:
    person = world.clinician()
    rated(world, person, unit)
    elsewhere = world.facility()
    with use_scope(Scope.facilities(world.agency_id, frozenset({elsewhere.id}))):
        assert score_book(NOW, [person.id]).responses(person.id) == 1


def test_without_a_scope_nothing_is_read(world: World) -> None:
    set_scope(None)
    with pytest.raises(MissingScope):
        score_book(NOW)


def test_slot_weights_move_the_overall_score(world: World, unit: Unit) -> None:
    person = world.clinician()
    for rater in range(4):
        rated(world, person, unit, rater=f"account:{rater}", dimensions=(RESPECT,))
    book = score_book(NOW)
    respect = book.mean(person.id, HERE, RESPECT)
    assert book.overall(person.id, RoleFamily.BEDSIDE, HERE) == pytest.approx(0.25 * respect + 0.75 * 0.8)
    assert book.overall(person.id, RoleFamily.BEDSIDE, HERE, weights={RESPECT: 2.0}) == pytest.approx(respect)


@pytest.mark.parametrize(("raters", "new"), [(4, True), (5, False)])
def test_the_coordinator_sees_new_below_five_raters(world: World, unit: Unit, raters: int, new: bool) -> None:
    person = world.clinician()
    for turn in range(8):
        rated(world, person, unit, rater=f"account:{turn % raters}")
    band = score_book(NOW).band(person.id, Audience.COORDINATOR)
    assert (band.name is BandName.NEW, band.responses, band.raters) == (new, 8, raters)
    assert band.low is not None
    assert band.high is not None
    assert band.low < band.mean < band.high  # type: ignore[operator]


@pytest.mark.parametrize(
    ("audience", "responses", "new"),
    [
        (Audience.FACILITY, 9, True),
        (Audience.FACILITY, 10, False),
        (Audience.CLINICIAN, 4, True),
        (Audience.CLINICIAN, 5, False),
    ],
)
def test_others_see_a_band_from_enough_responses(
    world: World, unit: Unit, audience: Audience, responses: int, new: bool
) -> None:
    person = world.clinician()
    for _ in range(responses):
        rated(world, person, unit)
    band = score_book(NOW).band(person.id, audience)
    assert (band.name is BandName.NEW) is new
    assert (band.mean, band.low, band.high) == (None, None, None)


def test_bands_follow_the_mean(world: World, unit: Unit) -> None:
    strong, steady, growing = world.clinician(), world.clinician(), world.clinician()
    for turn in range(20):
        rated(world, strong, unit, rater=f"account:{turn}")
        rated(world, steady, unit, Answer.ALWAYS if turn % 5 else Answer.USUALLY, rater=f"account:{turn}")
        rated(world, growing, unit, Answer.SOMETIMES, rater=f"account:{turn}")
    book = score_book(NOW)
    names = [book.band(person.id, Audience.FACILITY).name for person in (strong, steady, growing)]
    assert names == [BandName.STRONG, BandName.STEADY, BandName.GROWING]


@pytest.mark.parametrize(("raters", "flagged"), [(9, False), (10, True)])
def test_coaching_needs_ten_raters(world: World, unit: Unit, raters: int, flagged: bool) -> None:
    person = world.clinician()
    for turn in range(30):
        rated(world, person, unit, Answer.USUALLY, rater=f"account:{turn % raters}", dimensions=(RESPECT,))
    assert score_book(NOW).coaching(person.id) == ([(HERE, RESPECT)] if flagged else [])


def test_the_fifth_check_value_is_not_flagged(world: World, unit: Unit) -> None:
    person = world.clinician()
    for turn in range(40):
        answer = Answer.ALWAYS if turn < 22 else Answer.USUALLY
        rated(world, person, unit, answer, rater=f"account:{turn}", dimensions=(RESPECT,))
    book = score_book(NOW)
    assert book.score(person.id, HERE, RESPECT).high == pytest.approx(0.712, abs=0.0005)
    assert book.coaching(person.id) == []


def test_the_number_of_queries_does_not_grow_with_the_agency(world: World, unit: Unit) -> None:
    for _ in range(12):
        rated(world, world.clinician(), unit)
    with counted() as seen:
        book = score_book(NOW)
    assert len(book.people) == 12
    assert len(seen) == 5  # people, fit, responses with their answers, imported sums, the weights in force
