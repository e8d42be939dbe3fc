"""Emergency overrides as screens show them: what waits, what it comes to now, what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from admin.people_for import BEST, Choice
from staffing.accounts.identity import current_account
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.matching.verdicts import (
    EmergencyHours,
    blockers,
    hours_under_override,
    people_under_override,
    ranked_candidates,
)
from staffing.offers.waiting import asked_already
from staffing.placements.emergency import LIVE, EmergencyOverride, OverrideStatus
from staffing.placements.models import Offer, OfferStatus
from staffing.requests.models import Slot, SlotStatus
from staffing.web.filters import hours

SHOWN = 20
FEWEST = 5
"""People named for an override where nobody may take the slot: those with the fewest hours."""


@dataclass(frozen=True)
class Card:
    """One override: `hours` and `against` as the rules stand now, `own` when its reader asked for it.

    `rested`: how many may take the slot within the usual hours, counted up to BEST while nobody has decided.
    `open_slot`: it can still be decided and offered. `offered`: an offer under it waits for an answer.
    """

    row: EmergencyOverride
    hours: EmergencyHours | None
    against: tuple[str, ...]
    rested: int | None
    own: bool
    open_slot: bool
    offered: bool


def card_of(row: EmergencyOverride) -> Card:
    now = utc_now()
    open_slot = row.slot.status is SlotStatus.OPEN and row.slot.starts_at > now
    live = row.status in LIVE and open_slot
    found = hours_under_override(row.clinician, row.slot, now=now) if live else None
    return Card(
        row=row,
        hours=found,
        against=_against(row, now) if live and found is None else (),
        rested=_rested(row.slot, now) if open_slot and row.status is OverrideStatus.ASKED else None,
        own=row.asked_by_id == current_account().id,
        open_slot=open_slot,
        offered=_offered(row),
    )


def waiting() -> list[Card]:
    """Asked for and not decided, soonest shift first."""
    return [card_of(row) for row in _rows(EmergencyOverride.status == OverrideStatus.ASKED)]


def to_do(now: datetime) -> Sequence[EmergencyOverride]:
    """Those to decide, and those granted whose offer nobody has sent yet; soonest shift first."""
    offers = select(Offer.id).where(
        Offer.slot_id == EmergencyOverride.slot_id,
        Offer.clinician_id == EmergencyOverride.clinician_id,
        Offer.sent_at >= EmergencyOverride.decided_at,
    )
    unsent = (EmergencyOverride.status == OverrideStatus.GRANTED) & ~offers.exists()
    asked = EmergencyOverride.status == OverrideStatus.ASKED
    return _rows(or_(asked, unsent), Slot.starts_at > now, Slot.status == SlotStatus.OPEN)


def of_slot(slot: Slot) -> Sequence[EmergencyOverride]:
    """Every override of a slot, newest first."""
    query = select(EmergencyOverride).where(EmergencyOverride.slot_id == slot.id)
    people = selectinload(EmergencyOverride.clinician), selectinload(EmergencyOverride.asked_by)
    return db.session.scalars(query.options(*people).order_by(EmergencyOverride.id.desc())).all()


def live_of(slot: Slot) -> dict[int, EmergencyOverride]:
    """Overrides of a slot that are asked for or granted, by clinician."""
    return {row.clinician_id: row for row in of_slot(slot) if row.status in LIVE}


def choices_under_override(slot: Slot) -> list[Choice]:
    """Who could take the slot under an override only, was not asked about it yet, fewest hours first."""
    found, asked = people_under_override(slot, now=utc_now()), asked_already(slot.id)
    ids = [key for key in found if key not in asked][:FEWEST]
    people = {one.id: one for one in db.session.scalars(select(Clinician).where(Clinician.id.in_(ids)))}
    return [
        Choice(people[key], against=(beyond(found[key]),), emergency=found[key])
        for key in ids
        if key in people
    ]


def beyond(found: EmergencyHours) -> str:
    return f"{hours(found.minutes)} on duty within 24 hours, {hours(found.usual)} allowed"


def _rows(*conditions: Any) -> Sequence[EmergencyOverride]:
    slot = selectinload(EmergencyOverride.slot)
    query = select(EmergencyOverride).join(Slot, Slot.id == EmergencyOverride.slot_id).where(*conditions)
    return db.session.scalars(
        query.order_by(Slot.starts_at, EmergencyOverride.id)
        .limit(SHOWN)
        .options(
            selectinload(EmergencyOverride.clinician),
            selectinload(EmergencyOverride.asked_by),
            slot.selectinload(Slot.facility),
            slot.selectinload(Slot.unit),
            slot.selectinload(Slot.staff_role),
        )
    ).all()


def _rested(slot: Slot, now: datetime) -> int:
    asked = asked_already(slot.id)
    ranked = ranked_candidates(slot, now=now, limit=BEST + len(asked))
    return min(BEST, sum(one.clinician_id not in asked for one in ranked))


def _against(row: EmergencyOverride, now: datetime) -> tuple[str, ...]:
    return tuple(found.text for found in blockers(row.clinician, row.slot, now=now))


def _offered(row: EmergencyOverride) -> bool:
    query = select(Offer.id).where(
        Offer.slot_id == row.slot_id,
        Offer.clinician_id == row.clinician_id,
        Offer.status == OfferStatus.OPEN,
    )
    return db.session.scalar(query) is not None
