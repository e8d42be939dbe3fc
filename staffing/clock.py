"""The local clock of a facility: instants are UTC, people read and type wall-clock times.

Daylight saving makes some local times impossible (the spring gap) and some ambiguous (the autumn
repeat). Both are refused here by name, so that a page can ask instead of guessing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIER, LATER = 0, 1
"""The two folds of a repeated hour."""


class LocalTimeError(ValueError):
    """A wall-clock time that does not name exactly one instant; `when` is naive local time."""

    def __init__(self, when: datetime, zone: str, message: str) -> None:
        self.when, self.zone = when, zone
        super().__init__(message)


class NonexistentTime(LocalTimeError):
    """The clocks jump over this time."""

    def __init__(self, when: datetime, zone: str) -> None:
        super().__init__(
            when,
            zone,
            f"The clocks go forward on {_day(when)}: {when:%H:%M} does not exist that night. "
            "Choose a time before or after the jump.",
        )


class AmbiguousTime(LocalTimeError):
    """The clocks pass this time twice; `earlier` and `later` are the two instants (UTC)."""

    def __init__(self, when: datetime, zone: str) -> None:
        self.earlier, self.later = (_instant(when, zone, fold) for fold in (EARLIER, LATER))
        super().__init__(
            when,
            zone,
            f"The clocks go back on {_day(when)}: {when:%H:%M} comes twice that night. "
            "Say which one you mean.",
        )


def _day(when: datetime) -> str:
    return f"{when:%A} {when.day} {when:%B %Y}"


def _instant(when: datetime, zone: str, fold: int) -> datetime:
    return when.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def to_utc(day: date, at: time, zone: str, *, fold: int | None = None) -> datetime:
    """The instant a clock in `zone` shows `at` on `day`.

    `fold` chooses between the two passes of a repeated hour (0 the earlier, 1 the later) and is
    ignored elsewhere. Raises NonexistentTime in a gap, AmbiguousTime in a repeat without a choice.
    """
    when = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    earlier, later = _instant(when, zone, EARLIER), _instant(when, zone, LATER)
    if local(earlier, zone).replace(tzinfo=None, fold=0) != when:
        raise NonexistentTime(when, zone)
    if earlier == later:
        return earlier
    if fold is None:
        raise AmbiguousTime(when, zone)
    return later if fold == LATER else earlier


def local(instant: datetime, zone: str) -> datetime:
    """`instant` on the clock of `zone`. Never subtract two of these: that gives wall-clock time."""
    return instant.astimezone(ZoneInfo(zone))


def span(day: date, start: time, end: time, zone: str, fold: int | None = None) -> tuple[datetime, datetime]:
    """Start and end instants of a shift that starts on `day`; an end at or before the start is next day.

    Raises NonexistentTime or AmbiguousTime for either end (see `to_utc`).
    """
    last_day = day if end > start else day + timedelta(days=1)
    return to_utc(day, start, zone, fold=fold), to_utc(last_day, end, zone, fold=fold)


def local_day(instant: datetime, zone: str) -> date:
    """A shift's day is the local date of its start."""
    return local(instant, zone).date()


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes that truly pass (by UTC)."""
    return int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds()) // 60


def wall_clock_minutes(starts_at: datetime, ends_at: datetime, zone: str) -> int:
    """Minutes as the clock on the wall counts them (19:00–07:00 is 720 on every night of the year)."""
    first, last = (local(instant, zone).replace(tzinfo=None) for instant in (starts_at, ends_at))
    return int((last - first).total_seconds()) // 60


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instants of `day` and of the next day; where midnight is skipped, the jump itself."""
    midnight = datetime.combine(day, time())
    return _instant(midnight, zone, EARLIER), _instant(midnight + timedelta(days=1), zone, EARLIER)


def week_start(day: date) -> date:
    """The Sunday that begins the week of `day`."""
    return day - timedelta(days=(day.weekday() + 1) % 7)
