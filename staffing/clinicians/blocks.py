"""Day, evening and night: the blocks a person paints their free time with.

The three tile the day (07–15, 15–23, 23–07), so that two neighbours free mean free without a gap: a
12-hour day shift takes day and evening.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from staffing.clinicians.availability import DAY_MINUTES, Window
from staffing.clinicians.wishes import WeeklyWindow

WEEK_MINUTES = 7 * DAY_MINUTES


@dataclass(frozen=True)
class Block:
    """A part of the day: minutes from local midnight."""

    key: str
    label: str
    starts_minute: int
    ends_minute: int


BLOCKS = (
    Block("day", "Day", 420, 900),
    Block("evening", "Evening", 900, 1_380),
    Block("night", "Night", 1_380, 1_860),
)


@dataclass(frozen=True)
class Cell:
    """One block of one day (a date, or a weekday number in the usual week) and whether it is free."""

    key: str
    block: Block
    free: bool


def block_window(day: date, block: Block, zone: str) -> Window:
    """The UTC instants of a block on a local date."""
    midnight = datetime.combine(day, datetime.min.time())
    start, end = (midnight + timedelta(minutes=at) for at in (block.starts_minute, block.ends_minute))
    return _utc(start, zone), _utc(end, zone)


def dated_cells(days: Iterable[date], free: Collection[Window], zone: str) -> list[tuple[date, list[Cell]]]:
    """The cells of each day; a block is free when a free window covers the whole of it."""
    return [
        (
            day,
            [
                Cell(f"{day.isoformat()}-{block.key}", block, _covers(free, block_window(day, block, zone)))
                for block in BLOCKS
            ],
        )
        for day in days
    ]


def weekly_cells(pattern: Iterable[WeeklyWindow]) -> list[tuple[int, list[Cell]]]:
    """The cells of the usual week, Monday first."""
    minutes = _minutes(pattern)
    return [
        (
            weekday,
            [
                Cell(f"{weekday}-{block.key}", block, all(minutes[at] for at in _reach(weekday, block)))
                for block in BLOCKS
            ],
        )
        for weekday in range(7)
    ]


def repainted(pattern: Iterable[WeeklyWindow], ticked: Collection[str]) -> list[WeeklyWindow]:
    """The weekly pattern with the blocks whose tick changed set or cleared; other minutes stay."""
    pattern = list(pattern)
    minutes = _minutes(pattern)
    changed = False
    for weekday, cells in weekly_cells(pattern):
        for cell in cells:
            wanted = cell.key in ticked
            if wanted is not cell.free:
                changed = True
                for at in _reach(weekday, cell.block):
                    minutes[at] = wanted
    return _windows(minutes) if changed else pattern


def _reach(weekday: int, block: Block) -> list[int]:
    """Minutes of the week a block covers; Sunday's night ends on Monday."""
    first = weekday * DAY_MINUTES
    return [(first + at) % WEEK_MINUTES for at in range(block.starts_minute, block.ends_minute)]


def _minutes(pattern: Iterable[WeeklyWindow]) -> list[bool]:
    minutes = [False] * WEEK_MINUTES
    for window in pattern:
        first = window.weekday * DAY_MINUTES
        for at in range(window.starts_minute, window.ends_minute):
            minutes[(first + at) % WEEK_MINUTES] = True
    return minutes


def _windows(minutes: list[bool]) -> list[WeeklyWindow]:
    """Runs of free minutes, cut at midnight (windows that touch count as one)."""
    windows: list[WeeklyWindow] = []
    for weekday in range(7):
        day = minutes[weekday * DAY_MINUTES : (weekday + 1) * DAY_MINUTES]
        start: int | None = None
        for at, free in enumerate([*day, False]):
            if free and start is None:
                start = at
            elif not free and start is not None:
                windows.append(WeeklyWindow(weekday, start, at))
                start = None
    return windows


def _covers(windows: Collection[Window], wanted: Window) -> bool:
    return any(start <= wanted[0] and wanted[1] <= end for start, end in windows)


def _utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
