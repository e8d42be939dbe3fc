"""Sending an offer, and taking it back while nobody can have read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from staffing.audit import Actor, record
from staffing.db import db
from staffing.matching.verdicts import blockers
from staffing.offers.errors import AlreadyOffered, NotEligible, OfferClosed, OfferRefused, SlotTaken, TooLate
from staffing.offers.life import offer_life
from staffing.offers.locking import held_offer, lock_clinician, lock_slot, whole_agency
from staffing.offers.telling import hush, is_told, tell_offer, untell_offer
from staffing.placements.models import Offer, OfferStatus
from staffing.policies.figures import figures_in_force
from staffing.requests.models import Slot, SlotStatus


def send_offer(
    slot_id: int,
    clinician_id: int,
    by: Actor,
    now: datetime,
    *,
    reasons: Sequence[str] = (),
    delay_seconds: int = 0,
) -> Offer:
    """Offer a slot to a clinician. The message leaves after `delay_seconds`; the offer's life begins then.

    Raises NotEligible, SlotTaken, AlreadyOffered, TooLate, NoSuchRow.
    """
    with whole_agency():
        clinician = lock_clinician(clinician_id)
        slot = lock_slot(slot_id)
        if slot.status is not SlotStatus.OPEN:
            raise SlotTaken
        if _open_offer(slot_id, clinician_id) is not None:
            raise AlreadyOffered
        against = blockers(clinician, slot, now=now)
        if against:
            raise NotEligible(against)
        offer = _new_offer(slot, clinician_id, by, now + timedelta(seconds=delay_seconds), reasons)
        record(offer, "sent", by, after={"slot_id": slot_id, "clinician_id": clinician_id})
        tell_offer(offer)
        return offer


def undo_send(offer_id: int, by: Actor, now: datetime) -> Offer:
    """Take an offer back while its message still waits; raises OfferRefused once it is too late."""
    with held_offer(offer_id) as offer:
        if offer.status is not OfferStatus.OPEN:
            raise OfferClosed(offer.status)
        # `now` may be older than the wait for the lock: what the outbox says counts, not the clock.
        if not untell_offer(offer, by) and (is_told(offer) or now >= offer.sent_at):
            raise OfferRefused("The message is already on its way; withdraw the offer instead.")
        hush(offer, by)
        offer.move_to(OfferStatus.WITHDRAWN, by, reason="undone before it was sent")
        return offer


def _new_offer(slot: Slot, clinician_id: int, by: Actor, sent_at: datetime, reasons: Sequence[str]) -> Offer:
    life = offer_life(sent_at, slot.starts_at, figures_in_force(sent_at))
    if life is None:
        raise TooLate
    offer = Offer(
        facility_id=slot.facility_id,
        slot_id=slot.id,
        clinician_id=clinician_id,
        sent_at=life.sent_at,
        remind_at=life.remind_at,
        expires_at=life.expires_at,
        pay_cents=slot.pay_cents,
        reasons=list(reasons),
        sent_by_id=by.user_id,
    )
    db.session.add(offer)
    db.session.flush()
    return offer


def _open_offer(slot_id: int, clinician_id: int) -> Offer | None:
    return db.session.scalar(
        select(Offer).where(
            Offer.slot_id == slot_id, Offer.clinician_id == clinician_id, Offer.status == OfferStatus.OPEN
        )
    )
