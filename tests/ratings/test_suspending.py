"""Suspended raters: from when to when, once at a time, and what becomes of the scores."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, AuditEntry
from staffing.db import db
from staffing.facilities.models import Setting, Unit
from staffing.ratings.exclusions import RaterSuspension
from staffing.ratings.fits import refit
from staffing.ratings.models import Answer, Dimension
from staffing.ratings.scores import score_book
from staffing.ratings.suspending import CannotSuspend, lift, suspend, suspensions_of
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated

BY = Actor(None, "Test")
STRICT, WHY = "account:7", "Said Never to everybody"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@both_databases
def test_out_from_the_suspension_to_its_end(world: World, unit: Unit) -> None:
    person = world.clinician()
    rated(world, person, unit, Answer.NEVER, rater=STRICT, days_ago=9)
    rated(world, person, unit, rater="account:8", days_ago=9)
    suspend(STRICT, WHY, BY, NOW - 2 * DAY)
    lift(STRICT, "Looked at; it was a hard month", BY, NOW - DAY)

    def counted(at: datetime) -> int:
        return score_book(at, [person.id]).responses(person.id)

    assert counted(NOW - 2 * DAY - SECOND) == 2
    assert counted(NOW - 2 * DAY) == 1
    assert counted(NOW - DAY - SECOND) == 1
    assert counted(NOW - DAY) == 2


@both_databases
def test_one_running_suspension_a_rater(world: World, unit: Unit) -> None:
    rated(world, world.clinician(), unit, rater=STRICT)
    suspend(STRICT, WHY, BY, NOW)
    with pytest.raises(CannotSuspend, match="already"):
        suspend(STRICT, WHY, BY, NOW)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(RaterSuspension(rater=STRICT, reason="Beside the service", starts_at=NOW))
    lift(STRICT, "Enough", BY, NOW)
    assert suspensions_of(STRICT)[-1].ends_at == NOW
    suspend(STRICT, WHY, BY, NOW)
    trail = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.entity == "rater_suspension").order_by(AuditEntry.id)
    )
    assert list(trail) == ["suspended", "lifted", "suspended"]


def test_who_answered_nothing_and_words_too_few(world: World, unit: Unit) -> None:
    with pytest.raises(CannotSuspend, match="no answer"):
        suspend("account:404", WHY, BY, NOW)
    rated(world, world.clinician(), unit, rater=STRICT)
    with pytest.raises(CannotSuspend, match="Say why"):
        suspend(STRICT, "no", BY, NOW)
    with pytest.raises(CannotSuspend, match="not suspended"):
        lift(STRICT, WHY, BY, NOW)
    assert suspend(STRICT, "yes", BY, NOW).reason == "yes"


def test_everybody_who_weighs_as_one_is_suspended_together(world: World, unit: Unit) -> None:
    person = world.clinician()
    for link in range(3):
        rated(world, person, unit, rater=f"link:{link}").pooled_as = "unit:5"
    rated(world, person, unit, rater="link:9").pooled_as = "unit:6"
    db.session.flush()
    suspend("unit:5", WHY, BY, NOW)
    assert score_book(NOW).responses(person.id) == 1


def test_scores_are_those_without_the_suspended(world: World, unit: Unit) -> None:
    """What is foretold, what holds after, and what held before they said a word: one posterior."""
    people = [world.clinician() for _ in range(3)]
    for turn in range(18):
        rated(world, people[turn % 3], unit, rater=f"account:{20 + turn % 5}", days_ago=3 + turn)
    refit(NOW.date() - DAY)
    unheard = score_book(NOW)
    for turn in range(6):
        rated(world, people[turn % 3], unit, Answer.NEVER, rater=STRICT, days_ago=4 + turn)
    heard, foretold = score_book(NOW), score_book(NOW, without=STRICT)
    suspend(STRICT, WHY, BY, NOW)
    after = score_book(NOW)
    for book in (foretold, unheard):
        assert after.posterior.alpha == pytest.approx(book.posterior.alpha, abs=1e-9)
        assert after.posterior.beta == pytest.approx(book.posterior.beta, abs=1e-9)
    for person in people:
        cell = person.id, Setting.ON_SITE, Dimension.RESPECT
        assert after.mean(*cell) > heard.mean(*cell) + 0.02
