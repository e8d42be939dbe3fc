"""Slots of a request: posting them with frozen rates, and closing those nobody has accepted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from staffing.audit import Actor
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.rates.pricing import NoRateCard, Quote, quote
from staffing.requests.details import InvalidRequest
from staffing.requests.models import ShiftRequest, Slot, SlotStatus

FIRST_HEAD = 1
ACCEPTED = frozenset({SlotStatus.FILLED, SlotStatus.COMPLETED})


def open_slots(request: ShiftRequest) -> list[Slot]:
    """Heads nobody has accepted yet."""
    return [slot for slot in request.slots if slot.status is SlotStatus.OPEN]


def accepted_slots(request: ShiftRequest) -> list[Slot]:
    """Heads that somebody has accepted or already worked."""
    return [slot for slot in request.slots if slot.status in ACCEPTED]


@dataclass(frozen=True)
class HeadPrices:
    """Today's prices of a request: the first head is the one in charge, where one is needed."""

    first: Quote
    others: Quote

    def of(self, head: int) -> Quote:
        return self.first if head == FIRST_HEAD else self.others


def price_heads(request: ShiftRequest, facility: Facility, unit: Unit, now: datetime) -> HeadPrices:
    """Price the heads of a request; raises InvalidRequest where no rate is agreed."""

    def one(charge: bool) -> Quote:
        starts_at, ends_at = request.starts_at, request.ends_at
        return quote(facility, request.staff_role_id, unit, starts_at, ends_at, charge=charge, posted_at=now)

    try:
        others = one(charge=False)
        return HeadPrices(one(charge=True) if request.charge_needed else others, others)
    except NoRateCard as missing:
        raise InvalidRequest({"staff_role_id": str(missing)}) from missing


def post_slots(request: ShiftRequest, prices: HeadPrices, count: int) -> list[Slot]:
    """Add `count` open slots at these prices, which stay as they are from now on."""
    last = max((slot.head for slot in request.slots), default=0)
    slots = [
        Slot(facility_id=request.facility_id, request_id=request.id, head=head)
        for head in range(last + 1, last + count + 1)
    ]
    for slot in slots:
        repost(slot, request, prices)
    request.slots.extend(slots)
    db.session.flush()
    return slots


def repost(slot: Slot, request: ShiftRequest, prices: HeadPrices) -> None:
    """Give an open slot the request's present place, time and price."""
    quoted = prices.of(slot.head)
    slot.unit_id, slot.staff_role_id = request.unit_id, request.staff_role_id
    slot.starts_at, slot.ends_at = request.starts_at, request.ends_at
    slot.pay_cents, slot.bill_cents, slot.rates = quoted.pay_cents, quoted.bill_cents, quoted.rates


def close_slots(
    request: ShiftRequest, count: int, by: Actor, reason: str, *, last_of_all: Collection[int] = ()
) -> list[Slot]:
    """Cancel `count` open slots, newest first; those whose ids are in `last_of_all` only if need be.

    The head in charge stays as long as anybody does.
    """

    def worth_keeping(slot: Slot) -> tuple[bool, bool, int]:
        in_charge = request.charge_needed and slot.head == FIRST_HEAD
        return in_charge, slot.id in last_of_all, -slot.head

    closed = sorted(open_slots(request), key=worth_keeping)[:count]
    for slot in closed:
        slot.move_to(SlotStatus.CANCELLED, by, reason)
    return closed
