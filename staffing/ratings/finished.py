"""Finished shifts and who came, for the person who is to rate them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from staffing.db import db
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import CommunicationResponse, RaterSource
from staffing.requests.models import ShiftRequest, Slot

RATE_WITHIN = timedelta(days=30)
"""After this, memory is a poor witness."""
CAME = (PlacementStatus.CONFIRMED, PlacementStatus.CHECKED_IN)
"""States that mean "worked" once the shift is past its end."""
BEFORE_THE_END = (RaterSource.PATIENT, RaterSource.CALLER)


@dataclass(frozen=True)
class FinishedShift:
    """A finished request with the placements `rater` has not rated yet."""

    request: ShiftRequest
    waiting: tuple[Placement, ...]


def is_open_for_rating(placement: Placement, source: RaterSource, now: datetime) -> bool:
    """Worked (or past its end without anybody saying otherwise), and not longer ago than 30 days.

    Patients and callers may have left before the shift is over: they rate from its start on.
    """
    met_at = placement.starts_at if source in BEFORE_THE_END else placement.ends_at
    return came_lately(placement, met_at, now)


def came_lately(placement: Placement, since: datetime, now: datetime) -> bool:
    """Worked, or past `since` with nobody saying otherwise; for 30 days after the shift."""
    came = placement.status in CAME and since <= now
    worked = placement.status is PlacementStatus.WORKED
    return (worked or came) and now <= placement.ends_at + RATE_WITHIN


def finished_shifts(rater: str, now: datetime) -> list[FinishedShift]:
    """Shifts in scope with somebody left to rate, latest first."""
    return _by_request(_waiting(rater, now))


def shift_to_rate(reference: str, rater: str, now: datetime) -> FinishedShift | None:
    """The request of that reference with who is left to rate; None where it is not in scope."""
    request = db.session.scalar(select(ShiftRequest).where(ShiftRequest.reference == reference))
    if request is None:
        return None
    waiting = _waiting(rater, now, Slot.request_id == request.id)
    return FinishedShift(request, tuple(waiting))


def _waiting(rater: str, now: datetime, *further: ColumnElement[bool]) -> Sequence[Placement]:
    rated = exists().where(
        CommunicationResponse.placement_id == Placement.id, CommunicationResponse.rater == rater
    )
    over = and_(Placement.status.in_(CAME), Placement.ends_at <= now)
    return db.session.scalars(
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            or_(Placement.status == PlacementStatus.WORKED, over),
            Placement.ends_at >= now - RATE_WITHIN,
            ~rated,
            *further,
        )
        .options(
            joinedload(Placement.slot).joinedload(Slot.request).joinedload(ShiftRequest.unit),
            joinedload(Placement.slot).joinedload(Slot.request).joinedload(ShiftRequest.facility),
            joinedload(Placement.slot).joinedload(Slot.request).joinedload(ShiftRequest.staff_role),
            joinedload(Placement.slot).joinedload(Slot.staff_role),
            joinedload(Placement.clinician),
        )
        .order_by(Placement.ends_at.desc(), Slot.request_id, Slot.head)
    ).all()


def _by_request(placements: Sequence[Placement]) -> list[FinishedShift]:
    shifts: dict[int, list[Placement]] = {}
    for placement in placements:
        shifts.setdefault(placement.slot.request_id, []).append(placement)
    return [FinishedShift(people[0].slot.request, tuple(people)) for people in shifts.values()]
