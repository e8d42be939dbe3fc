"""What a shift pays and bills, from its rate card.

Every line is an hourly figure times minutes, rounded half up to a whole cent; a total is the sum of
its lines, so that what a person reads always adds up. Differentials are paid and billed alike;
the holiday and short-notice premiums are shares of each side's own base.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from staffing import clock
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.rates.bands import Band, minutes_by_band, paid_intervals
from staffing.rates.cards import NoRateCard, card_for
from staffing.rates.models import Holiday, RateCard

__all__ = ["NoRateCard", "Quote", "RateLine", "margin_bp", "price", "quote"]

WHOLE_BP = 10_000
LONG_SHIFT_MINUTES = 11 * 60
"""A "12-hour" shift, the kind with an unpaid meal, is one of at least 11 hours."""
SHORT_NOTICE = timedelta(hours=24)


@dataclass(frozen=True)
class RateLine:
    """One line of a quote: cents an hour on each side, minutes, and the rounded cents they come to."""

    name: str
    minutes: int
    hourly_pay_cents: int
    hourly_bill_cents: int

    @property
    def pay_cents(self) -> int:
        return _half_up(self.hourly_pay_cents * self.minutes, 60)

    @property
    def bill_cents(self) -> int:
        return _half_up(self.hourly_bill_cents * self.minutes, 60)


@dataclass(frozen=True)
class Quote:
    """The money of one head for one whole shift, as planned. Minutes are UTC minutes."""

    card_id: int
    minutes: int
    meal_minutes: int
    lines: tuple[RateLine, ...]

    @property
    def paid_minutes(self) -> int:
        return self.minutes - self.meal_minutes

    @property
    def pay_cents(self) -> int:
        return sum(line.pay_cents for line in self.lines)

    @property
    def bill_cents(self) -> int:
        return sum(line.bill_cents for line in self.lines)

    @property
    def hourly_pay_cents(self) -> int:
        """Pay per paid hour with everything in it, half up."""
        return _half_up(self.pay_cents * 60, self.paid_minutes)

    @property
    def hourly_bill_cents(self) -> int:
        """Bill per paid hour with everything in it, half up."""
        return _half_up(self.bill_cents * 60, self.paid_minutes)

    @property
    def rates(self) -> dict[str, Any]:
        """What a slot freezes: base pay and bill an hour, and every line the totals were computed from."""
        base = self.lines[0]
        return {
            "rate_card_id": self.card_id,
            "pay_cents": base.hourly_pay_cents,
            "bill_cents": base.hourly_bill_cents,
            "minutes": self.minutes,
            "meal_minutes": self.meal_minutes,
            "lines": [
                {
                    "name": line.name,
                    "minutes": line.minutes,
                    "hourly_pay_cents": line.hourly_pay_cents,
                    "hourly_bill_cents": line.hourly_bill_cents,
                }
                for line in self.lines
            ],
        }


def quote(
    facility: Facility,
    staff_role_id: int,
    unit: Unit,
    starts_at: datetime,
    ends_at: datetime,
    *,
    charge: bool,
    posted_at: datetime,
) -> Quote:
    """Price one head of a shift from the rate card in force on its day; raises NoRateCard."""
    card = card_for(facility, staff_role_id, unit.kind, clock.local_day(starts_at, facility.timezone))
    return price(
        card,
        starts_at,
        ends_at,
        zone=facility.timezone,
        holidays=_holidays_between(starts_at, ends_at, facility.timezone),
        charge=charge,
        posted_at=posted_at,
    )


def price(
    card: RateCard,
    starts_at: datetime,
    ends_at: datetime,
    *,
    zone: str,
    holidays: Collection[date],
    charge: bool,
    posted_at: datetime,
) -> Quote:
    """Price a shift on a given card, touching no database.

    `zone` is the facility's; short notice means posted less than 24 hours before the start.
    """
    minutes = clock.minutes_between(starts_at, ends_at)
    meal = card.meal_minutes if minutes >= LONG_SHIFT_MINUTES else 0
    by_band = minutes_by_band(paid_intervals(starts_at, ends_at, meal), zone, holidays)
    paid = minutes - meal
    lines = [
        RateLine("base", paid, card.pay_cents, card.bill_cents),
        RateLine("minimum", max(card.minimum_minutes - paid, 0), card.pay_cents, card.bill_cents),
        _alike("evening", by_band.get(Band.EVENING, 0), card.evening_cents),
        _alike("night", by_band.get(Band.NIGHT, 0), card.night_cents),
        _alike("weekend", by_band.get(Band.WEEKEND, 0), card.weekend_cents),
        _alike("charge", paid if charge else 0, card.charge_cents),
        _premium("holiday", by_band.get(Band.HOLIDAY, 0), card, card.holiday_bp - WHOLE_BP),
        _premium(
            "short_notice", paid if starts_at - posted_at < SHORT_NOTICE else 0, card, card.short_notice_bp
        ),
    ]
    return Quote(card.id, minutes, meal, tuple(line for line in lines if line.minutes))


def margin_bp(pay_cents: int, bill_cents: int, burden_bp: int) -> int:
    """Gross margin (bill − pay × (1 + burden)) / bill, in basis points, rounded down.

    Rounded down so that a margin never seems to reach a floor it misses.
    """
    return (bill_cents * WHOLE_BP - pay_cents * (WHOLE_BP + burden_bp)) // bill_cents


def _alike(name: str, minutes: int, hourly_cents: int) -> RateLine:
    return RateLine(name, minutes if hourly_cents else 0, hourly_cents, hourly_cents)


def _premium(name: str, minutes: int, card: RateCard, share_bp: int) -> RateLine:
    return RateLine(
        name,
        minutes if share_bp else 0,
        _half_up(card.pay_cents * share_bp, WHOLE_BP),
        _half_up(card.bill_cents * share_bp, WHOLE_BP),
    )


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _holidays_between(starts_at: datetime, ends_at: datetime, zone: str) -> set[date]:
    first, last = clock.local_day(starts_at, zone), clock.local_day(ends_at, zone)
    return set(db.session.scalars(select(Holiday.on_date).where(Holiday.on_date.between(first, last))))
