"""Placements taken back: by the facility, or by the clinician. The slot opens again."""

from __future__ import annotations

from datetime import datetime

from staffing.audit import Actor
from staffing.offers.costs import CancellationCost, CancelSide, cancellation_cost
from staffing.offers.errors import OfferRefused
from staffing.offers.locking import lock_clinician, lock_placement, lock_slot, visible, whole_agency
from staffing.offers.telling import tell_called_out, tell_cancelled
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.models import SlotStatus
from staffing.requests.services import refresh_status
from staffing.web.filters import hours, money

OUTCOME = {
    CancelSide.FACILITY: PlacementStatus.FACILITY_CANCELLATION,
    CancelSide.CLINICIAN: PlacementStatus.CLINICIAN_CALLOUT,
}


def release(placement_id: int, by: Actor, reason: str, now: datetime) -> Placement:
    """The clinician gives a shift back; raises OfferRefused once it has begun, NoSuchRow."""
    return cancel_placement(placement_id, CancelSide.CLINICIAN, by, reason, now)


def cancel_placement(placement_id: int, side: CancelSide, by: Actor, reason: str, now: datetime) -> Placement:
    """Take a placement back for one side, keep what it costs in the trail, and tell both.

    The slot goes back to open. Raises OfferRefused once the shift has begun or the placement no longer
    holds, NoSuchRow.
    """
    seen = visible(Placement, placement_id)
    with whole_agency():
        lock_clinician(seen.clinician_id)
        slot = lock_slot(seen.slot_id)
        placement = lock_placement(placement_id)
        _require_cancellable(placement, side, now)
        cost = cancellation_cost(placement, side, now)
        placement.calendar_sequence += 1
        placement.move_to(OUTCOME[side], by, reason, _cost_facts(cost))
        slot.move_to(SlotStatus.OPEN, by, reason)
        refresh_status(slot.request, by)
        _tell(placement, cost, now)
        return placement


def _require_cancellable(placement: Placement, side: CancelSide, now: datetime) -> None:
    if not placement.can_move_to(OUTCOME[side]):
        raise OfferRefused("This shift has already been taken back.")
    if now >= placement.starts_at:
        raise OfferRefused("This shift has already begun; please call the coordinator.")


def _cost_facts(cost: CancellationCost) -> dict[str, int]:
    return {
        "fee_minutes": cost.fee_minutes,
        "billed_cents": cost.billed_cents,
        "paid_cents": cost.paid_cents,
    }


def _tell(placement: Placement, cost: CancellationCost, now: datetime) -> None:
    if cost.side is CancelSide.CLINICIAN:
        tell_called_out(placement, now)
        return
    length = hours(cost.fee_minutes)
    paid = f"You are paid {length} all the same ({money(cost.paid_cents)})." if cost.fee_minutes else ""
    billed = f"{length} are billed ({money(cost.billed_cents)})." if cost.fee_minutes else "Free of charge."
    tell_cancelled(placement, paid, billed, now)
