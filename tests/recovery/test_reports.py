"""Incidents, complaints and compliments: who may tell, the steps, and what is passed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from staffing import clock
from staffing.audit import AuditEntry, IllegalTransition
from staffing.db import Scope, db, use_scope, utc_now
from staffing.recovery import reports
from staffing.recovery.models import FeedbackReport, ReportKind, ReportNature, ReportStatus
from staffing.recovery.queries import compliments_of
from staffing.recovery.reports import CannotReport, Moment, report_by_facility, report_by_phone
from tests.recovery.scene import COMPLAINT, COMPLIMENT, INCIDENT, Scene


def actions(row: FeedbackReport) -> list[str]:
    db.session.flush()
    entries = select(AuditEntry.action).where(
        AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id
    )
    return list(db.session.scalars(entries.order_by(AuditEntry.id)))


def test_a_scheduler_tells_about_an_own_shift_that_has_begun(scene: Scene) -> None:
    report = scene.tell(INCIDENT)
    assert (report.clinician_id, report.facility_id) == (scene.placement.clinician_id, scene.facility.id)
    assert (report.happened_at, report.reported_by_id) == (scene.placement.starts_at, scene.don.id)
    assert (report.status, report.nature) == (ReportStatus.RECEIVED, ReportNature.CLINICAL)
    with pytest.raises(CannotReport, match="not begun"):
        report_by_facility(
            scene.placement.id, INCIDENT, scene.don.id, scene.placement.starts_at - timedelta(seconds=1)
        )
    report_by_facility(scene.placement.id, INCIDENT, scene.don.id, scene.placement.starts_at)


def test_nobody_else_tells_for_the_facility(scene: Scene) -> None:
    stranger = scene.world.scheduler(scene.world.facility())
    for account in (stranger, scene.coordinator):
        with pytest.raises(CannotReport, match="not one of yours"):
            report_by_facility(scene.placement.id, INCIDENT, account.id, utc_now())
    scene.don.active = False
    db.session.flush()
    with pytest.raises(CannotReport, match="not one of yours"):
        report_by_facility(scene.placement.id, INCIDENT, scene.don.id, utc_now())


@pytest.mark.parametrize("kind", [ReportKind.INCIDENT, ReportKind.COMPLAINT])
def test_what_went_wrong_has_a_nature_and_praise_has_none(scene: Scene, kind: ReportKind) -> None:
    with pytest.raises(CannotReport, match="clinical or professional"):
        scene.tell(Moment(kind, None, "Something happened."))
    praise = Moment(ReportKind.COMPLIMENT, ReportNature.CLINICAL, "Wonderful with families.")
    assert scene.tell(praise).nature is None


@pytest.mark.parametrize(
    ("text", "fits"), [("Rude", False), ("Rude.", True), ("x" * 2000, True), ("x" * 2001, False)]
)
def test_words_have_their_length(scene: Scene, text: str, fits: bool) -> None:
    moment = Moment(ReportKind.COMPLIMENT, None, text)
    if fits:
        assert scene.tell(moment).text == text
    else:
        with pytest.raises(CannotReport, match="5 to 2000"):
            scene.tell(moment)


def test_by_phone_it_hangs_on_the_shift_of_that_day(scene: Scene) -> None:
    shift = scene.placement
    day = clock.local_day(shift.starts_at, scene.facility.timezone)
    who = (scene.facility.id, shift.clinician_id)
    found = report_by_phone(*who, day, INCIDENT, scene.by, utc_now())
    assert (found.placement_id, found.happened_at) == (shift.id, shift.starts_at)
    before = report_by_phone(*who, day - timedelta(days=1), INCIDENT, scene.by, utc_now())
    assert before.placement_id is None
    with pytest.raises(CannotReport, match="still to come"):
        report_by_phone(*who, date(2099, 1, 1), INCIDENT, scene.by, utc_now())
    with pytest.raises(CannotReport, match="Choose"):
        report_by_phone(scene.facility.id, 999_999, day, INCIDENT, scene.by, utc_now())


def test_received_looked_into_closed_reopened(scene: Scene) -> None:
    report = scene.tell(INCIDENT)
    reports.look_into(report.id, scene.by)
    with pytest.raises(CannotReport, match="what came of it"):
        reports.close_report(report.id, " ", scene.by)
    reports.close_report(report.id, "Retrained on the pump.", scene.by)
    assert (report.status, report.outcome) == (ReportStatus.CLOSED, "Retrained on the pump.")
    with pytest.raises(IllegalTransition):
        reports.close_report(report.id, "Again.", scene.by)
    reports.reopen_report(report.id, "It happened again.", scene.by)
    assert (report.status, report.outcome) == (ReportStatus.IN_REVIEW, None)
    with pytest.raises(CannotReport, match="not closed"):
        reports.reopen_report(report.id, "Twice.", scene.by)
    assert actions(report) == ["received", "in_review", "closed", "in_review"]


def test_a_complaint_ends_with_its_case_only(scene: Scene) -> None:
    report = scene.tell(COMPLAINT)
    with pytest.raises(CannotReport, match="service-recovery case"):
        reports.close_report(report.id, "Fine now.", scene.by)


def test_a_compliment_is_passed_on_in_words_of_the_coordinators(scene: Scene) -> None:
    report, person = scene.tell(COMPLIMENT), scene.placement.clinician_id
    assert compliments_of(person) == []
    with pytest.raises(CannotReport, match="what to pass on"):
        reports.share(report.id, " ", scene.by, utc_now())
    reports.share(report.id, "You explain everything twice.", scene.by, utc_now())
    db.session.flush()
    assert report.status is ReportStatus.CLOSED
    (one,) = compliments_of(person)
    assert (one.words, one.facility) == ("You explain everything twice.", scene.facility.name)
    assert scene.don.name not in str(one)
    assert compliments_of(scene.world.clinician().id) == []
    reports.reopen_report(report.id, "It named a patient.", scene.by)
    db.session.flush()
    assert compliments_of(person) == []


def test_only_compliments_are_passed_on(scene: Scene) -> None:
    report = scene.tell(INCIDENT)
    with pytest.raises(CannotReport, match="Only compliments"):
        reports.share(report.id, "Something good.", scene.by, utc_now())
    reports.close_report(report.id, "Nothing to do.", scene.by)
    db.session.flush()
    assert compliments_of(scene.placement.clinician_id) == []


def test_a_clinicians_scope_reads_their_own_only(scene: Scene) -> None:
    scene.tell(COMPLIMENT)
    db.session.commit()
    other = scene.world.clinician()
    db.session.commit()
    counts = {}
    for person in (scene.placement.clinician_id, other.id):
        with use_scope(Scope.clinician(scene.world.agency_id, person)):
            counts[person] = len(db.session.scalars(select(FeedbackReport)).all())
    assert counts == {scene.placement.clinician_id: 1, other.id: 0}
