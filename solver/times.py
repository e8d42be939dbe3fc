"""From UTC minutes and an IANA zone to the local facts a duty carries: one source of truth for callers.

Durations are taken in UTC; calendar facts (day, night, weekend, clock length, workweek)
in the zone that owns them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypedDict
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NIGHT_FROM = time(23)
NIGHT_UNTIL = time(6)
NIGHT_MINUTES = 180
MIDNIGHT = time(0)
SATURDAY = 5


class DutyFacts(TypedDict):
    """The derived fields of a `Duty`: ``Slot(**facts, ...)``, ``Commitment(**facts, ...)``."""

    start_minute: int
    end_minute: int
    local_day: int
    local_minutes: int
    night: bool
    weekend: bool
    workweeks: tuple[tuple[int, int], ...]


def to_minute(moment: datetime) -> int:
    """UTC minute of an aware datetime, seconds dropped. ValueError when it is naive."""
    if moment.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return (moment.astimezone(UTC) - EPOCH) // timedelta(minutes=1)


def from_minute(minute: int, zone: str = "UTC") -> datetime:
    """Aware datetime of a UTC minute in a zone."""
    return (EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))


def duty_facts(
    start_minute: int, end_minute: int, zone: str, agency_zone: str, unpaid_minutes: int = 0
) -> DutyFacts:
    """All local facts of a duty in a facility's zone, workweeks by the agency's.

    `unpaid_minutes` (a relieved meal) are taken off the workweek that holds most of the duty.
    """
    start = from_minute(start_minute, zone)
    return DutyFacts(
        start_minute=start_minute,
        end_minute=end_minute,
        local_day=start.date().toordinal(),
        local_minutes=clock_minutes(start_minute, end_minute, zone),
        night=is_night(start_minute, end_minute, zone),
        weekend=is_weekend(start_minute, end_minute, zone),
        workweeks=workweek_minutes(start_minute, end_minute, agency_zone, unpaid_minutes),
    )


def clock_minutes(start_minute: int, end_minute: int, zone: str) -> int:
    """Length by the wall clock: what the two clock readings differ by."""
    start = from_minute(start_minute, zone).replace(tzinfo=None)
    end = from_minute(end_minute, zone).replace(tzinfo=None)
    return (end - start) // timedelta(minutes=1)


def is_night(start_minute: int, end_minute: int, zone: str) -> bool:
    """At least 3 h between 23:00 and 06:00 local, in any one night."""
    first = from_minute(start_minute, zone).date() - timedelta(days=1)
    last = from_minute(end_minute, zone).date()
    for offset in range((last - first).days + 1):
        evening = first + timedelta(days=offset)
        dark_from = _local_minute(evening, NIGHT_FROM, zone)
        dark_until = _local_minute(evening + timedelta(days=1), NIGHT_UNTIL, zone)
        if min(end_minute, dark_until) - max(start_minute, dark_from) >= NIGHT_MINUTES:
            return True
    return False


def is_weekend(start_minute: int, end_minute: int, zone: str) -> bool:
    """Any minute from Saturday 00:00 to Monday 00:00 local: what the weekend differential is paid for."""
    first = from_minute(start_minute, zone).date()
    last = from_minute(end_minute - 1, zone).date()
    days = range((last - first).days + 1)
    return any((first + timedelta(days=offset)).weekday() >= SATURDAY for offset in days)


def workweek_of(day: date) -> int:
    """Number of the workweek (Sunday to Saturday) that holds a date."""
    return day.toordinal() // 7


def workweek_minutes(
    start_minute: int, end_minute: int, agency_zone: str, unpaid_minutes: int = 0
) -> tuple[tuple[int, int], ...]:
    """Minutes worked in each workweek (Sunday 00:00 agency time), split where the duty crosses one."""
    parts: list[tuple[int, int]] = []
    minute = start_minute
    while minute < end_minute:
        week = workweek_of(from_minute(minute, agency_zone).date())
        until = min(end_minute, _local_minute(date.fromordinal((week + 1) * 7), MIDNIGHT, agency_zone))
        parts.append((week, until - minute))
        minute = until
    most = max(range(len(parts)), key=lambda i: parts[i][1], default=0)
    return tuple((w, max(0, m - unpaid_minutes) if i == most else m) for i, (w, m) in enumerate(parts))


def merge_windows(windows: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted windows with overlapping and touching ones joined, as `Clinician.availability` wants them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(window for window in windows if window[0] < window[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@lru_cache(maxsize=65_536)
def _local_minute(day: date, clock: time, zone: str) -> int:
    return to_minute(datetime.combine(day, clock, tzinfo=ZoneInfo(zone)))
