"""Incidents, complaints and compliments: received, looked into, closed with an outcome or passed on.

They are words about one clinician at one facility and never touch a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from staffing import clock
from staffing.accounts.models import Account
from staffing.audit import Actor, record, snapshot
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.members import schedules_for
from staffing.facilities.models import Facility
from staffing.placements.models import Placement
from staffing.recovery import cases
from staffing.recovery.models import FeedbackReport, RecoveryCase, ReportKind, ReportNature, ReportStatus

SHORTEST, LONGEST, LONGEST_OUTCOME = 5, 2000, 1000
"""Characters of a report, and the most an outcome or the words passed on may have."""


class CannotReport(ValueError):
    """The report or the step is refused; the message is fit to show."""


@dataclass(frozen=True)
class Moment:
    """What somebody tells. A compliment has no nature; incidents and complaints need one."""

    kind: ReportKind
    nature: ReportNature | None
    text: str


def report_by_facility(placement_id: int, moment: Moment, account_id: int, now: datetime) -> FeedbackReport:
    """A facility scheduler tells about a shift of theirs that has begun. Raises CannotReport."""
    placement = db.session.scalar(select(Placement).where(Placement.id == placement_id))
    account = db.session.get(Account, account_id)
    if account is None or placement is None or not schedules_for(account_id, placement.facility_id):
        raise CannotReport("This shift is not one of yours.")
    if placement.starts_at > now:
        raise CannotReport("This shift has not begun yet.")
    report = FeedbackReport(
        facility_id=placement.facility_id,
        clinician_id=placement.clinician_id,
        placement_id=placement.id,
        happened_at=placement.starts_at,
    )
    return _receive(report, moment, placement, Actor(account.id, account.name), now)


def report_by_phone(
    facility_id: int, clinician_id: int, on: date, moment: Moment, by: Actor, now: datetime
) -> FeedbackReport:
    """A coordinator writes down what somebody said about a clinician's day (facility-local) at a facility.

    Where that clinician had a shift there that day, the report hangs on it. Raises CannotReport.
    """
    facility = db.session.scalar(select(Facility).where(Facility.id == facility_id))
    clinician = db.session.scalar(select(Clinician).where(Clinician.id == clinician_id))
    if facility is None or clinician is None:
        raise CannotReport("Choose a facility and a clinician.")
    begins, ends = clock.day_bounds(on, facility.timezone)
    if begins > now:
        raise CannotReport("That day is still to come.")
    placement = _placement_of(clinician_id, facility_id, begins, ends)
    report = FeedbackReport(
        facility_id=facility_id,
        clinician_id=clinician_id,
        placement_id=None if placement is None else placement.id,
        happened_at=begins if placement is None else placement.starts_at,
    )
    return _receive(report, moment, placement, by, now)


def look_into(report_id: int, by: Actor) -> FeedbackReport:
    """Somebody has begun to look into it."""
    report = _locked(report_id)
    report.move_to(ReportStatus.IN_REVIEW, by)
    return report


def close_report(report_id: int, outcome: str, by: Actor) -> FeedbackReport:
    """End it with what came of it. A complaint is closed by closing its case."""
    report = _without_case(report_id)
    report.outcome = _within(outcome, "Say what came of it", 3, LONGEST_OUTCOME)
    report.move_to(ReportStatus.CLOSED, by, facts=snapshot(report, "outcome"))
    return report


def reopen_report(report_id: int, reason: str, by: Actor) -> FeedbackReport:
    """Take it up again; a compliment passed on is taken back from the clinician's page."""
    report = _without_case(report_id)
    if report.status is not ReportStatus.CLOSED:
        raise CannotReport("This report is not closed.")
    reason = _within(reason, "Say why you reopen it", 3, 500)
    report.outcome, report.shared_at = None, None
    report.move_to(ReportStatus.IN_REVIEW, by, reason, facts=snapshot(report, "outcome", "shared_at"))
    return report


def share(report_id: int, words: str, by: Actor, now: datetime) -> FeedbackReport:
    """Pass a compliment on to the clinician in these words, without saying whose they are."""
    report = _locked(report_id)
    if report.kind is not ReportKind.COMPLIMENT:
        raise CannotReport("Only compliments are passed on here; a coordinator tells the rest in person.")
    report.outcome, report.shared_at = _within(words, "Write what to pass on", 3, LONGEST_OUTCOME), now
    report.move_to(ReportStatus.CLOSED, by, facts=snapshot(report, "outcome", "shared_at"))
    return report


def _receive(
    report: FeedbackReport, moment: Moment, placement: Placement | None, by: Actor, now: datetime
) -> FeedbackReport:
    praise = moment.kind is ReportKind.COMPLIMENT
    if not praise and moment.nature is None:
        raise CannotReport("Say whether it is clinical or professional.")
    report.kind, report.nature = moment.kind, None if praise else moment.nature
    report.text = _within(moment.text, "Say what happened", SHORTEST, LONGEST)
    report.reported_by_id, report.created_at = by.user_id, now
    db.session.add(report)
    record(report, "received", by, after=snapshot(report, "kind", "nature", "placement_id"))
    if moment.kind is ReportKind.COMPLAINT:
        db.session.flush()
        cases.open_for_report(report, placement, now)
    return report


def _placement_of(clinician_id: int, facility_id: int, begins: datetime, ends: datetime) -> Placement | None:
    """That clinician's latest placement there with its start in the day, whatever became of it."""
    return db.session.scalar(
        select(Placement)
        .where(
            Placement.clinician_id == clinician_id,
            Placement.facility_id == facility_id,
            Placement.starts_at >= begins,
            Placement.starts_at < ends,
        )
        .order_by(Placement.id.desc())
        .limit(1)
    )


def _locked(report_id: int) -> FeedbackReport:
    report = db.session.scalar(select(FeedbackReport).where(FeedbackReport.id == report_id).with_for_update())
    if report is None:
        raise CannotReport("This report does not exist.")
    return report


def _without_case(report_id: int) -> FeedbackReport:
    report = _locked(report_id)
    has_case = select(RecoveryCase.id).where(RecoveryCase.report_id == report.id)
    if db.session.scalar(has_case) is not None:
        raise CannotReport("This complaint has a service-recovery case and is closed and reopened with it.")
    return report


def _within(words: str, ask: str, shortest: int, longest: int) -> str:
    words = words.strip()
    if not shortest <= len(words) <= longest:
        raise CannotReport(f"{ask} in {shortest} to {longest} characters.")
    return words
