"""Slots that were offered or filled and are open again, and whom to ask next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from staffing.db import db
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.matching.verdicts import Candidate, ranked_candidates
from staffing.offers.locking import visible
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement
from staffing.requests.models import Slot, SlotStatus


def needing_next_offer(now: datetime) -> list[Slot]:
    """Open slots ahead whose last offer or placement came to nothing, soonest first.

    Left out: slots with an offer still open, and slots that stand in a proposal waiting for review.
    """
    tried = exists().where(Offer.slot_id == Slot.id) | exists().where(
        Placement.slot_id == Slot.id, Placement.status.not_in(HOLDING)
    )
    offered = exists().where(Offer.slot_id == Slot.id, Offer.status == OfferStatus.OPEN)
    proposed = exists().where(
        ProposedPlacement.slot_id == Slot.id, ProposedPlacement.status == ProposedStatus.PROPOSED
    )
    return list(
        db.session.scalars(
            select(Slot)
            .where(Slot.status == SlotStatus.OPEN, Slot.starts_at > now, tried, ~offered, ~proposed)
            .order_by(Slot.starts_at, Slot.id)
        )
    )


def next_candidates(slot_id: int, now: datetime, count: int = 3) -> list[Candidate]:
    """The best valid clinicians for a slot who were not asked about it yet, best first."""
    asked = asked_already(slot_id)
    ranked = ranked_candidates(visible(Slot, slot_id), now=now, limit=count + len(asked))
    return [candidate for candidate in ranked if candidate.clinician_id not in asked][:count]


def asked_already(slot_id: int) -> set[int]:
    """Clinicians who said no to this slot, did not answer, still think about it, or gave it back.

    Someone whose offer was taken back by us may be asked again.
    """
    offers = select(Offer.clinician_id).where(Offer.slot_id == slot_id, Offer.status != OfferStatus.WITHDRAWN)
    placements = select(Placement.clinician_id).where(Placement.slot_id == slot_id)
    return {*db.session.scalars(offers), *db.session.scalars(placements)}
