"""The open slots of a period: what a match run tries to fill."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from staffing.accounts.models import Agency
from staffing.clock import day_bounds, local_day
from staffing.db import current_scope, db
from staffing.facilities.models import Facility, Unit
from staffing.placements.models import Offer, OfferStatus
from staffing.requests.models import Slot, SlotStatus

SPARE = timedelta(days=1)


def open_slot_ids(first_day: date, last_day: date, facility_ids: Collection[int], now: datetime) -> list[int]:
    """Slots that start after `now` on a local day of the period, that nobody holds and nobody is asked about.

    Those of a facility or unit that is switched off are left alone: a person decides what becomes of them.
    Empty `facility_ids` means every facility.
    """
    since, until = horizon(first_day, last_day)
    asked = exists().where(Offer.slot_id == Slot.id, Offer.status == OfferStatus.OPEN)
    query = (
        select(Slot.id, Slot.starts_at, Facility.timezone)
        .join(Facility, Facility.id == Slot.facility_id)
        .join(Unit, Unit.id == Slot.unit_id)
        .where(
            Facility.active,
            Unit.active,
            Slot.status == SlotStatus.OPEN,
            Slot.starts_at > now,
            Slot.starts_at.between(since - SPARE, until + SPARE),
            ~asked,
        )
        .order_by(Slot.starts_at, Slot.id)
    )
    if facility_ids:
        query = query.where(Slot.facility_id.in_(facility_ids))
    return [
        slot_id
        for slot_id, starts_at, zone in db.session.execute(query)
        if first_day <= local_day(starts_at, zone) <= last_day
    ]


def horizon(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """The period by the agency's clock, as instants."""
    agency_id = current_scope().require_agency()
    zone = db.session.execute(select(Agency.timezone).where(Agency.id == agency_id)).scalar_one()
    return day_bounds(first_day, zone)[0], day_bounds(last_day, zone)[1]
