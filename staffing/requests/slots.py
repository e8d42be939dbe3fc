"""Slots of a request: posting them with frozen rates, and closing those nobody has accepted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from staffing.audit import Actor
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.rates.pricing import NoRateCard, Quote, quote
from staffing.requests.details import InvalidRequest
from staffing.requests.models import ShiftRequest, Slot, SlotStatus

ACCEPTED = frozenset({SlotStatus.FILLED, SlotStatus.COMPLETED})


def open_slots(request: ShiftRequest) -> list[Slot]:
    """Heads nobody has accepted yet."""
    return [slot for slot in request.slots if slot.status is SlotStatus.OPEN]


def accepted_slots(request: ShiftRequest) -> list[Slot]:
    """Heads that somebody has accepted or already worked."""
    return [slot for slot in request.slots if slot.status in ACCEPTED]


def price_request(request: ShiftRequest, facility: Facility, unit: Unit, now: datetime) -> Quote:
    """Today's price of one head; raises InvalidRequest where no rate is agreed."""
    try:
        return quote(
            facility,
            request.staff_role_id,
            unit,
            request.starts_at,
            request.ends_at,
            charge=request.charge_needed,
            posted_at=now,
        )
    except NoRateCard as missing:
        raise InvalidRequest({"staff_role_id": str(missing)}) from missing


def post_slots(request: ShiftRequest, quoted: Quote, count: int) -> list[Slot]:
    """Add `count` open slots at the quoted rates, which stay as they are from now on."""
    last = max((slot.head for slot in request.slots), default=0)
    slots = [
        Slot(
            facility_id=request.facility_id,
            request_id=request.id,
            unit_id=request.unit_id,
            staff_role_id=request.staff_role_id,
            head=last + number,
            starts_at=request.starts_at,
            ends_at=request.ends_at,
            pay_cents=quoted.pay_cents,
            bill_cents=quoted.bill_cents,
            rates=quoted.rates,
        )
        for number in range(1, count + 1)
    ]
    request.slots.extend(slots)
    db.session.flush()
    return slots


def repost(slot: Slot, request: ShiftRequest, quoted: Quote) -> None:
    """Give an open slot the request's present place, time and price."""
    slot.unit_id, slot.staff_role_id = request.unit_id, request.staff_role_id
    slot.starts_at, slot.ends_at = request.starts_at, request.ends_at
    slot.pay_cents, slot.bill_cents, slot.rates = quoted.pay_cents, quoted.bill_cents, quoted.rates


def close_slots(
    request: ShiftRequest, count: int, by: Actor, reason: str, *, last_of_all: Collection[int] = ()
) -> list[Slot]:
    """Cancel `count` open slots, newest first; those whose ids are in `last_of_all` only if need be."""
    order = sorted(open_slots(request), key=lambda slot: (slot.id in last_of_all, -slot.head))
    closed = order[:count]
    for slot in closed:
        slot.move_to(SlotStatus.CANCELLED, by, reason)
    return closed
