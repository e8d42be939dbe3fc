"""Taking offers back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.offers.errors import OfferClosed
from staffing.offers.locking import held_offer, lock_offer
from staffing.offers.telling import tell_withdrawn
from staffing.placements.models import Offer, OfferStatus


def withdraw(offer_id: int, by: Actor, reason: str, now: datetime) -> Offer:
    """Take an open offer back and say so to the person; raises OfferClosed, NoSuchRow.

    `reason` is a sentence the clinician reads.
    """
    with held_offer(offer_id) as offer:
        if offer.status is not OfferStatus.OPEN:
            raise OfferClosed(offer.status)
        close(offer, by, reason, now)
        return offer


def withdraw_others(
    slot_id: int, keep: Collection[int], by: Actor, reason: str, now: datetime
) -> list[Offer]:
    """Take back every open offer of a slot whose lock is held, except those in `keep`."""
    others = list(
        db.session.scalars(
            select(Offer)
            .where(Offer.slot_id == slot_id, Offer.status == OfferStatus.OPEN, Offer.id.not_in(keep))
            .order_by(Offer.clinician_id)
            .with_for_update(of=Offer)
            .execution_options(populate_existing=True)
        )
    )
    for offer in others:
        close(offer, by, reason, now)
    return others


def close(offer: Offer, by: Actor, reason: str, now: datetime) -> None:
    """Withdraw a locked, open offer and tell the person."""
    offer.move_to(OfferStatus.WITHDRAWN, by, reason)
    tell_withdrawn(offer, reason, by, now)


def close_if_open(offer_id: int, by: Actor, reason: str, now: datetime) -> Offer | None:
    """Lock an offer and withdraw it; None where it was answered, ran out or was taken back meanwhile."""
    offer = lock_offer(offer_id)
    if offer.status is not OfferStatus.OPEN:
        return None
    close(offer, by, reason, now)
    return offer
