"""Coaching plans: their bounds, whom the queue names, and coaching before a do-not-return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry, IllegalTransition
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.coaching.before_dnr import confirm_dnr
from staffing.coaching.models import CoachingStatus
from staffing.coaching.queries import setbacks
from staffing.coaching.queue import to_coach
from staffing.coaching.services import PlanDetails, close_plan, open_plan
from staffing.db import db
from staffing.facilities.models import Setting, Unit
from staffing.ratings.models import Answer, Dimension
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated

BY = Actor(None, "Casey")
TODAY = NOW.date()
Asks = Callable[..., DoNotReturn]


@pytest.fixture
def person(world: World) -> Clinician:
    return world.clinician()


@pytest.fixture
def plan(person: Clinician) -> PlanDetails:
    return PlanDetails(
        clinician_id=person.id,
        agreed="To greet by name.",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=89),
        setback_percent=10,
    )


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@pytest.fixture
def asks(person: Clinician, unit: Unit) -> Asks:
    """A facility's "please not again"."""

    def make(reason: DnrReason = DnrReason.PROFESSIONAL, side: DnrSide = DnrSide.FACILITY) -> DoNotReturn:
        row = DoNotReturn(
            clinician_id=person.id,
            facility_id=unit.facility_id,
            scope=DnrScope.FACILITY,
            side=side,
            reason=reason,
            status=DnrStatus.REQUESTED,
            starts_on=TODAY,
        )
        db.session.add(row)
        db.session.flush()
        return row

    return make


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("ends_on", TODAY + timedelta(days=90)),
        ("ends_on", TODAY - timedelta(days=1)),
        ("setback_percent", 11),
        ("setback_percent", -1),
        ("agreed", " x "),
        ("clinician_id", 4711),
    ],
)
def test_a_plan_stays_within_its_bounds(plan: PlanDetails, field: str, wrong: object) -> None:
    with pytest.raises(InvalidDetails) as refusal:
        open_plan(replace(plan, **{field: wrong}), BY)
    assert list(refusal.value.errors) == [field]
    assert open_plan(plan, BY).status is CoachingStatus.OPEN


def test_one_plan_at_a_time_and_the_setback_ends_with_it(person: Clinician, plan: PlanDetails) -> None:
    row = open_plan(plan, BY)
    db.session.flush()
    with pytest.raises(InvalidDetails, match="open already"):
        open_plan(plan, BY)
    assert [one.percent for one in setbacks([person.id], NOW)[person.id]] == [10]
    with pytest.raises(InvalidDetails, match="came of it"):
        close_plan(row, done=True, outcome="", by=BY, now=NOW)
    close_plan(row, done=True, outcome="Greets by name.", by=BY, now=NOW)
    db.session.flush()
    assert setbacks([person.id], NOW) == {}
    with pytest.raises(IllegalTransition):
        close_plan(row, done=False, outcome="Once more.", by=BY, now=NOW)
    assert open_plan(plan, BY).id != row.id


@both_databases
def test_the_queue_names_who_is_flagged_until_a_plan_is_open(
    world: World, person: Clinician, plan: PlanDetails, unit: Unit
) -> None:
    """Ten raters who never say Always flag a person, nine do not."""
    nearly = world.clinician()
    for rater in range(10):
        rated(world, person, unit, Answer.USUALLY, rater=f"account:{rater}", dimensions=(Dimension.RESPECT,))
        if rater:
            rated(world, nearly, unit, Answer.USUALLY, rater=f"account:{rater}")
    (waiting,) = to_coach(NOW)
    assert waiting.clinician is person
    assert waiting.weak == ((Setting.ON_SITE, Dimension.RESPECT),)
    row = open_plan(plan, BY)
    db.session.flush()
    assert to_coach(NOW) == []
    close_plan(row, done=True, outcome="Talked.", by=BY, now=NOW)
    db.session.flush()
    assert to_coach(NOW)[0].last_plan is row


def test_the_queue_names_whom_a_facility_asked_about_for_a_professional_reason(
    person: Clinician, asks: Asks
) -> None:
    asks(DnrReason.CLINICAL)
    asks(side=DnrSide.CLINICIAN)
    assert to_coach(NOW) == []
    row = asks()
    (waiting,) = to_coach(NOW)
    assert (waiting.clinician, waiting.requests, waiting.weak) == (person, (row,), ())


def test_a_professional_request_is_kept_after_coaching_or_with_a_reason(
    plan: PlanDetails, asks: Asks
) -> None:
    row, other, clinical = asks(), asks(), asks(DnrReason.CLINICAL)
    with pytest.raises(ValueError, match="Say why not"):
        confirm_dnr(row, " ", BY)
    assert confirm_dnr(row, "The person declined a talk.", BY).status is DnrStatus.ACTIVE
    assert confirm_dnr(clinical, "", BY).status is DnrStatus.ACTIVE
    coached = open_plan(replace(plan, dnr_id=other.id), BY)
    db.session.flush()
    close_plan(coached, done=False, outcome="Did not come.", by=BY, now=NOW)
    assert confirm_dnr(other, "", BY).status is DnrStatus.ACTIVE
    reasons = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.entity == "do_not_return"))
    assert "The person declined a talk." in reasons.all()


def test_a_plan_is_tied_only_to_a_request_about_the_same_person(
    world: World, plan: PlanDetails, asks: Asks
) -> None:
    with pytest.raises(InvalidDetails, match="somebody else"):
        open_plan(replace(plan, clinician_id=world.clinician().id, dnr_id=asks().id), BY)
