"""Cancelling a whole shift request, with the people who were coming and those still asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.offers.cancelling import cancel_placement
from staffing.offers.costs import CancelSide
from staffing.offers.errors import OfferRefused
from staffing.offers.locking import lock_clinician, lock_request, visible, whole_agency
from staffing.offers.withdrawing import withdraw_others
from staffing.placements.models import HOLDING, Placement
from staffing.requests import services as requests
from staffing.requests.models import ShiftRequest, Slot

NO_LONGER_NEEDED = "The facility no longer needs this shift."
JUST_ACCEPTED = "Somebody has just said yes to this shift. Look at the fee again, then cancel."


def cancel_request(request_id: int, by: Actor, reason: str, now: datetime) -> ShiftRequest:
    """Cancel a request: every placement at the facility's cost, every open offer, then the request itself.

    The fee is `staffing.requests.fees.cancellation_fee`, to be shown before. Raises OfferRefused once the
    shift has begun or when somebody has said yes meanwhile, IllegalTransition for a request that is over,
    NoSuchRow.
    """
    visible(ShiftRequest, request_id)
    with whole_agency():
        people = sorted({placement.clinician_id for placement in _coming(request_id)})
        for clinician_id in people:
            lock_clinician(clinician_id)
        request = lock_request(request_id)
        # Read again: clinicians are locked first, so somebody may have come or gone before the request was.
        coming = _coming(request_id)
        if {placement.clinician_id for placement in coming} - set(people):
            raise OfferRefused(JUST_ACCEPTED)
        for placement in coming:
            cancel_placement(placement.id, CancelSide.FACILITY, by, reason, now)
        for slot_id in db.session.scalars(select(Slot.id).where(Slot.request_id == request_id)):
            withdraw_others(slot_id, (), by, NO_LONGER_NEEDED, now)
        requests.cancel(request, by, reason, now)
        return request


def _coming(request_id: int) -> list[Placement]:
    return list(
        db.session.scalars(
            select(Placement)
            .join(Slot, Slot.id == Placement.slot_id)
            .where(Slot.request_id == request_id, Placement.status.in_(HOLDING))
            .order_by(Placement.clinician_id)
            .execution_options(populate_existing=True)
        )
    )
