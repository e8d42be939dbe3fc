"""The two weeks a clinician paints, and what the painting changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from staffing import clock
from staffing.audit import Actor
from staffing.clinicians.availability import Window, availability_windows
from staffing.clinicians.blocks import Cell, block_window, dated_cells
from staffing.clinicians.models import Clinician
from staffing.clinicians.wishes import paint, set_exception

WEEKS = 2
DayCells = tuple[date, list[Cell]]


def first_monday(clinician: Clinician, now: datetime) -> date:
    """The Monday of the clinician's present week."""
    today = clock.local_day(now, clinician.timezone)
    return today - timedelta(days=today.weekday())


def painted_weeks(clinician: Clinician, monday: date, weeks: int = WEEKS) -> list[DayCells]:
    """Every day from `monday` on with its blocks, as they stand."""
    days = [monday + timedelta(days=number) for number in range(7 * weeks)]
    return dated_cells(days, _free(clinician, days), clinician.timezone)


def save_painting(clinician: Clinician, weeks: list[DayCells], ticked: Collection[str], by: Actor) -> int:
    """Keep the blocks whose tick differs from what stood; returns how many changed."""
    free: list[Window] = []
    away: list[Window] = []
    for day, cells in weeks:
        for cell in cells:
            if (cell.key in ticked) is not cell.free:
                (away if cell.free else free).append(block_window(day, cell.block, clinician.timezone))
    paint(clinician, free, away, by)
    return len(free) + len(away)


def same_as_week_before(clinician: Clinician, monday: date, by: Actor) -> int:
    """Make the week of `monday` like the one before it; returns how many blocks changed."""
    week = timedelta(days=7)
    ticked = {
        f"{(day + week).isoformat()}-{cell.block.key}"
        for day, cells in painted_weeks(clinician, monday - week, 1)
        for cell in cells
        if cell.free
    }
    return save_painting(clinician, painted_weeks(clinician, monday, 1), ticked, by)


def away_today(clinician: Clinician, by: Actor, now: datetime) -> None:
    """Not available from now until the clinician's own midnight."""
    _, midnight = clock.day_bounds(clock.local_day(now, clinician.timezone), clinician.timezone)
    set_exception(clinician, (now, midnight), False, by, "not available today")


def _free(clinician: Clinician, days: list[date]) -> list[Window]:
    start, _ = clock.day_bounds(days[0], clinician.timezone)
    _, end = clock.day_bounds(days[-1] + timedelta(days=1), clinician.timezone)
    return availability_windows([clinician.id], start, end)[clinician.id]
