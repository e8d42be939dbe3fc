"""Whom a talk may help: by the P90 rule of the scores, or because a facility asked "please not again"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from staffing.clinicians.dnr import DnrReason, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.ratings.bands import COACHING_FROM_RATERS
from staffing.ratings.models import CommunicationResponse, Dimension
from staffing.ratings.scores import score_book


@dataclass(frozen=True)
class Waiting:
    """One person nobody coaches at present. `weak`: where P90 lies below the usual less 0.10."""

    clinician: Clinician
    weak: tuple[tuple[Setting, Dimension], ...]
    requests: tuple[DoNotReturn, ...]
    """Facilities' open requests for a professional reason."""
    last_plan: CoachingPlan | None


def to_coach(now: datetime) -> list[Waiting]:
    """Active people flagged and without an open plan: those facilities asked about first, then by name."""
    weak, asked = _weak(now), _asked()
    coached = set(
        db.session.scalars(
            select(CoachingPlan.clinician_id).where(CoachingPlan.status == CoachingStatus.OPEN)
        )
    )
    wanted = ({*weak, *asked}) - coached
    plans = _last_plans(wanted)
    people = db.session.scalars(select(Clinician).where(Clinician.id.in_(wanted), Clinician.active)).all()
    found = [
        Waiting(one, weak.get(one.id, ()), tuple(asked.get(one.id, ())), plans.get(one.id)) for one in people
    ]
    return sorted(
        found, key=lambda one: (not one.requests, one.clinician.last_name, one.clinician.first_name)
    )


def _weak(now: datetime) -> dict[int, tuple[tuple[Setting, Dimension], ...]]:
    """By clinician; only those with raters enough are scored."""
    raters = func.coalesce(CommunicationResponse.pooled_as, CommunicationResponse.rater)
    enough: Any = (
        select(CommunicationResponse.clinician_id)
        .group_by(CommunicationResponse.clinician_id)
        .having(func.count(raters.distinct()) >= COACHING_FROM_RATERS)
    )
    ids = db.session.scalars(enough).all()
    book = score_book(now, ids)
    found = {one: tuple(book.coaching(one)) for one in book.rows}
    return {one: cells for one, cells in found.items() if cells}


def _asked() -> Mapping[int, list[DoNotReturn]]:
    query = select(DoNotReturn).where(
        DoNotReturn.status == DnrStatus.REQUESTED,
        DoNotReturn.reason == DnrReason.PROFESSIONAL,
        DoNotReturn.side == DnrSide.FACILITY,
    )
    found: dict[int, list[DoNotReturn]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(DoNotReturn.id)):
        found[row.clinician_id].append(row)
    return found


def _last_plans(clinician_ids: Collection[int]) -> dict[int, CoachingPlan]:
    query = select(CoachingPlan).where(CoachingPlan.clinician_id.in_(clinician_ids))
    return {plan.clinician_id: plan for plan in db.session.scalars(query.order_by(CoachingPlan.id))}
