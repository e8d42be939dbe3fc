"""What selects offer: names from the database, read for this request inside the scope."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from admin.base import MAX_ID
from staffing.clinicians.catalogue import certifications
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
    """Every role, retired ones too: what lists are filtered by."""
    return _named(select(StaffRole.id, StaffRole.name).order_by(StaffRole.name))


def roles_offered(*, kept: Collection[int] = ()) -> Choices:
    """Roles for something new, and those it has already."""
    return _named(_offered(StaffRole, kept))


def skills_offered(*, kept: Collection[int] = ()) -> Choices:
    """Skills for something new, and those it has already."""
    return _named(_offered(Skill, kept))


def certification_choices() -> Choices:
    """Certifications by the code that credentials carry."""
    return [(skill.code, skill.name) for skill in certifications()]


def _offered(model: type[StaffRole] | type[Skill], kept: Collection[int]) -> Any:
    return select(model.id, model.name).where(model.active | model.id.in_(kept)).order_by(model.name)


def zone_choices() -> Choices:
    return [(zone, zone.replace("_", " ")) for zone in ZONES]


def _named(query: Any) -> Choices:
    return [(row.id, row.name) for row in db.session.execute(query)]
