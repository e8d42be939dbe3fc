"""The board: a week of requests, each with what is filled, being offered, and still looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from staffing import clock
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement
from staffing.requests.models import RequestStatus, ShiftRequest, SlotStatus

OFF_THE_BOARD = (RequestStatus.DRAFT, RequestStatus.CANCELLED)


@dataclass(frozen=True)
class Entry:
    """One request on the board. The three counts are heads."""

    request: ShiftRequest
    filled: int
    offered: int
    looking: int
    coming: tuple[str, ...]
    """Names of those who hold a slot."""


@dataclass(frozen=True)
class BoardDay:
    """A day on the facility's clock with its requests, earliest first."""

    day: date
    entries: tuple[Entry, ...]


def board(first: date, days: int, facilities: Sequence[Facility], unit_id: int | None) -> list[BoardDay]:
    """The board from `first` on; every day is there, empty or not."""
    requests = _requests(first, days, facilities, unit_id)
    by_day: dict[date, list[Entry]] = {first + timedelta(days=offset): [] for offset in range(days)}
    for entry in entries_of(requests):
        on = clock.local_day(entry.request.starts_at, entry.request.facility.timezone)
        if on in by_day:
            by_day[on].append(entry)
    return [BoardDay(day, tuple(entries)) for day, entries in by_day.items()]


def entries_of(requests: Sequence[ShiftRequest]) -> list[Entry]:
    """Requests with their counts, in the order given."""
    slot_ids = [slot.id for request in requests for slot in request.slots]
    offered = set(
        db.session.scalars(
            select(Offer.slot_id).where(Offer.slot_id.in_(slot_ids), Offer.status == OfferStatus.OPEN)
        )
    )
    names = _names(slot_ids)
    return [_entry(request, offered, names) for request in requests]


def _entry(request: ShiftRequest, offered: set[int], names: dict[int, str]) -> Entry:
    waiting = [slot for slot in request.slots if slot.status is SlotStatus.OPEN]
    asked = sum(slot.id in offered for slot in waiting)
    return Entry(
        request=request,
        filled=sum(slot.status in (SlotStatus.FILLED, SlotStatus.COMPLETED) for slot in request.slots),
        offered=asked,
        looking=len(waiting) - asked,
        coming=tuple(names[slot.id] for slot in request.slots if slot.id in names),
    )


def _names(slot_ids: Sequence[int]) -> dict[int, str]:
    placements = db.session.scalars(
        select(Placement)
        .where(Placement.slot_id.in_(slot_ids), Placement.status.in_(HOLDING))
        .options(joinedload(Placement.clinician))
    )
    return {placement.slot_id: placement.clinician.name for placement in placements}


def _requests(
    first: date, days: int, facilities: Sequence[Facility], unit_id: int | None
) -> Sequence[ShiftRequest]:
    zones = {facility.timezone for facility in facilities}
    if not zones:
        return []
    begins = min(clock.day_bounds(first, zone)[0] for zone in zones)
    ends = max(clock.day_bounds(first + timedelta(days=days - 1), zone)[1] for zone in zones)
    wanted = (
        select(ShiftRequest)
        .where(
            ShiftRequest.starts_at >= begins,
            ShiftRequest.starts_at < ends,
            ShiftRequest.status.not_in(OFF_THE_BOARD),
        )
        .options(
            selectinload(ShiftRequest.slots),
            joinedload(ShiftRequest.unit),
            joinedload(ShiftRequest.facility),
            joinedload(ShiftRequest.staff_role),
        )
        .order_by(ShiftRequest.starts_at, ShiftRequest.ends_at, ShiftRequest.id)
    )
    if unit_id is not None:
        wanted = wanted.where(ShiftRequest.unit_id == unit_id)
    return db.session.scalars(wanted).all()
