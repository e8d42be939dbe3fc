"""Which minutes of a shift fall in which band. Bands are read off the local clock, minutes count by UTC."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from staffing import clock

NIGHT_ENDS, EVENING_STARTS, NIGHT_STARTS = time(7), time(15), time(23)
SATURDAY = 5


class Band(StrEnum):
    """What a minute can earn on top of the base; a minute may be in several bands at once."""

    EVENING = "evening"
    """15:00 to 23:00."""
    NIGHT = "night"
    """23:00 to 07:00."""
    WEEKEND = "weekend"
    """Saturday 00:00 to Monday 00:00."""
    HOLIDAY = "holiday"
    """The agency's holidays, midnight to midnight."""


@dataclass(frozen=True)
class Interval:
    """Half-open stretch of time, UTC."""

    starts_at: datetime
    ends_at: datetime


def paid_intervals(starts_at: datetime, ends_at: datetime, meal_minutes: int) -> list[Interval]:
    """The shift without its unpaid meal, which is taken to be the middle of it."""
    if meal_minutes <= 0:
        return [Interval(starts_at, ends_at)]
    before = (clock.minutes_between(starts_at, ends_at) - meal_minutes) // 2
    meal_at = starts_at + timedelta(minutes=before)
    return [Interval(starts_at, meal_at), Interval(meal_at + timedelta(minutes=meal_minutes), ends_at)]


def minutes_by_band(paid: Collection[Interval], zone: str, holidays: Collection[date]) -> dict[Band, int]:
    """Paid minutes in each band; bands without a minute are left out."""
    found: dict[Band, int] = {}
    for interval in paid:
        for piece in _cut(interval, zone):
            for band in _bands_at(piece.starts_at, zone, holidays):
                found[band] = found.get(band, 0) + clock.minutes_between(piece.starts_at, piece.ends_at)
    return found


def _bands_at(instant: datetime, zone: str, holidays: Collection[date]) -> Iterator[Band]:
    shown = clock.local(instant, zone)
    at = shown.time()
    if EVENING_STARTS <= at < NIGHT_STARTS:
        yield Band.EVENING
    elif at >= NIGHT_STARTS or at < NIGHT_ENDS:
        yield Band.NIGHT
    if shown.weekday() >= SATURDAY:
        yield Band.WEEKEND
    if shown.date() in holidays:
        yield Band.HOLIDAY


def _cut(interval: Interval, zone: str) -> Iterator[Interval]:
    """Pieces of an interval inside which no band can change."""
    cuts = [cut for cut in _band_edges(interval, zone) if interval.starts_at < cut < interval.ends_at]
    edges = [interval.starts_at, *cuts, interval.ends_at]
    for starts_at, ends_at in pairwise(edges):
        if starts_at < ends_at:
            yield Interval(starts_at, ends_at)


def _band_edges(interval: Interval, zone: str) -> list[datetime]:
    first, last = clock.local_day(interval.starts_at, zone), clock.local_day(interval.ends_at, zone)
    edges: set[datetime] = set()
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        edges.update(clock.day_bounds(day, zone))
        edges.update(clock.to_utc(day, at, zone) for at in (NIGHT_ENDS, EVENING_STARTS, NIGHT_STARTS))
    return sorted(edges)
