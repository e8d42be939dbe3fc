"""When a service-recovery case is due: one business day after it was opened, on the agency's clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from staffing import clock
from staffing.accounts.models import Agency
from staffing.db import db
from staffing.rates.models import Holiday
from staffing.requests.words import day_words, moment_words

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def due_at(opened_at: datetime, agency_id: int) -> datetime:
    """When a case opened at that instant is due, by the agency's zone and its table of holidays."""
    zone = db.session.get_one(Agency, agency_id).timezone
    today = clock.local_day(opened_at, zone)
    off = select(Holiday.on_date).where(Holiday.agency_id == agency_id, Holiday.on_date >= today)
    return one_business_day_after(opened_at, zone, frozenset(db.session.scalars(off)))


def one_business_day_after(opened_at: datetime, zone: str, holidays: Collection[date]) -> datetime:
    """The same time of day on the next business day (UTC instant in, UTC instant out).

    What is opened on a day off is due when the next business day ends.
    """
    opened = clock.local(opened_at, zone)
    due_on = _business_day_after(opened.date(), holidays)
    if _is_off(opened.date(), holidays):
        return clock.day_bounds(due_on, zone)[1]
    return datetime.combine(due_on, opened.time(), ZoneInfo(zone)).astimezone(UTC)


def due_words(due: datetime, zone: str) -> str:
    """ "13:45 on Monday 23 November"; at midnight "the end of Monday 23 November"."""
    if clock.local(due, zone).time() == datetime.min.time():
        return f"the end of {day_words(due - timedelta(seconds=1), zone)}"
    return moment_words(due, zone)


def _business_day_after(day: date, holidays: Collection[date]) -> date:
    day += ONE_DAY
    while _is_off(day, holidays):
        day += ONE_DAY
    return day


def _is_off(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() >= SATURDAY or day in holidays
