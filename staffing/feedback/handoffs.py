"""Colleagues rate the hand-off: who worked the same unit at the same time, just before or just after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import Scope, current_scope, db, use_scope
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.finished import CAME
from staffing.ratings.models import Answer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.questionnaire import Questions
from staffing.ratings.services import CannotRate, Rater, keep_response
from staffing.requests.models import ShiftRequest, Slot

GAP = timedelta(minutes=60)
"""Between one shift and the next, at most, for one to have handed over to the other."""
RATE_WITHIN = timedelta(days=14)
MOST_A_SHIFT = 3


@dataclass(frozen=True)
class Handoff:
    """A colleague's shift that the clinician can rate, and the own shift it met."""

    colleague: Placement
    own_id: int


def handoffs(clinician_id: int | None, now: datetime) -> list[Handoff]:
    """Colleagues left to rate, by own shift, latest first; none for an account that is nobody's.

    Reads beyond the clinician's own rows on purpose.
    """
    if clinician_id is None:
        return []
    with use_scope(Scope.system(current_scope().require_agency())):
        own = db.session.scalars(_worked(now).where(Placement.clinician_id == clinician_id)).all()
        found = [Handoff(one, shift.id) for shift in own for one in _met(shift, now)]
        rated = _rated(clinician_id, [one.colleague.id for one in found])
    left = {one.colleague.id: one for one in reversed(found) if one.colleague.id not in rated}
    return sorted(left.values(), key=found.index)


def find_handoff(clinician_id: int, placement_id: int, now: datetime) -> Handoff | None:
    """The colleague's shift of that id, where it is left for this clinician to rate."""
    return next((one for one in handoffs(clinician_id, now) if one.colleague.id == placement_id), None)


def rate_handoff(
    clinician_id: int,
    placement_id: int,
    questions: Questions,
    answers: Mapping[Dimension, Answer],
    now: datetime,
) -> CommunicationResponse:
    """Keep a signed-in clinician's answers about a colleague. Raises CannotRate."""
    found = find_handoff(clinician_id, placement_id, now)
    if found is None:
        raise CannotRate("This hand-off is not one of yours, or is rated already.")
    with use_scope(Scope.system(current_scope().require_agency())):
        me = db.session.scalars(select(Clinician).where(Clinician.id == clinician_id)).one()
        rater = Rater(RaterSource.COLLEAGUE, f"clinician:{me.id}", Actor(me.account_id, me.name))
        response = keep_response(found.colleague, rater, questions, answers, now)
        db.session.flush()
    return response


def _worked(now: datetime) -> Select[Placement]:
    """Shifts that are over and were worked, lately enough to be asked about."""
    request = joinedload(Placement.slot).joinedload(Slot.request)
    return (
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(
            Placement.status.in_((*CAME, PlacementStatus.WORKED)),
            Placement.ends_at <= now,
            Placement.ends_at > now - RATE_WITHIN,
        )
        .options(
            joinedload(Placement.clinician),
            joinedload(Placement.slot).joinedload(Slot.staff_role),
            request.joinedload(ShiftRequest.unit),
            request.joinedload(ShiftRequest.facility),
        )
        .order_by(Placement.ends_at.desc(), Placement.id)
    )


def _met(own: Placement, now: datetime) -> Sequence[Placement]:
    """At most three others of the unit: those nearest in time first, by their start."""
    near = _worked(now).where(
        ShiftRequest.unit_id == own.slot.request.unit_id,
        Placement.clinician_id != own.clinician_id,
        Placement.starts_at <= own.ends_at + GAP,
        Placement.ends_at >= own.starts_at - GAP,
    )
    return sorted(db.session.scalars(near), key=lambda one: (_apart(own, one), one.id))[:MOST_A_SHIFT]


def _apart(own: Placement, other: Placement) -> timedelta:
    """How far the nearer hand-over is from the clock: my start to their end, or my end to their start."""
    return min(abs(own.starts_at - other.ends_at), abs(own.ends_at - other.starts_at))


def _rated(clinician_id: int, placement_ids: Sequence[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(CommunicationResponse.placement_id).where(
                CommunicationResponse.placement_id.in_(placement_ids),
                CommunicationResponse.rater == f"clinician:{clinician_id}",
            )
        )
    )
