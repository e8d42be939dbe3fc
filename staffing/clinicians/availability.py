"""When clinicians are free: the weekly pattern in their own zone, overridden by dated exceptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select

from staffing.clinicians.models import AvailabilityException, AvailabilityPattern, Clinician
from staffing.db import db

Window = tuple[datetime, datetime]
"""A half-open stretch of time, `[start, end)`, in UTC."""

DAY_MINUTES = 1_440


def availability_windows(
    clinician_ids: Collection[int], start: datetime, end: datetime
) -> dict[int, list[Window]]:
    """Free windows of each clinician inside `[start, end)`: UTC, in order, touching ones joined.

    The result has a key for every id asked; nobody is free without a pattern or an exception that says
    so. Where exceptions contradict each other, "not available" wins.
    """
    ids = list(clinician_ids)
    patterns = _patterns(ids)
    extra, away = _exceptions(ids, start, end)
    zones = _zones(ids)
    windows: dict[int, list[Window]] = {}
    for clinician_id in ids:
        weekly = _weekly_windows(patterns[clinician_id], zones.get(clinician_id, "UTC"), start, end)
        free = join([*weekly, *extra[clinician_id]])
        windows[clinician_id] = clip(subtract(free, away[clinician_id]), start, end)
    return windows


def join(windows: Iterable[Window]) -> list[Window]:
    """Sort windows and merge those that overlap or touch."""
    joined: list[Window] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def subtract(windows: list[Window], holes: Iterable[Window]) -> list[Window]:
    """What is left of `windows` (ordered, disjoint) once every hole is cut out."""
    for hole_start, hole_end in holes:
        left: list[Window] = []
        for start, end in windows:
            if hole_end <= start or end <= hole_start:
                left.append((start, end))
                continue
            if start < hole_start:
                left.append((start, hole_start))
            if hole_end < end:
                left.append((hole_end, end))
        windows = left
    return windows


def clip(windows: list[Window], start: datetime, end: datetime) -> list[Window]:
    """The parts of `windows` inside `[start, end)`."""
    return [(max(a, start), min(b, end)) for a, b in windows if a < end and b > start]


def _patterns(ids: list[int]) -> dict[int, list[tuple[int, int, int]]]:
    rows = db.session.execute(
        select(
            AvailabilityPattern.clinician_id,
            AvailabilityPattern.weekday,
            AvailabilityPattern.starts_minute,
            AvailabilityPattern.ends_minute,
        ).where(AvailabilityPattern.clinician_id.in_(ids))
    )
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for clinician_id, weekday, starts_minute, ends_minute in rows:
        found[clinician_id].append((weekday, starts_minute, ends_minute))
    return found


def _exceptions(
    ids: list[int], start: datetime, end: datetime
) -> tuple[dict[int, list[Window]], dict[int, list[Window]]]:
    rows = db.session.execute(
        select(
            AvailabilityException.clinician_id,
            AvailabilityException.starts_at,
            AvailabilityException.ends_at,
            AvailabilityException.available,
        ).where(
            AvailabilityException.clinician_id.in_(ids),
            AvailabilityException.starts_at < end,
            AvailabilityException.ends_at > start,
        )
    )
    extra: dict[int, list[Window]] = defaultdict(list)
    away: dict[int, list[Window]] = defaultdict(list)
    for clinician_id, starts_at, ends_at, available in rows:
        (extra if available else away)[clinician_id].append((starts_at, ends_at))
    return extra, away


def _zones(ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(select(Clinician.id, Clinician.timezone).where(Clinician.id.in_(ids)))
    return {row.id: row.timezone for row in rows}


def _weekly_windows(
    pattern: list[tuple[int, int, int]], zone: str, start: datetime, end: datetime
) -> list[Window]:
    first = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=2)
    last = end.astimezone(ZoneInfo(zone)).date()
    windows: list[Window] = []
    for weekday, starts_minute, ends_minute in pattern:
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        while day <= last:
            windows.append((_instant(zone, day, starts_minute, 0), _instant(zone, day, ends_minute, 1)))
            day += timedelta(days=7)
    # A window that lies whole in the hour a clock skips comes out backwards: that day it does not exist.
    return [window for window in windows if window[0] < window[1]]


@lru_cache(maxsize=100_000)
def _instant(zone: str, day: date, minute: int, fold: int) -> datetime:
    """The UTC instant of a local clock minute; starts take the first of a repeated hour, ends the second."""
    days, minute = divmod(minute, DAY_MINUTES)
    on = day + timedelta(days=days)
    clock = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone), fold=fold)
    return clock.astimezone(UTC)
