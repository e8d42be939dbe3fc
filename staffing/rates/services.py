"""Changing rate cards and holidays. Prices of slots already posted are frozen and never move."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.facilities.models import Facility, UnitKind
from staffing.rates.models import Holiday, RateCard


class RateCardOverlap(ValueError):
    """Two cards for the same facility, role and unit kind would be in force on one day."""

    def __init__(self, other: RateCard) -> None:
        self.other = other
        until = f"until {other.effective_until}" if other.effective_until else "with no end"
        super().__init__(
            f"Another rate card for this role and unit runs from {other.effective_from} {until}. "
            "End that one first, or choose other dates."
        )


class InvalidRateCard(ValueError):
    """A figure on the card makes no sense; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class RateCardDetails:
    """Every figure of a card. Cents an hour, basis points, minutes; see RateCard."""

    facility_id: int
    staff_role_id: int
    unit_kind: UnitKind | None
    effective_from: date
    effective_until: date | None
    pay_cents: int
    bill_cents: int
    evening_cents: int = 200
    night_cents: int = 500
    weekend_cents: int = 250
    charge_cents: int = 250
    holiday_bp: int = 15_000
    short_notice_bp: int = 1_000
    minimum_minutes: int = 240
    meal_minutes: int = 30


FIELDS = tuple(RateCardDetails.__dataclass_fields__)
NEVER_NEGATIVE = (
    "evening_cents",
    "night_cents",
    "weekend_cents",
    "charge_cents",
    "short_notice_bp",
    "minimum_minutes",
    "meal_minutes",
)


def save_rate_card(details: RateCardDetails, by: Actor, *, card: RateCard | None = None) -> RateCard:
    """Write a new card, or change `card`; raises RateCardOverlap or InvalidRateCard."""
    _refuse_nonsense(details)
    _take_turns(details.facility_id)
    _refuse_overlap(details, ignoring=card.id if card else None)
    before = snapshot(card, *FIELDS) if card else None
    if card is None:
        card = RateCard(**asdict(details))
        db.session.add(card)
    else:
        for field in FIELDS:
            setattr(card, field, getattr(details, field))
    db.session.flush()
    record(card, "changed" if before else "created", by, before=before, after=snapshot(card, *FIELDS))
    return card


def remove_rate_card(card: RateCard, by: Actor, reason: str) -> None:
    """Delete a card. Posted slots keep the rates they froze."""
    record(card, "removed", by, before=snapshot(card, *FIELDS), reason=reason)
    db.session.delete(card)


def add_holiday(on_date: date, name: str, by: Actor) -> Holiday:
    """Pay and bill a day at the holiday rate; a day already there is given its new name."""
    holiday = db.session.scalar(select(Holiday).where(Holiday.on_date == on_date))
    if holiday is None:
        holiday = Holiday(on_date=on_date, name=name)
        db.session.add(holiday)
    else:
        holiday.name = name
    record(holiday, "saved", by, after=_holiday_facts(on_date, name))
    return holiday


def remove_holiday(holiday: Holiday, by: Actor) -> None:
    """Make a day an ordinary one again for shifts posted from now on."""
    record(holiday, "removed", by, before=_holiday_facts(holiday.on_date, holiday.name))
    db.session.delete(holiday)


def _holiday_facts(on_date: date, name: str) -> dict[str, Any]:
    return {"on_date": on_date.isoformat(), "name": name}


def _refuse_nonsense(details: RateCardDetails) -> None:
    if details.pay_cents <= 0 or details.bill_cents <= 0:
        raise InvalidRateCard("pay_cents", "Pay and bill must both be more than nothing.")
    if details.effective_until is not None and details.effective_until < details.effective_from:
        raise InvalidRateCard("effective_until", "The card would end before it starts.")
    if details.holiday_bp < 10_000:
        raise InvalidRateCard("holiday_bp", "A holiday cannot pay less than an ordinary day.")
    for field in NEVER_NEGATIVE:
        if getattr(details, field) < 0:
            raise InvalidRateCard(field, "This cannot be less than nothing.")


def _take_turns(facility_id: int) -> None:
    """One writer of a facility's cards at a time: no unique key sees that two cards overlap."""
    turn = select(Facility.id).where(Facility.id == facility_id).with_for_update(key_share=True)
    db.session.scalars(turn).one_or_none()


def _refuse_overlap(details: RateCardDetails, *, ignoring: int | None) -> None:
    same = select(RateCard).where(
        RateCard.facility_id == details.facility_id,
        RateCard.staff_role_id == details.staff_role_id,
        RateCard.unit_kind == details.unit_kind if details.unit_kind else RateCard.unit_kind.is_(None),
    )
    for other in db.session.scalars(same):
        if other.id != ignoring and _meet(details, other):
            raise RateCardOverlap(other)


def _meet(details: RateCardDetails, other: RateCard) -> bool:
    starts_before_end = details.effective_until is None or other.effective_from <= details.effective_until
    ends_after_start = other.effective_until is None or other.effective_until >= details.effective_from
    return starts_before_end and ends_after_start
