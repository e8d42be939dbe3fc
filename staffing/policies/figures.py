"""The agency's figures: work rules, offer times, cancellation fees. Defaults here, changes versioned.

Sources of the defaults: 60 h in 7 days, IOM "Keeping Patients Safe" p. 238; overtime over 40 h, FLSA; the
rest are the agency's own starting point. Lengths are minutes unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor, record
from staffing.db import db
from staffing.policies.models import RuleVersion

DEFAULT_VERSION = "default"


class BadFigure(ValueError):
    """A figure that is unknown or out of its range; the message says which and what is allowed."""


def _figure(default: int, low: int, high: int, label: str) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "label": label})


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One version of every figure. `version` names the RuleVersion row, or "default"."""

    version: str = DEFAULT_VERSION

    rest_minutes: int = _figure(600, 0, 2_880, "Rest between two shifts")
    day_minutes: int = _figure(750, 60, 1_440, "On duty in any 24 hours, at most")
    emergency_day_minutes: int = _figure(960, 60, 1_440, "On duty in any 24 hours under an override")
    week_minutes: int = _figure(3_600, 60, 10_080, "On duty in any 7 days, at most")
    long_day_minutes: int = _figure(660, 60, 1_440, "A 12-hour day begins at")
    max_long_days: int = _figure(4, 1, 14, "12-hour days in a row")
    max_days: int = _figure(6, 1, 14, "Days in a row")
    max_nights: int = _figure(3, 1, 14, "Nights in a row")
    recovery_minutes: int = _figure(1_440, 0, 10_080, "Off after that many nights")
    night_to_day_minutes: int = _figure(1_440, 0, 10_080, "Off between a night and a day shift")
    site_change_minutes: int = _figure(30, 0, 480, "Between two sites, on top of the drive")
    credential_margin_minutes: int = _figure(1_440, 0, 43_200, "A credential outlives the shift by")
    exclusion_check_days: int = _figure(31, 1, 366, "Days between exclusion checks (OIG LEIE, Texas OIG)")
    registry_check_days: int = _figure(365, 1, 731, "Days between registry checks of aides")

    overtime_after_minutes: int = _figure(2_400, 60, 10_080, "Overtime in a workweek begins after")
    travel_base_minutes: int = _figure(10, 0, 120, "Drive: minutes to start with")
    travel_detour_percent: int = _figure(
        130, 100, 300, "Drive: road length as a percentage of the straight line"
    )
    travel_km_per_hour: int = _figure(50, 5, 130, "Drive: speed")

    offer_life_minutes: int = _figure(240, 5, 10_080, "An offer stays open for")
    offer_soon_minutes: int = _figure(1_440, 0, 10_080, "A shift starts soon when it is less than")
    offer_life_soon_minutes: int = _figure(
        60, 5, 1_440, "An offer for a shift that starts soon stays open for"
    )
    offer_before_start_minutes: int = _figure(15, 0, 480, "An offer ends before the shift starts by")
    undo_seconds: int = _figure(60, 0, 600, "Seconds in which a sent offer can be undone")

    cancel_free_minutes: int = _figure(1_440, 0, 43_200, "A facility cancels free of charge until")
    cancel_late_minutes: int = _figure(240, 0, 43_200, "A cancellation is late from")
    cancel_fee_minutes: int = _figure(120, 0, 1_440, "Billed and paid for a cancellation")
    cancel_late_fee_minutes: int = _figure(240, 0, 1_440, "Billed and paid for a late one, or when sent home")

    patient_link_days: int = _figure(7, 1, 30, "A patient or caller can rate after the shift for")
    team_link_days: int = _figure(30, 1, 30, "A facility or colleague can rate by link after the shift for")
    patient_answers_an_hour: int = _figure(20, 1, 500, "Patients and callers who rate one shift in an hour")
    comments: int = _figure(0, 0, 1, "Ask for comments beside ratings (a moderator reads each first)")


def changeable() -> dict[str, Field[Any]]:
    """Every figure that can be changed, by name; `metadata` has `low`, `high` and `label`."""
    return {item.name: item for item in fields(Figures) if item.metadata}


def figures_in_force(now: datetime) -> Figures:
    """The figures of the scope's agency at `now`."""
    row = _newest(RuleVersion.effective_at <= now)
    return Figures() if row is None else _as_figures(row)


def save_figures(changes: Mapping[str, int], by: Actor, now: datetime) -> Figures:
    """Put changed figures in force from `now` on, as a new version; raises BadFigure.

    Earlier versions stay as they were. Two changes within one second take effect in turn.
    """
    values: dict[str, Any] = {name: _checked(name, value) for name, value in changes.items()}
    last = _newest()
    before = Figures() if last is None else _as_figures(last)
    after = replace(before, **values)
    effective_at = now if last is None else max(now, last.effective_at + timedelta(seconds=1))
    row = RuleVersion(effective_at=effective_at, figures=_differences(after), author_id=by.user_id)
    db.session.add(row)
    db.session.flush()
    record(row, "rules_changed", by, before={n: getattr(before, n) for n in values}, after=values)
    return replace(after, version=_version(row))


def _checked(name: str, value: int) -> int:
    figure = changeable().get(name)
    if figure is None:
        raise BadFigure(f"{name!r} is not one of the agency's figures")
    low, high = figure.metadata["low"], figure.metadata["high"]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadFigure(f"{figure.metadata['label']}: a whole number from {low} to {high}, not {value!r}")
    return value


def _newest(*conditions: Any) -> RuleVersion | None:
    query = select(RuleVersion).where(*conditions).order_by(RuleVersion.effective_at.desc()).limit(1)
    return db.session.scalars(query).first()


def _as_figures(row: RuleVersion) -> Figures:
    return Figures(version=_version(row), **row.figures)


def _version(row: RuleVersion) -> str:
    return f"rules-{row.id}"


def _differences(figures: Figures) -> dict[str, int]:
    values = {name: getattr(figures, name) for name in changeable()}
    return {name: value for name, value in values.items() if value != changeable()[name].default}
