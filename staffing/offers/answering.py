"""A clinician's yes or no. A yes is one transaction, from the idempotency row to the messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, record
from staffing.db import db
from staffing.matching.verdicts import Blocker, blockers
from staffing.offers.errors import NotEligible, OfferClosed, SlotTaken
from staffing.offers.locking import (
    held_offer,
    lock_clinician,
    lock_offer,
    lock_slot,
    visible,
    whole_agency,
)
from staffing.offers.replies import reserve
from staffing.offers.telling import hush, tell_confirmed
from staffing.offers.withdrawing import withdraw_others
from staffing.placements.models import (
    HOLDING,
    AnswerChannel,
    DeclineReason,
    Offer,
    OfferStatus,
    Placement,
    PlacementStatus,
)
from staffing.placements.queries import open_offer_ids
from staffing.requests.models import Slot, SlotStatus
from staffing.requests.services import refresh_status

FILLED_BY_ANOTHER = "Someone else has taken this shift."
OWN_WISH = "notice"
"""The rule that protects a person from late offers; their own yes lifts it."""


@dataclass(frozen=True)
class Acceptance:
    """The reply to a yes; `repeated` when it was given before."""

    offer_id: int
    placement_id: int
    repeated: bool


def accept(offer_id: int, by: Actor, via: AnswerChannel, now: datetime, *, key: str) -> Acceptance:
    """Place the clinician on the slot of their offer, or say why not; nothing is done by halves.

    Every hard rule is checked again under the clinician's lock. The same key gives the same reply; an
    offer this person has already accepted gives the placement it made. Raises OfferClosed, SlotTaken,
    NotEligible (all OfferRefused), KeyReused, NoSuchRow.
    """
    clinician_id = visible(Offer, offer_id).clinician_id
    who = f"offer-link:{offer_id}" if via is AnswerChannel.LINK else f"account:{by.user_id}"
    with whole_agency():
        lock_clinician(clinician_id)
        reply = reserve(who, key, {"accept": offer_id}, now)
        if reply.body is not None:
            return Acceptance(offer_id, reply.body["placement_id"], repeated=True)
        slot = lock_slot(visible(Offer, offer_id).slot_id)
        offer = lock_offer(offer_id)
        made = _placement_of(offer)
        repeated = made is not None
        if made is None:
            _require_answerable(offer, now)
            if slot.status is not SlotStatus.OPEN:
                raise SlotTaken
            against = [found for found in _against(offer, slot, now) if found.rule != OWN_WISH]
            if against:
                raise NotEligible(against)
            made = _place(offer, slot, by, via, now)
            withdraw_others(slot.id, {offer.id}, by, FILLED_BY_ANOTHER, now)
            tell_confirmed(made, offer, by, now)
        reply.status_code, reply.body = 200, {"placement_id": made.id}
        return Acceptance(offer_id, made.id, repeated)


def decline(
    offer_id: int, reason: DeclineReason, note: str, by: Actor, via: AnswerChannel, now: datetime
) -> Offer:
    """Record a no. It changes nothing else about the person; saying no twice is one no.

    Raises OfferClosed, NoSuchRow.
    """
    with held_offer(offer_id) as offer:
        if offer.status is OfferStatus.DECLINED:
            return offer
        _require_answerable(offer, now)
        offer.decline_reason, offer.decline_note = reason, note
        _answered(offer, OfferStatus.DECLINED, by, via, now, reason.value)
        hush(offer, by)
        return offer


def _require_answerable(offer: Offer, now: datetime) -> None:
    if offer.status is not OfferStatus.OPEN or now >= offer.expires_at:
        raise OfferClosed(offer.status)


def _answered(
    offer: Offer, status: OfferStatus, by: Actor, via: AnswerChannel, now: datetime, reason: str | None = None
) -> None:
    offer.answered_at, offer.answered_via = now, via
    offer.move_to(status, by, reason, {"via": via.value})


def _placement_of(offer: Offer) -> Placement | None:
    """The placement this offer became, while it still holds."""
    return db.session.scalar(
        select(Placement).where(Placement.offer_id == offer.id, Placement.status.in_(HOLDING))
    )


def _against(offer: Offer, slot: Slot, now: datetime) -> list[Blocker]:
    """What speaks against a yes. Other open offers hold no time, so they do not count."""
    return blockers(offer.clinician, slot, now=now, ignoring=open_offer_ids(offer.clinician_id))


def _place(offer: Offer, slot: Slot, by: Actor, via: AnswerChannel, now: datetime) -> Placement:
    placement = _insert_placement(offer, slot)
    record(placement, "placed", by, after={"offer_id": offer.id, "slot_id": slot.id})
    _answered(offer, OfferStatus.ACCEPTED, by, via, now)
    slot.move_to(SlotStatus.FILLED, by)
    refresh_status(slot.request, by)
    # Nothing stands between a yes and the shift yet (no client approval, no brief to acknowledge).
    placement.move_to(PlacementStatus.CONFIRMED, by)
    return placement


def _insert_placement(offer: Offer, slot: Slot) -> Placement:
    """The database has the last word on double bookings; raises SlotTaken when it says no."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Placement)
        .values(
            agency_id=offer.agency_id,
            facility_id=offer.facility_id,
            slot_id=slot.id,
            clinician_id=offer.clinician_id,
            offer_id=offer.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
        )
        .on_conflict_do_nothing()
        .returning(Placement.id)
    )
    try:
        with db.session.begin_nested():
            placement_id = db.session.scalar(statement)
    except IntegrityError as error:
        raise SlotTaken from error
    if placement_id is None:
        raise SlotTaken
    return db.session.get_one(Placement, placement_id)
