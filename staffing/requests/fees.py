"""What it costs a facility to cancel a shift that somebody has accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from staffing import clock
from staffing.policies.figures import Figures, figures_in_force
from staffing.requests.models import ShiftRequest, Slot
from staffing.requests.slots import accepted_slots


@dataclass(frozen=True)
class CancellationFee:
    """A fee, billed to the facility and paid to the people who had accepted. Minutes are per person."""

    people: int
    minutes: int
    pay_cents: int
    bill_cents: int


def cancellation_fee(request: ShiftRequest, now: datetime) -> CancellationFee:
    """The fee for cancelling the whole request at `now`, summed over the people who accepted it."""
    figures = figures_in_force(now)
    each = [facility_fee(slot, now, figures) for slot in accepted_slots(request)]
    return CancellationFee(
        people=len(each),
        minutes=fee_minutes(request.starts_at, now, figures) if each else 0,
        pay_cents=sum(fee.pay_cents for fee in each),
        bill_cents=sum(fee.bill_cents for fee in each),
    )


def facility_fee(slot: Slot, now: datetime, figures: Figures) -> CancellationFee:
    """One person's fee: hours at the base rate the slot froze, half up to the cent."""
    minutes = fee_minutes(slot.starts_at, now, figures)
    pay, bill = ((2 * slot.rates[side] * minutes + 60) // 120 for side in ("pay_cents", "bill_cents"))
    return CancellationFee(1, minutes, pay, bill)


def fee_minutes(starts_at: datetime, now: datetime, figures: Figures) -> int:
    """Minutes billed and paid: none with a day's notice, more the later it is (UTC minutes of notice)."""
    notice = clock.minutes_between(now, starts_at)
    if notice >= figures.cancel_free_minutes:
        return 0
    if notice >= figures.cancel_late_minutes:
        return figures.cancel_fee_minutes
    return figures.cancel_late_fee_minutes
