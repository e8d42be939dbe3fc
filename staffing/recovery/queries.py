"""What each side reads of reports and cases: a facility its own, a clinician the compliments passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from staffing.accounts.models import Agency
from staffing.db import current_scope, db
from staffing.facilities.models import FacilityMember
from staffing.placements.models import Placement
from staffing.recovery.due import due_words
from staffing.recovery.models import CaseStatus, FeedbackReport, RecoveryCase, ReportKind
from staffing.requests.models import ShiftRequest, Slot

SHOWN = 20
UNNAMED = "How somebody was treated on a shift here"
TELL_WITHIN = timedelta(days=30)
"""Shifts listed to tell about; an older one can still be phoned in."""


@dataclass(frozen=True)
class OwnCase:
    """A case as its facility may know it: about whom only where it opened with a complaint, and never
    whose answer opened it."""

    about: str
    opened_at: datetime
    owner: str
    due: str
    told: str
    told_at: datetime | None
    closed: bool
    zone: str


@dataclass(frozen=True)
class Compliment:
    """Words passed on to a clinician: where they come from and when, never from whom."""

    words: str
    facility: str
    shared_at: datetime


def compliments_of(clinician_id: int) -> list[Compliment]:
    """What was passed on to the clinician, latest first."""
    rows = db.session.scalars(
        select(FeedbackReport)
        .where(
            FeedbackReport.clinician_id == clinician_id,
            FeedbackReport.kind == ReportKind.COMPLIMENT,
            FeedbackReport.shared_at.is_not(None),
        )
        .options(joinedload(FeedbackReport.facility))
        .order_by(FeedbackReport.shared_at.desc(), FeedbackReport.id.desc())
        .limit(SHOWN)
    )
    return [Compliment(row.outcome or "", row.facility.name, row.shared_at) for row in rows if row.shared_at]


def own_reports() -> Sequence[FeedbackReport]:
    """What the scope's facilities told themselves, latest first."""
    theirs = select(FacilityMember.account_id)
    return db.session.scalars(
        select(FeedbackReport)
        .where(FeedbackReport.reported_by_id.in_(theirs))
        .options(joinedload(FeedbackReport.clinician), joinedload(FeedbackReport.facility))
        .order_by(FeedbackReport.created_at.desc(), FeedbackReport.id.desc())
        .limit(SHOWN)
    ).all()


def own_cases() -> list[OwnCase]:
    """The cases of the scope's facilities, open ones first, then the latest."""
    agency = db.session.get_one(Agency, current_scope().require_agency())
    rows = db.session.scalars(
        select(RecoveryCase)
        .options(
            joinedload(RecoveryCase.owner),
            joinedload(RecoveryCase.report).joinedload(FeedbackReport.clinician),
        )
        .order_by(RecoveryCase.status == CaseStatus.CLOSED, RecoveryCase.id.desc())
        .limit(SHOWN)
    )
    return [_own(case, agency) for case in rows]


def shifts_to_tell_about(now: datetime) -> Sequence[Placement]:
    """Placements in scope that began within 30 days, latest first."""
    slot = joinedload(Placement.slot)
    return db.session.scalars(
        select(Placement)
        .where(Placement.starts_at <= now, Placement.starts_at >= now - TELL_WITHIN)
        .options(
            joinedload(Placement.clinician),
            slot.joinedload(Slot.request).joinedload(ShiftRequest.facility),
            slot.joinedload(Slot.unit),
        )
        .order_by(Placement.starts_at.desc(), Placement.id.desc())
        .limit(SHOWN)
    ).all()


def _own(case: RecoveryCase, agency: Agency) -> OwnCase:
    return OwnCase(
        about=f"Your complaint about {case.report.clinician.name}" if case.report else UNNAMED,
        opened_at=case.created_at,
        owner=case.owner.name if case.owner else agency.name,
        due=due_words(case.due_at, agency.timezone),
        told=case.told or "",
        told_at=case.told_at,
        closed=case.status is CaseStatus.CLOSED,
        zone=agency.timezone,
    )
