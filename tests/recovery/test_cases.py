"""Service-recovery cases: what opens one, whose it is, and the steps to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.accounts.models import RoleName
from staffing.audit import Actor, AuditEntry, IllegalTransition
from staffing.db import db, utc_now
from staffing.notifications.models import OutboxMessage
from staffing.ratings.models import Answer
from staffing.ratings.services import void_response
from staffing.recovery import cases
from staffing.recovery.cases import CannotRecover
from staffing.recovery.due import due_at
from staffing.recovery.models import CaseCause, CaseStatus, RecoveryCase, ReportStatus
from tests.conftest import both_databases
from tests.recovery.scene import COMPLAINT, COMPLIMENT, INCIDENT, Scene


def all_cases() -> list[RecoveryCase]:
    db.session.flush()
    return list(db.session.scalars(select(RecoveryCase).order_by(RecoveryCase.id)))


def opened(scene: Scene) -> RecoveryCase:
    scene.rate(respect=Answer.NEVER)
    return all_cases()[0]


def messages(kind: str) -> list[OutboxMessage]:
    db.session.flush()
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def actions(row: RecoveryCase) -> list[str]:
    db.session.flush()
    entries = select(AuditEntry.action).where(
        AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id
    )
    return list(db.session.scalars(entries.order_by(AuditEntry.id)))


# What opens a case


def test_never_on_respect_opens_one_case(scene: Scene) -> None:
    response = scene.rate(respect=Answer.NEVER)
    (case,) = all_cases()
    assert (case.cause, case.response_id, case.report_id) == (CaseCause.NEVER_ON_RESPECT, response.id, None)
    assert (case.clinician_id, case.facility_id) == (scene.placement.clinician_id, scene.facility.id)
    assert case.status is CaseStatus.OPEN
    assert case.due_at == due_at(response.submitted_at, scene.world.agency_id)
    assert actions(case) == ["opened"]


@pytest.mark.parametrize(
    "answers",
    [{"respect": Answer.SOMETIMES}, {"listening": Answer.NEVER}, {"respect": Answer.NOT_APPLICABLE}],
    ids=["sometimes on respect", "never on listening", "no answer on respect"],
)
def test_anything_else_opens_none(scene: Scene, answers: dict[str, Answer]) -> None:
    scene.rate(**answers)
    assert all_cases() == []


def test_a_response_that_is_not_kept_leaves_no_case(scene: Scene) -> None:
    scene.rate(respect=Answer.NEVER)
    db.session.rollback()
    assert all_cases() == []


def test_a_complaint_opens_one_and_the_rest_does_not(scene: Scene) -> None:
    scene.tell(INCIDENT)
    scene.tell(COMPLIMENT)
    assert all_cases() == []
    report = scene.tell(COMPLAINT)
    (case,) = all_cases()
    assert (case.cause, case.response_id, case.report_id) == (CaseCause.COMPLAINT, None, report.id)


@both_databases
def test_the_database_holds_one_case_per_cause_and_an_outcome_for_the_end(scene: Scene) -> None:
    scene.tell(COMPLAINT)
    scene.rate(respect=Answer.NEVER)
    by_report, by_response = all_cases()
    db.session.commit()
    facts = {
        "facility_id": scene.facility.id,
        "clinician_id": scene.placement.clinician_id,
        "due_at": utc_now(),
    }
    wrong = (
        {"cause": CaseCause.COMPLAINT, "report_id": by_report.report_id},
        {"cause": CaseCause.NEVER_ON_RESPECT, "response_id": by_response.response_id},
        {"cause": CaseCause.COMPLAINT},
    )
    for more in wrong:
        db.session.add(RecoveryCase(**facts, **more))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(RecoveryCase.__table__.update().values(status="closed"))
    db.session.rollback()
    assert len(all_cases()) == 2


# Whose it is


def test_it_belongs_to_who_sent_the_offer_else_to_the_first_coordinator(scene: Scene) -> None:
    world, sender = scene.world, scene.world.coordinator()
    report = scene.tell(COMPLAINT)
    assert all_cases()[0].owner_id == scene.coordinator.id
    offer = world.offer(scene.placement.slot, scene.placement.clinician, sent_by_id=sender.id)
    scene.placement.offer_id = offer.id
    db.session.flush()
    scene.rate(respect=Answer.NEVER)
    assert all_cases()[1].owner_id == sender.id
    assert report.reported_by_id == scene.don.id


def test_who_left_or_places_nobody_owns_nothing(scene: Scene) -> None:
    scene.coordinator.active = False
    biller = scene.world.account(RoleName.BILLING_MANAGER)
    db.session.flush()
    case = opened(scene)
    assert case.owner_id is None
    with pytest.raises(CannotRecover, match="has to own it"):
        cases.assign(case.id, biller.id, scene.by, utc_now())
    administrator = scene.world.account(RoleName.AGENCY_ADMINISTRATOR)
    assert cases.assign(case.id, administrator.id, scene.by, utc_now()).owner_id == administrator.id


def test_the_owner_hears_of_it_once_without_names(scene: Scene) -> None:
    case = opened(scene)
    (message,) = messages("recovery_case_yours")
    assert message.recipient == scene.coordinator.email
    assert f"/admin/service-recovery/{case.id}/" in message.text
    assert "“Never” on respect" in message.text
    assert scene.placement.clinician.last_name not in message.text + message.subject
    other = scene.world.coordinator()
    cases.assign(case.id, other.id, scene.by, utc_now())
    assert [one.recipient for one in messages("recovery_case_yours")][1:] == [other.email]
    with pytest.raises(CannotRecover, match="theirs already"):
        cases.assign(case.id, other.id, scene.by, utc_now())


def test_taking_it_oneself_sends_nothing(scene: Scene) -> None:
    case, other = opened(scene), scene.world.coordinator()
    cases.assign(case.id, other.id, Actor(other.id, other.name), utc_now())
    assert len(messages("recovery_case_yours")) == 1
    assert actions(case) == ["opened", "assigned"]


# The steps


def test_told_then_closed_with_an_outcome(scene: Scene) -> None:
    case, now = opened(scene), utc_now()
    with pytest.raises(CannotRecover, match="Tell the facility first"):
        cases.close(case.id, "Apologised.", scene.by, now)
    with pytest.raises(CannotRecover, match="what you told the facility"):
        cases.tell(case.id, "  ", scene.by, now)
    cases.tell(case.id, "We have spoken with her.", scene.by, now)
    assert (case.status, case.told, case.told_at) == (CaseStatus.TOLD, "We have spoken with her.", now)
    with pytest.raises(CannotRecover, match="what came of it"):
        cases.close(case.id, "", scene.by, now)
    cases.close(case.id, "Apologised; coaching agreed.", scene.by, now)
    assert (case.status, case.outcome, case.closed_at) == (
        CaseStatus.CLOSED,
        "Apologised; coaching agreed.",
        now,
    )
    assert actions(case) == ["opened", "told", "closed"]
    with pytest.raises(CannotRecover, match="Reopen it first"):
        cases.tell(case.id, "One thing more.", scene.by, now)
    with pytest.raises(IllegalTransition):
        cases.close(case.id, "Twice.", scene.by, now)


def test_words_up_to_their_longest(scene: Scene) -> None:
    case, now = opened(scene), utc_now()
    with pytest.raises(CannotRecover):
        cases.tell(case.id, "x" * 1001, scene.by, now)
    assert cases.tell(case.id, "x" * 1000, scene.by, now).told == "x" * 1000


def test_reopened_it_is_due_anew(scene: Scene) -> None:
    case, now = opened(scene), utc_now()
    with pytest.raises(CannotRecover, match="not closed"):
        cases.reopen(case.id, "Too early.", scene.by, now)
    cases.tell(case.id, "Told.", scene.by, now)
    with pytest.raises(CannotRecover, match="not closed"):
        cases.reopen(case.id, "Still too early.", scene.by, now)
    cases.close(case.id, "Done.", scene.by, now)
    later = now + timedelta(days=9)
    cases.reopen(case.id, "They called again.", scene.by, later)
    assert (case.status, case.outcome, case.closed_at) == (CaseStatus.TOLD, None, None)
    assert case.due_at == due_at(later, scene.world.agency_id)
    cases.tell(case.id, "Told once more.", scene.by, later)
    cases.close(case.id, "Done again.", scene.by, later)
    assert actions(case)[3:] == ["told", "told_again", "closed"]


def test_in_writing_every_scheduler_gets_what_was_said(scene: Scene) -> None:
    case, now = opened(scene), utc_now()
    other = scene.world.scheduler(scene.facility)
    cases.tell(case.id, "By phone only.", scene.by, now)
    assert messages("recovery_told") == []
    cases.tell(case.id, "We are sorry.", scene.by, now, in_writing=True)
    sent = messages("recovery_told")
    assert {one.recipient for one in sent} == {scene.don.email, other.email}
    assert all("We are sorry." in one.text for one in sent)


def test_a_complaint_goes_where_its_case_goes(scene: Scene) -> None:
    report, now = scene.tell(COMPLAINT), utc_now()
    (case,) = all_cases()
    cases.tell(case.id, "Told.", scene.by, now)
    assert report.status is ReportStatus.IN_REVIEW
    cases.close(case.id, "Apologised.", scene.by, now)
    assert (report.status, report.outcome) == (ReportStatus.CLOSED, "Apologised.")
    cases.reopen(case.id, "They called again.", scene.by, now)
    assert (report.status, report.outcome) == (ReportStatus.IN_REVIEW, None)


def test_a_voided_response_leaves_its_case(scene: Scene) -> None:
    response = scene.rate(respect=Answer.NEVER)
    void_response(response.id, "Rated the wrong person.", scene.by, utc_now())
    (case,) = all_cases()
    assert case.status is CaseStatus.OPEN


def test_open_and_overdue_are_counted_on_both_sides_of_the_moment(scene: Scene) -> None:
    case = opened(scene)
    second = timedelta(seconds=1)
    assert cases.open_and_overdue(case.due_at) == (1, 0)
    assert cases.open_and_overdue(case.due_at + second) == (1, 1)
    assert not cases.is_overdue(case, case.due_at)
    assert cases.is_overdue(case, case.due_at + second)
    cases.tell(case.id, "Told.", scene.by, utc_now())
    assert cases.open_and_overdue(case.due_at + second) == (1, 1)
    cases.close(case.id, "Done.", scene.by, utc_now())
    assert cases.open_and_overdue(case.due_at + second) == (0, 0)
    assert not cases.is_overdue(case, case.due_at + second)
