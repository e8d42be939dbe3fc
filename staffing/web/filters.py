"""How money, times and hours read on every screen (and in every message)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from staffing.db import utc_now


def money(cents: int | None) -> str:
    """Integer cents as dollars: 123450 → `$1,234.50`; nothing → a dash."""
    if cents is None:
        return "–"
    sign = "−" if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    return f"{sign}${dollars:,}.{rest:02d}"


def clock(instant: datetime, zone: str) -> str:
    """The local time of day: `07:00`; raises ValueError for a naive datetime."""
    return f"{_local(instant, zone):%H:%M}"


def day(moment: date | datetime, zone: str | None = None) -> str:
    """`Mon 23 Nov`, in another year `Mon 23 Nov 2025`; an instant needs the zone whose day is meant."""
    if isinstance(moment, datetime):
        moment = _local(moment, zone or "UTC").date()
    this_year = _local(utc_now(), zone or "UTC").year
    return f"{moment:%a} {moment.day} {moment:%b}{'' if moment.year == this_year else f' {moment.year}'}"


def when(instant: datetime, zone: str) -> str:
    """`Mon 23 Nov, 07:00` on the clock of `zone`."""
    return f"{day(instant, zone)}, {clock(instant, zone)}"


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`Mon 23 Nov, 07:00–19:00`; the second day is named where it is another one."""
    same = _local(starts_at, zone).date() == _local(ends_at, zone).date()
    return when(starts_at, zone) + (f"–{clock(ends_at, zone)}" if same else f" – {when(ends_at, zone)}")


def hours(minutes: int) -> str:
    """Minutes as hours: 720 → `12 h`, 750 → `12 h 30 min`, 45 → `45 min`."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def percent(basis_points: int) -> str:
    """Basis points as a percentage: 2390 → `23.9 %`."""
    return f"{basis_points / 100:.1f} %"


def _local(instant: datetime, zone: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime cannot be shown; give it a zone")
    return instant.astimezone(UTC).astimezone(ZoneInfo(zone))


def init_app(app: Flask) -> None:
    """Make the filters known to every template."""
    for filter_ in (money, clock, day, when, span, hours, percent):
        app.jinja_env.filters[filter_.__name__] = filter_
