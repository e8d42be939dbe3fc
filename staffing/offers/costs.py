"""What cancelling costs, so that it can be shown before the click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from staffing.placements.models import Placement
from staffing.policies.figures import Figures, figures_in_force
from staffing.requests.fees import facility_fee
from staffing.web.filters import hours, money


class CancelSide(StrEnum):
    """Who takes a placement back."""

    FACILITY = "facility"
    CLINICIAN = "clinician"


@dataclass(frozen=True)
class CancellationCost:
    """`fee_minutes` are billed to the facility and paid to the clinician; `consequence` says it in words."""

    side: CancelSide
    fee_minutes: int
    billed_cents: int
    paid_cents: int
    consequence: str


def cancellation_cost(placement: Placement, side: CancelSide, now: datetime) -> CancellationCost:
    """What taking this placement back would cost at `now`."""
    figures = figures_in_force(now)
    if side is CancelSide.CLINICIAN:
        return CancellationCost(side, 0, 0, 0, _warning(placement.starts_at - now, figures))
    fee = facility_fee(placement.slot, now, figures)
    words = _fee_words(fee.minutes, fee.bill_cents, fee.pay_cents)
    return CancellationCost(side, fee.minutes, fee.bill_cents, fee.pay_cents, words)


def _fee_words(minutes: int, billed: int, paid: int) -> str:
    if not minutes:
        return "Free of charge: there is enough notice."
    return f"{hours(minutes)} are billed ({money(billed)}) and paid to the clinician ({money(paid)})."


def _warning(notice: timedelta, figures: Figures) -> str:
    """Graded by notice; a warning can always be appealed with a coordinator, and no score ever moves.

    The clinician and the coordinator who takes the call read the same sentence.
    """
    if notice >= timedelta(minutes=figures.cancel_free_minutes):
        return "There is enough notice: nothing else happens, and no score changes."
    if notice >= timedelta(minutes=figures.cancel_late_minutes):
        return (
            "This is short notice, so a note of it is kept. No score changes, and a "
            "coordinator who hears a good reason can remove the note."
        )
    return (
        "This is very short notice, so it counts as a warning. No score changes, and "
        "every warning can be appealed: a coordinator looks at it. Please talk on the phone as well."
    )
