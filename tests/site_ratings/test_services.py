"""Answers about a place: once a worked shift, within 30 days, whole; voided with a reason, never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from staffing.audit import Actor, AuditEntry
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.placements.models import PlacementStatus
from staffing.ratings.models import Answer
from staffing.ratings.services import CannotRate, CannotVoid
from staffing.site_ratings.models import SiteAnswer, SiteDimension, SiteResponse
from staffing.site_ratings.services import SiteAlreadyRated, submit_site_response, void_site_response
from staffing.site_ratings.waiting import waiting_for_word
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import worked
from tests.site_ratings.makers import ALWAYS, said

SECOND, MONTH = timedelta(seconds=1), timedelta(days=30)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit(name="4 West")


@pytest.fixture
def by(world: World) -> Actor:
    account = world.coordinator()
    return Actor(account.id, account.name)


@both_databases
def test_kept_once_and_never_edited(world: World, unit: Unit, by: Actor) -> None:
    placement = worked(world, world.clinician(), unit, ended=NOW)
    answers = {**ALWAYS, SiteDimension.SAFETY: Answer.NOT_APPLICABLE}
    kept = submit_site_response(placement, answers, by, NOW)
    assert {one.dimension: one.answer for one in kept.answers} == answers
    assert (kept.facility_id, kept.clinician_id) == (unit.facility_id, placement.clinician_id)
    assert (kept.unit_id, kept.worked_at) == (unit.id, NOW)
    with pytest.raises(SiteAlreadyRated):
        submit_site_response(placement, ALWAYS, by, NOW)
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("UPDATE site_answer SET answer = 'never'"))
    db.session.rollback()
    assert len(db.session.scalars(select(SiteAnswer)).all()) == 3


def test_open_from_the_end_of_the_shift_for_thirty_days(world: World, unit: Unit, by: Actor) -> None:
    confirmed = worked(world, world.clinician(), unit, ended=NOW)
    confirmed.status = PlacementStatus.CONFIRMED
    for now in (NOW - SECOND, NOW + MONTH + SECOND):
        assert waiting_for_word([confirmed], now) == frozenset()
        with pytest.raises(CannotRate, match="30 days"):
            submit_site_response(confirmed, ALWAYS, by, now)
    for now in (NOW, NOW + MONTH):
        assert waiting_for_word([confirmed], now) == {confirmed.id}
    submit_site_response(confirmed, ALWAYS, by, NOW + MONTH)
    assert waiting_for_word([confirmed], NOW) == frozenset()


@pytest.mark.parametrize(
    "status",
    [
        PlacementStatus.NO_SHOW,
        PlacementStatus.SENT_HOME,
        PlacementStatus.CLINICIAN_CALLOUT,
        PlacementStatus.FACILITY_CANCELLATION,
    ],
)
def test_who_did_not_work_there_says_nothing(
    world: World, unit: Unit, by: Actor, status: PlacementStatus
) -> None:
    placement = worked(world, world.clinician(), unit, ended=NOW)
    placement.status = status
    assert waiting_for_word([placement], NOW) == frozenset()
    with pytest.raises(CannotRate):
        submit_site_response(placement, ALWAYS, by, NOW)


def test_half_an_answer_is_refused(world: World, unit: Unit, by: Actor) -> None:
    placement = worked(world, world.clinician(), unit, ended=NOW)
    half = {SiteDimension.SAFETY: Answer.ALWAYS}
    with pytest.raises(CannotRate, match="each line"):
        submit_site_response(placement, half, by, NOW)
    assert db.session.scalars(select(SiteResponse)).all() == []


@pytest.mark.parametrize(
    ("reason", "fits"), [("ab", False), ("  ab ", False), ("abc", True), ("x" * 301, False)]
)
def test_void_needs_a_reason(world: World, unit: Unit, by: Actor, reason: str, fits: bool) -> None:
    response = said(world, world.clinician(), unit, ended=NOW)
    if not fits:
        with pytest.raises(CannotVoid, match="3 to 300"):
            void_site_response(response.id, reason, by, NOW)
        return
    void_site_response(response.id, reason, by, NOW)
    assert (response.voided_at, response.void_reason, response.voided_by_id) == (NOW, reason, by.user_id)
    assert len(response.answers) == 3
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "voided")).one()
    assert trail.reason == reason
    with pytest.raises(CannotVoid, match="already"):
        void_site_response(response.id, reason, by, NOW)


def test_an_unknown_response_cannot_be_voided(by: Actor) -> None:
    with pytest.raises(CannotVoid, match="does not exist"):
        void_site_response(1, "a reason", by, NOW)
