"""A clinician's own wishes: when they are free, and what they would rather do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from staffing.audit import Actor, record
from staffing.clinicians.availability import Window, join, subtract
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.models import (
    AvailabilityException,
    AvailabilityPattern,
    Clinician,
    Preference,
    PreferenceKind,
)
from staffing.db import db

LATEST_MINUTE = 2_880
WEIGHTS = range(-2, 3)


@dataclass(frozen=True, order=True)
class WeeklyWindow:
    """Minutes from local midnight of `weekday` (0 is Monday); an end past 1440 runs into the next day."""

    weekday: int
    starts_minute: int
    ends_minute: int


def weekly_pattern(clinician: Clinician) -> list[WeeklyWindow]:
    rows = db.session.scalars(
        select(AvailabilityPattern).where(AvailabilityPattern.clinician_id == clinician.id)
    )
    return sorted(WeeklyWindow(row.weekday, row.starts_minute, row.ends_minute) for row in rows)


def set_weekly_pattern(clinician: Clinician, windows: Iterable[WeeklyWindow], by: Actor) -> None:
    """Replace the weekly pattern; an empty one means not available. Raises InvalidDetails."""
    wanted = sorted(set(windows))
    if not all(_is_sound(window) for window in wanted):
        raise InvalidDetails({"pattern": "A window must begin within its day and end after it begins."})
    before = weekly_pattern(clinician)
    if wanted == before:
        return
    db.session.execute(delete(AvailabilityPattern).where(AvailabilityPattern.clinician_id == clinician.id))
    db.session.add_all(
        AvailabilityPattern(
            clinician_id=clinician.id,
            weekday=window.weekday,
            starts_minute=window.starts_minute,
            ends_minute=window.ends_minute,
        )
        for window in wanted
    )
    record(clinician, "weekly_pattern_set", by, before=_plain(before), after=_plain(wanted))


def set_exception(clinician: Clinician, window: Window, available: bool, by: Actor, reason: str = "") -> None:
    """Say for one stretch of time that they are free or not; it replaces what was said about it before."""
    clear_exceptions(clinician, window)
    starts_at, ends_at = window
    _add(clinician, window, available, reason)
    record(
        clinician,
        "free" if available else "not_free",
        by,
        after={"from": starts_at.isoformat(), "until": ends_at.isoformat()},
    )


def clear_exceptions(clinician: Clinician, window: Window) -> None:
    """Forget what was said about a stretch of time; the parts of exceptions outside it stay."""
    overlapping = db.session.scalars(
        select(AvailabilityException).where(
            AvailabilityException.clinician_id == clinician.id,
            AvailabilityException.starts_at < window[1],
            AvailabilityException.ends_at > window[0],
        )
    ).all()
    for row in overlapping:
        db.session.delete(row)
        for left in subtract([(row.starts_at, row.ends_at)], [window]):
            _add(clinician, left, row.available, row.reason)
    db.session.flush()


def paint(clinician: Clinician, free: Iterable[Window], away: Iterable[Window], by: Actor) -> None:
    """Be free in some stretches and away in others, whatever the weekly pattern says; the rest stays."""
    stretches = [(window, True) for window in join(free)] + [(window, False) for window in join(away)]
    for window, available in stretches:
        clear_exceptions(clinician, window)
        _add(clinician, window, available)
    painted = [[start.isoformat(), end.isoformat(), available] for (start, end), available in stretches]
    if painted:
        record(clinician, "availability_painted", by, after={"stretches": painted})


def set_preferences(
    clinician: Clinician, kind: PreferenceKind, weights: Mapping[str, int], by: Actor
) -> None:
    """Replace the wishes of one kind (value → −2 … +2); 0 means no wish. Raises InvalidDetails."""
    if any(weight not in WEIGHTS for weight in weights.values()):
        raise InvalidDetails({"preferences": "A wish goes from -2 to +2."})
    rows = db.session.scalars(
        select(Preference).where(Preference.clinician_id == clinician.id, Preference.kind == kind)
    ).all()
    before = {row.value: row.weight for row in rows}
    wanted = {value: weight for value, weight in weights.items() if weight}
    if wanted == before:
        return
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    for value, weight in wanted.items():
        db.session.add(Preference(clinician_id=clinician.id, kind=kind, value=value, weight=weight))
    record(clinician, "preferences_set", by, before={kind.value: before}, after={kind.value: wanted})


def _add(clinician: Clinician, window: Window, available: bool, reason: str = "") -> None:
    starts_at, ends_at = window
    db.session.add(
        AvailabilityException(
            clinician_id=clinician.id,
            starts_at=starts_at,
            ends_at=ends_at,
            available=available,
            reason=reason,
        )
    )


def _is_sound(window: WeeklyWindow) -> bool:
    return (
        0 <= window.weekday <= 6
        and 0 <= window.starts_minute < 1_440
        and window.starts_minute < window.ends_minute <= LATEST_MINUTE
    )


def _plain(windows: list[WeeklyWindow]) -> dict[str, list[list[int]]]:
    return {"windows": [[row.weekday, row.starts_minute, row.ends_minute] for row in windows]}
