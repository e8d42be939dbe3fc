"""A few incidents, complaints and compliments with their service-recovery cases, so that no list is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from staffing.db import db
from staffing.demo.ledger import Ledger
from staffing.demo.records import Worked
from staffing.demo.told import PRAISE, REPORTS, SAID, Told
from staffing.demo.trail import Step, add_steps
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension
from staffing.recovery.due import due_at
from staffing.recovery.models import (
    CaseCause,
    CaseStatus,
    FeedbackReport,
    RecoveryCase,
    ReportKind,
    ReportStatus,
)

SETTLED = timedelta(hours=30)
"""Whatever ended this long ago has had time for a report and for what comes of it."""
LONG_AGO = timedelta(days=4)
"""A case of a shift this long over and not closed is overdue."""
RECEIVED_AFTER, TOLD_AFTER, CLOSED_AFTER = timedelta(hours=3), timedelta(hours=20), timedelta(hours=26)
"""A report after the end of its shift, the steps of a case after its opening."""
DEMO_CLINICIAN = 0
"""The number of the person who signs in as the clinician of the tour."""


def add_moments(ledger: Ledger, worked: Sequence[Worked], facility_id: int, now: datetime) -> None:
    """Six reports, five of them from the facility of the tour, and four cases (responses stand)."""
    over = [shift for shift in worked if shift.asked.ends_at <= now - SETTLED]
    there = {
        shift.clinician_id: shift
        for shift in over
        if shift.asked.facility_id == facility_id and shift.asked.ends_at <= now - LONG_AGO
    }
    latest = sorted(there.values(), key=lambda one: (one.asked.ends_at, one.placement_id), reverse=True)
    for shift, told in zip(latest, REPORTS, strict=False):
        _add_report(ledger, shift, told)
    for shift in [one for one in over if one.person.number == DEMO_CLINICIAN][-1:]:
        _add_report(ledger, shift, PRAISE)
    ends = ((CaseStatus.OPEN, None), (CaseStatus.CLOSED, "The clinician has written to the unit."))
    for response, (status, outcome) in zip(_never_on_respect(now), ends, strict=False):
        facts: dict[str, Any] = {"response_id": response.id, "report_id": None, "outcome": outcome}
        facts |= {"facility_id": response.facility_id, "clinician_id": response.clinician_id}
        _add_case(ledger, CaseCause.NEVER_ON_RESPECT, response.submitted_at, status, facts)


def _add_report(ledger: Ledger, shift: Worked, told: Told) -> None:
    scheduler, at = ledger.schedulers[shift.asked.facility_id][0], shift.asked.ends_at + RECEIVED_AFTER
    done_at = at + CLOSED_AFTER
    shared = told.kind is ReportKind.COMPLIMENT and told.outcome is not None
    report_id = ledger.rows.add(
        FeedbackReport,
        facility_id=shift.asked.facility_id,
        clinician_id=shift.clinician_id,
        placement_id=shift.placement_id,
        kind=told.kind,
        nature=told.nature,
        text=told.text,
        happened_at=shift.asked.starts_at,
        status=told.status,
        reported_by_id=scheduler,
        outcome=told.outcome,
        shared_at=done_at if shared else None,
        created_at=at,
        updated_at=at,
    )
    steps = [Step(ReportStatus.RECEIVED, at, scheduler)]
    if told.status is not ReportStatus.RECEIVED:
        steps.append(Step(told.status, done_at, ledger.coordinator))
    add_steps(ledger, FeedbackReport.__tablename__, report_id, steps)
    if told.kind is ReportKind.COMPLAINT:
        status = CaseStatus.CLOSED if told.status is ReportStatus.CLOSED else CaseStatus.TOLD
        facts: dict[str, Any] = {"response_id": None, "report_id": report_id, "outcome": told.outcome}
        facts |= {"facility_id": shift.asked.facility_id, "clinician_id": shift.clinician_id}
        _add_case(ledger, CaseCause.COMPLAINT, at, status, facts)


def _add_case(
    ledger: Ledger, cause: CaseCause, at: datetime, status: CaseStatus, facts: dict[str, Any]
) -> None:
    """A case opened at that instant, with the steps that lead to `status`."""
    open_still, closed = status is CaseStatus.OPEN, status is CaseStatus.CLOSED
    case_id = ledger.rows.add(
        RecoveryCase,
        cause=cause,
        owner_id=ledger.coordinator,
        status=status,
        due_at=due_at(at, ledger.rows.agency_id),
        told=None if open_still else SAID,
        told_at=None if open_still else at + TOLD_AFTER,
        closed_at=at + CLOSED_AFTER if closed else None,
        created_at=at,
        updated_at=at,
        **facts,
    )
    steps = [Step(CaseStatus.OPEN, at, None)]
    if not open_still:
        steps.append(Step(CaseStatus.TOLD, at + TOLD_AFTER, ledger.coordinator))
    if closed:
        steps.append(Step(CaseStatus.CLOSED, at + CLOSED_AFTER, ledger.coordinator))
    add_steps(ledger, RecoveryCase.__tablename__, case_id, steps)


def _never_on_respect(now: datetime) -> Iterable[CommunicationResponse]:
    """The latest response, and the latest of those that are settled."""
    query = (
        select(CommunicationResponse)
        .join(CommunicationAnswer, CommunicationAnswer.response_id == CommunicationResponse.id)
        .where(CommunicationAnswer.dimension == Dimension.RESPECT, CommunicationAnswer.answer == Answer.NEVER)
        .order_by(CommunicationResponse.submitted_at.desc(), CommunicationResponse.id.desc())
        .limit(1)
    )
    latest = db.session.scalar(query.where(CommunicationResponse.submitted_at <= now))
    settled = db.session.scalar(query.where(CommunicationResponse.submitted_at <= now - SETTLED))
    return {one.id: one for one in (latest, settled) if one is not None}.values()
