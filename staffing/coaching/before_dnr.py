"""Coaching comes before a do-not-return asked for a professional, not a clinical, reason."""

from __future__ import annotations

from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.dnr import DnrReason, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.dnr_services import approve_dnr
from staffing.coaching.models import CoachingPlan
from staffing.db import db

SAY_WHY = "Coaching was not tried first. Say why not: it stays in the trail."


def offers_coaching(row: DoNotReturn) -> bool:
    """A facility asks, for a professional reason, and nobody has decided."""
    professional = row.side is DnrSide.FACILITY and row.reason is DnrReason.PROFESSIONAL
    return professional and row.status is DnrStatus.REQUESTED


def plan_before(row: DoNotReturn) -> CoachingPlan | None:
    """The latest plan tried because of this request."""
    query = select(CoachingPlan).where(CoachingPlan.dnr_id == row.id).order_by(CoachingPlan.id.desc())
    return db.session.scalar(query.limit(1))


def confirm_dnr(row: DoNotReturn, reason: str, by: Actor) -> DoNotReturn:
    """Keep a request. Raises ValueError where coaching comes first, was not tried and nobody says why not."""
    if offers_coaching(row) and plan_before(row) is None and not reason.strip():
        raise ValueError(SAY_WHY)
    return approve_dnr(row, by, reason)
