"""Responses come in once per worked shift and rater, are never edited, and may be voided with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from staffing.accounts.models import Account
from staffing.audit import Actor, AuditEntry
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Facility, Setting, Unit
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import Answer, CommunicationAnswer, Dimension, RaterSource
from staffing.ratings.scores import score_book
from staffing.ratings.services import (
    AlreadyRated,
    CannotRate,
    CannotVoid,
    submit_facility_response,
    void_response,
)
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import worked

BEDSIDE = {
    Dimension.RESPECT: Answer.ALWAYS,
    Dimension.LISTENING: Answer.USUALLY,
    Dimension.CLARITY: Answer.ALWAYS,
    Dimension.INFORMED_PATIENT: Answer.NOT_APPLICABLE,
    Dimension.TEAMWORK_HANDOFF: Answer.NEVER,
}


@pytest.fixture
def facility(world: World) -> Facility:
    return world.facility()


@pytest.fixture
def unit(world: World, facility: Facility) -> Unit:
    return world.unit(facility)


@pytest.fixture
def don(world: World, facility: Facility) -> Account:
    return world.scheduler(facility)


@pytest.fixture
def shift(world: World, unit: Unit) -> Placement:
    return worked(world, world.clinician(), unit, ended=NOW - timedelta(hours=2))


@both_databases
def test_raw_answers_are_kept_and_counted(world: World, shift: Placement, don: Account) -> None:
    with use_scope(Scope.facilities(world.agency_id, frozenset({shift.facility_id}))):
        response = submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
        db.session.commit()
    assert {line.dimension: line.answer for line in response.answers} == BEDSIDE
    assert (response.rater, response.source) == (f"account:{don.id}", RaterSource.FACILITY)
    assert (response.role_code, response.setting) == ("RN", Setting.ON_SITE)
    assert (response.worked_at, response.submitted_at) == (shift.ends_at, NOW)
    book = score_book(NOW)
    assert book.mean(shift.clinician_id, Setting.ON_SITE, Dimension.RESPECT) == pytest.approx(17 / 21)
    assert book.mean(shift.clinician_id, Setting.ON_SITE, Dimension.LISTENING) == pytest.approx(16 / 21)
    assert book.score(shift.clinician_id, Setting.ON_SITE, Dimension.INFORMED_PATIENT).n == 0
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "communication_response")).one()
    assert (entry.action, entry.actor_id, entry.entity_id) == ("rated", don.id, response.id)


@both_databases
def test_once_per_placement_and_rater(
    world: World, shift: Placement, facility: Facility, don: Account
) -> None:
    submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
    with pytest.raises(AlreadyRated):
        submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
    second = submit_facility_response(shift.id, BEDSIDE, world.scheduler(facility).id, NOW)
    db.session.commit()
    assert score_book(NOW).responses(second.clinician_id) == 2


@both_databases
def test_answers_cannot_be_edited(world: World, shift: Placement, don: Account) -> None:
    submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
    db.session.commit()
    table = CommunicationAnswer.__table__
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(table.update().values(answer=Answer.ALWAYS))
    db.session.rollback()


@pytest.mark.parametrize("status", PlacementStatus)
@pytest.mark.parametrize("over", [False, True])
def test_only_work_that_was_done(
    world: World, unit: Unit, don: Account, status: PlacementStatus, over: bool
) -> None:
    start = NOW - timedelta(hours=12) if over else NOW - timedelta(hours=12) + timedelta(seconds=1)
    placement = world.placement(world.slot(unit, start=start), world.clinician(), status)
    came = status in {PlacementStatus.CONFIRMED, PlacementStatus.CHECKED_IN}
    if status is PlacementStatus.WORKED or (came and over):
        assert submit_facility_response(placement.id, BEDSIDE, don.id, NOW).id
    else:
        with pytest.raises(CannotRate, match="once it has been worked"):
            submit_facility_response(placement.id, BEDSIDE, don.id, NOW)


@pytest.mark.parametrize(("late", "refused"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_for_thirty_days(
    world: World, shift: Placement, don: Account, late: timedelta, refused: bool
) -> None:
    now = shift.ends_at + timedelta(days=30) + late
    if refused:
        with pytest.raises(CannotRate):
            submit_facility_response(shift.id, BEDSIDE, don.id, now)
    else:
        assert submit_facility_response(shift.id, BEDSIDE, don.id, now).id


def test_each_dimension_that_applies_and_no_other(world: World, shift: Placement, don: Account) -> None:
    too_few = {Dimension.RESPECT: Answer.ALWAYS}
    too_many = {**BEDSIDE, Dimension.BILLING_CLARITY: Answer.ALWAYS}
    for answers in (too_few, too_many, {}):
        with pytest.raises(CannotRate, match="each line"):
            submit_facility_response(shift.id, answers, don.id, NOW)


def test_a_virtual_shift_that_explains_bills_asks_for_both(
    world: World, facility: Facility, don: Account
) -> None:
    desk = world.unit(facility, setting=Setting.VIRTUAL)
    placement = worked(
        world,
        world.clinician("TRIAGE_RN"),
        desk,
        ended=NOW,
        role="TRIAGE_RN",
        explains_bills=True,
    )
    answers = dict.fromkeys(Dimension, Answer.ALWAYS)
    response = submit_facility_response(placement.id, answers, don.id, NOW)
    assert (response.role_code, response.setting) == ("TRIAGE_RN", Setting.VIRTUAL)


def test_foreign_raters_are_refused(world: World, shift: Placement) -> None:
    for stranger in (world.scheduler(world.facility()).id, world.coordinator().id, 10**9):
        with pytest.raises(CannotRate, match="not one of yours"):
            submit_facility_response(shift.id, BEDSIDE, stranger, NOW)
    with pytest.raises(CannotRate, match="not one of yours"):
        submit_facility_response(10**9, BEDSIDE, world.scheduler().id, NOW)


@both_databases
def test_void_leaves_the_response_out_and_says_why(world: World, shift: Placement, don: Account) -> None:
    response = submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
    db.session.commit()
    coordinator = world.coordinator()
    by, later = Actor(coordinator.id, coordinator.name), NOW + timedelta(hours=1)
    void_response(response.id, " Rated the wrong person ", by, later)
    db.session.commit()
    assert len(response.answers) == len(BEDSIDE)
    assert score_book(later).responses(shift.clinician_id) == 0
    assert score_book(NOW).responses(shift.clinician_id) == 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "voided")).one()
    assert (entry.actor_id, entry.reason) == (coordinator.id, "Rated the wrong person")
    with pytest.raises(CannotVoid, match="already"):
        void_response(response.id, "Twice", by, later)


@pytest.mark.parametrize("reason", ["", "  ", "ab", "x" * 301])
def test_void_needs_a_reason(world: World, shift: Placement, don: Account, reason: str) -> None:
    response = submit_facility_response(shift.id, BEDSIDE, don.id, NOW)
    with pytest.raises(CannotVoid, match="3 to 300"):
        void_response(response.id, reason, Actor(None, "system"), NOW)


def test_an_unknown_response_cannot_be_voided(world: World) -> None:
    with pytest.raises(CannotVoid, match="does not exist"):
        void_response(10**9, "No such row", Actor(None, "system"), NOW)
