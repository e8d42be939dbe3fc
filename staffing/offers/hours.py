"""How many hours on duty a yes comes to, where an offer goes out under an emergency override."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.db import db
from staffing.matching.verdicts import EmergencyHours, hours_on_duty
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.placements.models import Offer
from staffing.placements.queries import open_offer_ids


def hours_of_offer(offer: Offer, now: datetime) -> EmergencyHours | None:
    """The hours, where a granted override stands behind the offer and they are beyond the usual; else None.

    Other open offers of the person hold no time.
    """
    granted = select(EmergencyOverride.id).where(
        EmergencyOverride.slot_id == offer.slot_id,
        EmergencyOverride.clinician_id == offer.clinician_id,
        EmergencyOverride.status == OverrideStatus.GRANTED,
    )
    if db.session.scalar(granted) is None:
        return None
    ignoring = open_offer_ids(offer.clinician_id)
    hours = hours_on_duty(offer.clinician, offer.slot, now=now, ignoring=ignoring)
    return hours if hours is not None and hours.minutes > hours.usual else None
