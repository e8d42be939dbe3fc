"""What the clock does by itself: shifts begin and end, and their rows follow. Services flush, callers commit.

A no-show or a shift sent home is said by a person, never by the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select

from staffing.audit import SYSTEM
from staffing.db import db
from staffing.placements.emergency import LIVE, EmergencyOverride, OverrideStatus
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.models import RequestStatus, ShiftRequest, Slot, SlotStatus

Row = TypeVar("Row", Placement, Slot, ShiftRequest, EmergencyOverride)

HELD = (PlacementStatus.CONFIRMED, PlacementStatus.CHECKED_IN)
GIVEN_BACK = (PlacementStatus.CLINICIAN_CALLOUT, PlacementStatus.FACILITY_CANCELLATION)
STAFFED = (RequestStatus.PARTIALLY_FILLED, RequestStatus.FILLED)
ENDED = "the shift has ended"
BEGUN = "the shift has begun"
CHUNK = 500
"""Rows of a kind moved in one transaction; the rest follow at the next run."""


def roll_forward(now: datetime) -> int:
    """Move placements, slots, requests and overrides whose time has come; how many rows moved."""
    return sum((_worked(now), _slots(now), _begun(now), _ended(now), _overrides(now)))


def _worked(now: datetime) -> int:
    query = select(Placement).where(Placement.status.in_(HELD), Placement.ends_at <= now)
    rows = _some(query.order_by(Placement.clinician_id, Placement.starts_at))
    for row in rows:
        row.move_to(PlacementStatus.WORKED, SYSTEM, ENDED)
    return len(rows)


def _slots(now: datetime) -> int:
    """Nobody came for it: unfilled for good. Somebody has worked it: completed."""
    missed = _some(
        select(Slot).where(Slot.status == SlotStatus.OPEN, Slot.starts_at <= now).order_by(Slot.id)
    )
    for slot in missed:
        slot.move_to(SlotStatus.EXPIRED_UNFILLED, SYSTEM, BEGUN)
    worked = select(Placement.slot_id).where(
        Placement.slot_id == Slot.id, Placement.status == PlacementStatus.WORKED
    )
    done = _some(
        select(Slot)
        .where(Slot.status == SlotStatus.FILLED, Slot.ends_at <= now, worked.exists())
        .order_by(Slot.id)
    )
    for slot in done:
        slot.move_to(SlotStatus.COMPLETED, SYSTEM, ENDED)
    return len(missed) + len(done)


def _begun(now: datetime) -> int:
    query = select(ShiftRequest).where(ShiftRequest.starts_at <= now).order_by(ShiftRequest.id)
    empty = _some(query.where(ShiftRequest.status == RequestStatus.OPEN))
    for request in empty:
        request.move_to(RequestStatus.EXPIRED_UNFILLED, SYSTEM, BEGUN)
    staffed = _some(query.where(ShiftRequest.status.in_(STAFFED)))
    for request in staffed:
        request.move_to(RequestStatus.IN_PROGRESS, SYSTEM, BEGUN)
    return len(empty) + len(staffed)


def _ended(now: datetime) -> int:
    rows = _some(
        select(ShiftRequest)
        .where(ShiftRequest.status == RequestStatus.IN_PROGRESS, ShiftRequest.ends_at <= now)
        .order_by(ShiftRequest.id)
    )
    for request in rows:
        request.move_to(RequestStatus.COMPLETED, SYSTEM, ENDED)
    return len(rows)


def _overrides(now: datetime) -> int:
    """Undecided, or granted and come to nothing: with the start of its shift an override is over."""
    begun = select(Slot.id).where(Slot.id == EmergencyOverride.slot_id, Slot.starts_at <= now)
    used = select(Placement.id).where(
        Placement.slot_id == EmergencyOverride.slot_id,
        Placement.clinician_id == EmergencyOverride.clinician_id,
        Placement.status.not_in(GIVEN_BACK),
    )
    rows = _some(
        select(EmergencyOverride)
        .where(EmergencyOverride.status.in_(LIVE), begun.exists(), ~used.exists())
        .order_by(EmergencyOverride.id)
    )
    for row in rows:
        row.move_to(OverrideStatus.EXPIRED, SYSTEM, BEGUN)
    return len(rows)


def _some(query: Select[Row]) -> Sequence[Row]:
    return db.session.scalars(query.limit(CHUNK).with_for_update(skip_locked=True)).all()
