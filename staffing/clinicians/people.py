"""Taking on clinicians and keeping their file: facts, roles, skills, orientations, notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor, record, snapshot
from staffing.clinicians.details import ClinicianDetails, InvalidDetails, check
from staffing.clinicians.models import (
    Clinician,
    ClinicianNote,
    ClinicianRole,
    ClinicianSkill,
    Orientation,
    Skill,
    StaffRole,
)
from staffing.db import db

EDITABLE = frozenset(ClinicianDetails.__dataclass_fields__)


def create_clinician(details: ClinicianDetails, by: Actor) -> Clinician:
    """Take on a clinician, who may work their primary role; raises InvalidDetails."""
    values = _columns(asdict(details))
    check(values)
    _require_rows(StaffRole, {details.primary_role_id}, "primary_role_id")
    clinician = Clinician(**values)
    db.session.add(clinician)
    db.session.flush()
    db.session.add(ClinicianRole(clinician_id=clinician.id, staff_role_id=clinician.primary_role_id))
    record(clinician, "created", by, after=snapshot(clinician, "primary_role_id", "employment", "active"))
    return clinician


def update_clinician(clinician: Clinician, changes: Mapping[str, Any], by: Actor) -> Clinician:
    """Change fields of ClinicianDetails; raises InvalidDetails. What stays the same leaves no trace."""
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise InvalidDetails(dict.fromkeys(unknown, "This cannot be changed here."))
    values = _columns(changes)
    check(values)
    changed = [name for name, value in values.items() if getattr(clinician, name) != value]
    if not changed:
        return clinician
    before = snapshot(clinician, *changed)
    for name in changed:
        setattr(clinician, name, values[name])
    record(clinician, "updated", by, before=before, after=snapshot(clinician, *changed))
    if "primary_role_id" in changed:
        set_roles(clinician, {role.staff_role_id for role in clinician.roles}, by)
    return clinician


def set_roles(clinician: Clinician, staff_role_ids: Collection[int], by: Actor) -> None:
    """The roles a clinician may work; the primary role is always among them."""
    wanted = {*staff_role_ids, clinician.primary_role_id}
    _require_rows(StaffRole, wanted, "roles")
    before = {row.staff_role_id for row in clinician.roles}
    if wanted == before:
        return
    clinician.roles = [row for row in clinician.roles if row.staff_role_id in wanted] + [
        ClinicianRole(clinician_id=clinician.id, staff_role_id=role_id) for role_id in sorted(wanted - before)
    ]
    record(clinician, "roles_set", by, before={"roles": sorted(before)}, after={"roles": sorted(wanted)})


def set_skills(clinician: Clinician, skill_ids: Collection[int], by: Actor) -> None:
    """The skills and charge qualifications the agency has verified."""
    wanted = set(skill_ids)
    _require_rows(Skill, wanted, "skills")
    before = {row.skill_id for row in clinician.skills}
    if wanted == before:
        return
    clinician.skills = [row for row in clinician.skills if row.skill_id in wanted] + [
        ClinicianSkill(clinician_id=clinician.id, skill_id=skill_id) for skill_id in sorted(wanted - before)
    ]
    record(clinician, "skills_set", by, before={"skills": sorted(before)}, after={"skills": sorted(wanted)})


def record_orientation(
    clinician: Clinician, facility_id: int, completed_on: date, by: Actor, expires_on: date | None = None
) -> Orientation:
    """Note that a facility's orientation was done (again); an earlier one is brought up to date."""
    if expires_on is not None and expires_on < completed_on:
        raise InvalidDetails({"expires_on": "The end cannot lie before the day it was done."})
    row = db.session.scalar(
        select(Orientation).where(
            Orientation.clinician_id == clinician.id, Orientation.facility_id == facility_id
        )
    )
    if row is None:
        row = Orientation(clinician_id=clinician.id, facility_id=facility_id, completed_on=completed_on)
        db.session.add(row)
    row.completed_on, row.expires_on = completed_on, expires_on
    record(row, "orientation_done", by, after=snapshot(row, "facility_id", "completed_on", "expires_on"))
    return row


def add_note(clinician: Clinician, text: str, by: Actor) -> ClinicianNote:
    """What the agency's people want to remember; raises InvalidDetails for an empty one."""
    if not text.strip() or by.user_id is None:
        raise InvalidDetails({"text": "Write something to remember."})
    note = ClinicianNote(clinician_id=clinician.id, author_id=by.user_id, text=text.strip())
    db.session.add(note)
    record(note, "noted", by, after={"clinician_id": clinician.id})
    return note


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns keep them: lists instead of tuples."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _require_rows(model: type[StaffRole] | type[Skill], ids: set[int], field: str) -> None:
    found = set(db.session.scalars(select(model.id).where(model.id.in_(ids))))
    if ids - found:
        raise InvalidDetails({field: "Choose from the list."})
