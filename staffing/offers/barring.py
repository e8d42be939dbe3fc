"""What a new bar on a clinician means for what they were asked and what they hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.matching.verdicts import Blocker, blockers
from staffing.offers.locking import lock_clinician, whole_agency
from staffing.offers.refusals import conflict
from staffing.offers.withdrawing import close_if_open
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement
from staffing.requests.models import Slot

PASSING = frozenset({"notice", "rejected"})
"""Rules about making an offer: time that has passed since, or an earlier no, takes nothing back."""


@dataclass(frozen=True)
class Broken:
    """A placement to come that a hard rule now speaks against; a person decides what becomes of it."""

    placement: Placement
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class Barred:
    """Offers taken back, and placements that would not be given today."""

    withdrawn: tuple[Offer, ...]
    broken: tuple[Broken, ...]


def withdraw_barred(clinician_id: int, by: Actor, now: datetime) -> Barred:
    """Run every hard rule again on a clinician's open offers and coming placements; the caller commits.

    Offers that no longer hold are withdrawn. Placements stay as they are and are named with what stands
    against them. Raises NoSuchRow.
    """
    with whole_agency():
        clinician = lock_clinician(clinician_id)
        offers = _open_offers(clinician_id)
        ids = [offer.id for offer in offers]
        against = {offer.id: _against(clinician, offer.slot, now, ids) for offer in offers}
        closed = [
            close_if_open(offer_id, by, conflict(found), now) for offer_id, found in against.items() if found
        ]
        withdrawn = tuple(offer for offer in closed if offer is not None)
        return Barred(withdrawn, broken_placements(clinician, now, ignoring=ids))


def broken_placements(
    clinician: Clinician, now: datetime, *, ignoring: Collection[int] = ()
) -> tuple[Broken, ...]:
    """The clinician's placements that begin after `now` and that a hard rule speaks against."""
    coming = db.session.scalars(
        select(Placement)
        .where(
            Placement.clinician_id == clinician.id, Placement.status.in_(HOLDING), Placement.starts_at > now
        )
        .order_by(Placement.starts_at)
    ).all()
    found = [Broken(one, _against(clinician, one.slot, now, ignoring)) for one in coming]
    return tuple(one for one in found if one.blockers)


def _against(
    clinician: Clinician, slot: Slot, now: datetime, ignoring: Collection[int]
) -> tuple[Blocker, ...]:
    found = blockers(clinician, slot, now=now, ignoring=ignoring)
    return tuple(one for one in found if one.rule not in PASSING)


def _open_offers(clinician_id: int) -> list[Offer]:
    query = select(Offer).where(Offer.clinician_id == clinician_id, Offer.status == OfferStatus.OPEN)
    return list(db.session.scalars(query.order_by(Offer.id)))
