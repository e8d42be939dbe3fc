"""Time clinicians hold already: placements, open offers, and 14 days of past work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from solver.entities import Commitment
from staffing.clock import minutes_between
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.matching.problem_builder.keys import (
    clinician_key,
    facility_key,
    offer_key,
    placement_key,
    unit_key,
)
from staffing.matching.problem_builder.places import Places
from staffing.matching.problem_builder.selection import Frame
from staffing.matching.problem_builder.shifts import cached_facts, meal_minutes
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement, PlacementStatus
from staffing.requests.models import ShiftRequest, Slot

LOOK_BACK = timedelta(days=14)
LOOK_AHEAD = timedelta(days=14)
"""How far past the last slot a commitment can still matter (rest, rolling 7 days, days in a row)."""

Kind = Literal["placement", "offer", "worked"]


@dataclass(frozen=True)
class Held:
    """A duty somebody holds, as read."""

    key: str
    kind: Kind
    clinician_id: int
    facility_id: int
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    virtual: bool
    meal: int
    pay_cents: int

    @property
    def paid_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at) - self.meal


def load_commitments(
    clinician_ids: Sequence[int],
    frame: Frame,
    *,
    ignoring: frozenset[int],
    slot_ids: Collection[int],
) -> list[Held]:
    """Two statements. Left out: offers in `ignoring`, and duties on the slots of the problem themselves."""
    since = min(frame.now, frame.starts_at) - LOOK_BACK
    until = frame.ends_at + LOOK_AHEAD
    placements = _rows(
        Placement, clinician_ids, Placement.status, Placement.starts_at, Placement.ends_at
    ).where(Placement.status.in_(HOLDING), Placement.ends_at >= since, Placement.starts_at < until)
    offers = _rows(Offer, clinician_ids, Offer.status, Slot.starts_at, Slot.ends_at).where(
        Offer.status == OfferStatus.OPEN, Slot.ends_at >= since, Slot.starts_at < until
    )
    own = frozenset(slot_ids)
    return [
        *(_held(row, placement_key) for row in db.session.execute(placements) if row.slot_id not in own),
        *(
            _held(row, offer_key)
            for row in db.session.execute(offers)
            if row.id not in ignoring and row.slot_id not in own
        ),
    ]


def as_commitment(held: Held, places: Places, agency_zone: str) -> Commitment:
    """The solver's commitment."""
    zone = places.facilities[held.facility_id].zone
    return Commitment(
        **cached_facts(held.starts_at, held.ends_at, zone, agency_zone, held.meal),
        id=held.key,
        facility_id=facility_key(held.facility_id),
        unit_id=unit_key(held.unit_id),
        virtual=held.virtual,
        clinician_id=clinician_key(held.clinician_id),
        kind=held.kind,
    )


def _rows(row: Any, clinician_ids: Sequence[int], status: Any, starts_at: Any, ends_at: Any) -> Any:
    return (
        select(
            row.id,
            row.clinician_id,
            row.slot_id,
            status.label("status"),
            Slot.facility_id,
            Slot.unit_id,
            starts_at.label("starts_at"),
            ends_at.label("ends_at"),
            Slot.rates,
            Slot.pay_cents,
            ShiftRequest.setting,
        )
        .join(Slot, Slot.id == row.slot_id)
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(row.clinician_id.in_(clinician_ids))
        .order_by(row.id)
    )


def _held(row: Any, key: Any) -> Held:
    return Held(
        key=key(row.id),
        kind=_kind(row.status),
        clinician_id=row.clinician_id,
        facility_id=row.facility_id,
        unit_id=row.unit_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        virtual=row.setting is Setting.VIRTUAL,
        meal=meal_minutes(row.rates),
        pay_cents=row.pay_cents,
    )


def _kind(status: OfferStatus | PlacementStatus) -> Kind:
    if status is OfferStatus.OPEN:
        return "offer"
    return "worked" if status is PlacementStatus.WORKED else "placement"
