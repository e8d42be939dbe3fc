"""Service-recovery cases: opened by a bad moment, owned by a person, told, and closed with an outcome."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM, Actor, record, snapshot
from staffing.db import db
from staffing.placements.models import Placement
from staffing.recovery.due import due_at
from staffing.recovery.models import CaseCause, CaseStatus, FeedbackReport, RecoveryCase, ReportStatus
from staffing.recovery.owners import first_owner, possible_owners
from staffing.recovery.telling import tell_facility, tell_owner

SHORTEST, LONGEST = 3, 1000
"""Characters of what was said and of an outcome."""


class CannotRecover(ValueError):
    """The step is refused; the message is fit to show."""


def open_for_response(response_id: int, placement: Placement, now: datetime) -> RecoveryCase:
    """Somebody answered "Never" on respect about this placement. Once per response."""
    case = RecoveryCase(
        cause=CaseCause.NEVER_ON_RESPECT,
        response_id=response_id,
        agency_id=placement.agency_id,
        facility_id=placement.facility_id,
        clinician_id=placement.clinician_id,
    )
    return _open(case, placement, None, now)


def open_for_report(report: FeedbackReport, placement: Placement | None, now: datetime) -> RecoveryCase:
    """A complaint came in. Once per report."""
    case = RecoveryCase(
        cause=CaseCause.COMPLAINT,
        report_id=report.id,
        agency_id=report.agency_id,
        facility_id=report.facility_id,
        clinician_id=report.clinician_id,
    )
    return _open(case, placement, report.reported_by_id, now)


def assign(case_id: int, owner_id: int, by: Actor, now: datetime) -> RecoveryCase:
    """Give an open case to somebody who places clinicians (oneself: take it); they hear of it."""
    case = _locked(case_id)
    if case.status is CaseStatus.CLOSED:
        raise CannotRecover("This case is closed. Reopen it first.")
    if owner_id not in {one.id for one in possible_owners(case.agency_id)}:
        raise CannotRecover("A coordinator or an agency administrator has to own it.")
    if owner_id == case.owner_id:
        raise CannotRecover("It is theirs already.")
    before = snapshot(case, "owner_id")
    case.owner_id = owner_id
    record(case, "assigned", by, before=before, after=snapshot(case, "owner_id"))
    db.session.flush()
    db.session.refresh(case, ["owner"])
    if owner_id != by.user_id:
        tell_owner(case, now)
    return case


def tell(case_id: int, said: str, by: Actor, now: datetime, *, in_writing: bool = False) -> RecoveryCase:
    """Keep what was said to the facility, which reads it on its page; `in_writing` sends it as well.

    It may be said again in other words until the case is closed.
    """
    case, said = _locked(case_id), _words(said, "what you told the facility")
    if case.status is CaseStatus.CLOSED:
        raise CannotRecover("This case is closed. Reopen it first.")
    before = snapshot(case, "told", "told_at")
    case.told, case.told_at = said, now
    after = snapshot(case, "told", "told_at")
    if case.status is CaseStatus.OPEN:
        case.move_to(CaseStatus.TOLD, by, facts=after)
        _follow(case, ReportStatus.IN_REVIEW, by)
    else:
        record(case, "told_again", by, before=before, after=after)
    if in_writing:
        tell_facility(case, said, db.session.get_one(Account, by.user_id), now)
    return case


def close(case_id: int, outcome: str, by: Actor, now: datetime) -> RecoveryCase:
    """End a case whose facility has been told, with what came of it; its complaint closes with it."""
    case, outcome = _locked(case_id), _words(outcome, "what came of it")
    if case.status is CaseStatus.OPEN:
        raise CannotRecover("Tell the facility first, and keep here what you said.")
    case.outcome, case.closed_at = outcome, now
    case.move_to(CaseStatus.CLOSED, by, facts=snapshot(case, "outcome"))
    _follow(case, ReportStatus.CLOSED, by)
    return case


def reopen(case_id: int, reason: str, by: Actor, now: datetime) -> RecoveryCase:
    """Take a closed case up again: due anew, one business day from now."""
    case, reason = _locked(case_id), _words(reason, "why you reopen it", longest=500)
    if case.status is not CaseStatus.CLOSED:
        raise CannotRecover("This case is not closed.")
    due = due_at(now, case.agency_id)
    case.move_to(CaseStatus.TOLD, by, reason, facts={"outcome": None, "due_at": due.isoformat()})
    case.outcome, case.closed_at, case.due_at = None, None, due
    _follow(case, ReportStatus.IN_REVIEW, by)
    return case


def open_and_overdue(now: datetime) -> tuple[int, int]:
    """How many cases in scope are not closed, and how many of those were due before now."""
    to_do = select(func.count()).select_from(RecoveryCase).where(RecoveryCase.status != CaseStatus.CLOSED)
    late = to_do.where(RecoveryCase.due_at < now)
    return db.session.scalar(to_do) or 0, db.session.scalar(late) or 0


def is_overdue(case: RecoveryCase, now: datetime) -> bool:
    """Not closed, and due before now."""
    return case.status is not CaseStatus.CLOSED and case.due_at < now


def _open(
    case: RecoveryCase, placement: Placement | None, heard_by: int | None, now: datetime
) -> RecoveryCase:
    owner = first_owner(placement, heard_by, case.agency_id)
    case.owner_id = None if owner is None else owner.id
    case.due_at = due_at(now, case.agency_id)
    db.session.add(case)
    record(case, "opened", SYSTEM, after=snapshot(case, "cause", "owner_id", "due_at"))
    db.session.flush()
    tell_owner(case, now)
    return case


def _locked(case_id: int) -> RecoveryCase:
    case = db.session.scalar(select(RecoveryCase).where(RecoveryCase.id == case_id).with_for_update())
    if case is None:
        raise CannotRecover("This case does not exist.")
    return case


def _words(said: str, what: str, longest: int = LONGEST) -> str:
    said = said.strip()
    if not SHORTEST <= len(said) <= longest:
        raise CannotRecover(f"Say {what} in {SHORTEST} to {longest} characters.")
    return said


def _follow(case: RecoveryCase, to: ReportStatus, by: Actor) -> None:
    """The complaint behind a case goes where its case goes."""
    report = case.report
    if report is None or not report.can_move_to(to):
        return
    report.outcome = case.outcome
    report.move_to(to, by, facts=snapshot(report, "outcome"))
