"""Offers whose time is up, and offers that a changed compliance file no longer allows."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select

from staffing.audit import SYSTEM
from staffing.clinicians.credential_services import expire_credentials
from staffing.db import db, transact
from staffing.matching.verdicts import blockers
from staffing.offers.locking import lock_clinician, lock_offer, whole_agency
from staffing.offers.telling import hush
from staffing.offers.withdrawing import close_if_open
from staffing.placements.models import Offer, OfferStatus

PAPER_RULES = frozenset({"licence", "certifications", "papers", "screenings"})
PAPERS_ENDED = "One of your credentials no longer covers this shift; send us the renewal and we go on."


def expire_due(now: datetime) -> int:
    """Move the scope's open offers past their end to expired, one transaction each; returns how many.

    Accepting checks the time again itself, so a late run of this duty lets nobody in.
    """
    return sum(transact(partial(_expire, offer_id, now)) for offer_id in transact(partial(_overdue, now)))


def check_credentials(now: datetime) -> int:
    """Move credentials by their dates, then take back the offers they no longer cover; returns how many.

    One transaction for the agency's credentials, one a clinician for the offers.
    """
    changed = transact(partial(expire_credentials, now))
    return sum(transact(partial(withdraw_uncovered, clinician_id, now)) for clinician_id in sorted(changed))


def withdraw_uncovered(clinician_id: int, now: datetime) -> int:
    """Take back a clinician's open offers that their compliance file no longer covers; returns how many."""
    with whole_agency():
        clinician = lock_clinician(clinician_id)
        offers = db.session.scalars(
            select(Offer)
            .where(Offer.clinician_id == clinician_id, Offer.status == OfferStatus.OPEN)
            .order_by(Offer.id)
        ).all()
        ids = [offer.id for offer in offers]
        uncovered = [
            offer
            for offer in offers
            if PAPER_RULES & {found.rule for found in blockers(clinician, offer.slot, now=now, ignoring=ids)}
        ]
        closed = [close_if_open(offer.id, SYSTEM, PAPERS_ENDED, now) for offer in uncovered]
        return len([offer for offer in closed if offer is not None])


def _expire(offer_id: int, now: datetime) -> bool:
    offer = lock_offer(offer_id)
    if offer.status is not OfferStatus.OPEN or now < offer.expires_at:
        return False
    offer.move_to(OfferStatus.EXPIRED, SYSTEM, "no answer in time")
    hush(offer, SYSTEM)
    return True


def _overdue(now: datetime) -> list[int]:
    return list(
        db.session.scalars(
            select(Offer.id)
            .where(Offer.status == OfferStatus.OPEN, Offer.expires_at <= now)
            .order_by(Offer.expires_at, Offer.id)
        )
    )
