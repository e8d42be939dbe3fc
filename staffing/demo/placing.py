"""Offers and the placement that came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from staffing.demo.chance import stream
from staffing.demo.ledger import Ledger
from staffing.demo.people import Person
from staffing.demo.roster import Turn
from staffing.demo.trail import add_offer_trail, add_placement_trail
from staffing.offers.life import OfferLife, offer_life
from staffing.placements.models import (
    AnswerChannel,
    DeclineReason,
    Offer,
    OfferStatus,
    Placement,
    PlacementStatus,
)
from staffing.policies.figures import Figures

ACCEPTANCE = 0.70
"""Share of answered offers that are accepted: the others come before it in a slot's history."""
FIRST_OFFER_AFTER = timedelta(hours=6)


class Outcome(StrEnum):
    """What became of one head of a request."""

    WORKED = "worked"
    COMING = "coming"
    FACILITY_CANCELLATION = "facility_cancellation"
    CALLOUT = "callout"
    NO_SHOW = "no_show"
    UNFILLED = "unfilled"
    OPEN = "open"


PLACEMENT_STATUS: Mapping[Outcome, PlacementStatus] = {
    Outcome.WORKED: PlacementStatus.WORKED,
    Outcome.COMING: PlacementStatus.CONFIRMED,
    Outcome.FACILITY_CANCELLATION: PlacementStatus.FACILITY_CANCELLATION,
    Outcome.CALLOUT: PlacementStatus.CLINICIAN_CALLOUT,
    Outcome.NO_SHOW: PlacementStatus.NO_SHOW,
}


def add_placement(
    ledger: Ledger, slot_id: int, turn: Turn, person: Person, outcome: Outcome, *, with_offers: bool
) -> int:
    """Rows of a slot's placement and, if wanted, of the offers before it; gives the placement's id."""
    asked = turn.asked
    sent_at = _sent_at(turn)
    answered_at = sent_at + (_life(turn, sent_at).expires_at - sent_at) / 4
    offer_id = _add_offers(ledger, slot_id, turn, person, sent_at) if with_offers else None
    placement_id = ledger.rows.add(
        Placement,
        facility_id=asked.facility_id,
        slot_id=slot_id,
        clinician_id=ledger.clinicians[person.number],
        offer_id=offer_id,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        status=PLACEMENT_STATUS[outcome],
        created_at=answered_at,
        updated_at=answered_at,
    )
    if with_offers:
        status = PLACEMENT_STATUS[outcome]
        add_placement_trail(ledger, asked, placement_id, person, status, answered_at)
    return placement_id


def _sent_at(turn: Turn) -> datetime:
    asked = turn.asked
    lead = asked.starts_at - asked.posted_at
    return (asked.posted_at + min(lead / 3, FIRST_OFFER_AFTER)).replace(microsecond=0)


def _life(turn: Turn, sent_at: datetime) -> OfferLife:
    life = offer_life(sent_at, turn.asked.starts_at, Figures())
    assert life is not None, "demo offers leave hours before the shift"
    return life


def _add_offers(ledger: Ledger, slot_id: int, turn: Turn, person: Person, sent_at: datetime) -> int:
    """Refused and expired offers to others, and the accepted one, whose id is given."""
    chance = stream(ledger.seed, "offers", turn.asked.reference, turn.head)
    for other in turn.free:
        if chance.random() < ACCEPTANCE:
            break
        declined = chance.random() < 0.7
        status = OfferStatus.DECLINED if declined else OfferStatus.EXPIRED
        reason = chance.choice(tuple(DeclineReason)) if declined else None
        _add_offer(ledger, slot_id, turn, other, sent_at, status, reason)
    return _add_offer(ledger, slot_id, turn, person, sent_at, OfferStatus.ACCEPTED, None)


def _add_offer(
    ledger: Ledger,
    slot_id: int,
    turn: Turn,
    person: Person,
    sent_at: datetime,
    status: OfferStatus,
    reason: DeclineReason | None,
) -> int:
    asked = turn.asked
    life = _life(turn, sent_at)
    answered = status is not OfferStatus.EXPIRED
    ended_at = sent_at + (life.expires_at - sent_at) / (4 if answered else 1)
    offer_id = ledger.rows.add(
        Offer,
        facility_id=asked.facility_id,
        slot_id=slot_id,
        clinician_id=ledger.clinicians[person.number],
        status=status,
        sent_at=sent_at,
        remind_at=life.remind_at,
        expires_at=life.expires_at,
        answered_at=ended_at if answered else None,
        answered_via=AnswerChannel.LINK if answered else None,
        decline_reason=reason,
        pay_cents=ledger.prices.quote(asked).pay_cents,
        reasons=["You have worked here before."],
        sent_by_id=ledger.coordinator,
        created_at=sent_at,
        updated_at=ended_at,
    )
    add_offer_trail(ledger, offer_id, person, status, sent_at, ended_at)
    return offer_id
