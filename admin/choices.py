"""What selects offer: names from the database, read for this request inside the scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from admin.base import MAX_ID
from staffing.clinicians.models import Skill, StaffRole
from staffing.db import db
from staffing.facilities.models import Facility, HealthSystem

Choices = list[tuple[Any, str]]
ZONES = (
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/New_York",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def optional_id(raw: Any) -> int | None:
    """A select's value as an id; empty means none. ValueError for anything else."""
    text = "" if raw is None else str(raw)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_ID):
        raise ValueError("Choose one of the list.")
    return int(text)


def needed_id(raw: Any) -> int:
    """A select's value as an id; ValueError when nothing was chosen."""
    value = optional_id(raw)
    if value is None:
        raise ValueError("Choose one of the list.")
    return value


def facility_choices() -> Choices:
    return _named(select(Facility.id, Facility.name).order_by(Facility.name))


def system_choices() -> Choices:
    return [("", "none"), *_named(select(HealthSystem.id, HealthSystem.name).order_by(HealthSystem.name))]


def role_choices() -> Choices:
    return _named(select(StaffRole.id, StaffRole.name).order_by(StaffRole.name))


def skill_choices() -> Choices:
    return _named(select(Skill.id, Skill.name).order_by(Skill.name))


def zone_choices() -> Choices:
    return [(zone, zone.replace("_", " ")) for zone in ZONES]


def _named(query: Any) -> Choices:
    return [(row.id, row.name) for row in db.session.execute(query)]
