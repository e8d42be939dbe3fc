"""What the review can be narrowed to: facilities and roles, by name."""

from __future__ import annotations

from sqlalchemy import select

from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.facilities.models import Facility


def facility_choices() -> list[tuple[int, str]]:
    """Active facilities as (id, name)."""
    query = select(Facility.id, Facility.name).where(Facility.active).order_by(Facility.name)
    return [(row.id, row.name) for row in db.session.execute(query)]


def role_choices() -> list[tuple[int, str]]:
    """Staff roles as (id, name)."""
    query = select(StaffRole.id, StaffRole.name).order_by(StaffRole.name)
    return [(row.id, row.name) for row in db.session.execute(query)]
