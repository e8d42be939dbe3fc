"""Questions often asked about offers and placements, answered within the scope in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from staffing.db import db
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement
from staffing.requests.models import Slot

MOST_PAST = 60
"""Past rows a page shows at most."""


def open_offers(now: datetime) -> Sequence[Offer]:
    """Offers that can be answered now, soonest end first (one that has not left yet is not shown)."""
    return db.session.scalars(
        select(Offer)
        .options(*_place(joinedload(Offer.slot)))
        .where(Offer.status == OfferStatus.OPEN, Offer.sent_at <= now, Offer.expires_at > now)
        .order_by(Offer.expires_at, Offer.id)
    ).all()


def closed_offers(now: datetime) -> Sequence[Offer]:
    """Offers answered, run out or taken back, newest first."""
    return db.session.scalars(
        select(Offer)
        .options(*_place(joinedload(Offer.slot)))
        .where(or_(Offer.status != OfferStatus.OPEN, Offer.expires_at <= now), Offer.sent_at <= now)
        .order_by(Offer.sent_at.desc(), Offer.id.desc())
        .limit(MOST_PAST)
    ).all()


def open_offer_ids(clinician_id: int) -> tuple[int, ...]:
    """Offers the clinician has not answered; a yes to one of them leaves the others out of account."""
    query = select(Offer.id).where(Offer.clinician_id == clinician_id, Offer.status == OfferStatus.OPEN)
    return tuple(db.session.scalars(query))


def upcoming_shifts(now: datetime) -> Sequence[Placement]:
    """Placements that still hold and are not over, soonest first."""
    return db.session.scalars(
        select(Placement)
        .options(*_place(joinedload(Placement.slot)))
        .where(Placement.status.in_(HOLDING), Placement.ends_at > now)
        .order_by(Placement.starts_at)
    ).all()


def past_shifts(now: datetime) -> Sequence[Placement]:
    """Placements that are over or were taken back, newest first."""
    return db.session.scalars(
        select(Placement)
        .options(*_place(joinedload(Placement.slot)))
        .where(or_(Placement.status.not_in(HOLDING), Placement.ends_at <= now))
        .order_by(Placement.starts_at.desc())
        .limit(MOST_PAST)
    ).all()


def placement_of_offer(offer_id: int) -> Placement | None:
    """The placement an offer became, while it holds."""
    return db.session.scalar(
        select(Placement).where(Placement.offer_id == offer_id, Placement.status.in_(HOLDING))
    )


def _place(slot: Any) -> tuple[Any, ...]:
    """Everything a line about a shift names, in one statement."""
    return (
        slot.joinedload(Slot.facility),
        slot.joinedload(Slot.unit),
        slot.joinedload(Slot.staff_role),
        slot.joinedload(Slot.request),
    )
