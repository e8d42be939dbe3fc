"""Everything kept about a clinician that they may see, as one ZIP of JSON and CSV, built in memory.

Never in it: single responses and who gave them, what others wrote for the agency's own use, other people.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor, record
from staffing.clinicians.credentials import Credential
from staffing.clinicians.models import (
    AvailabilityException,
    AvailabilityPattern,
    Clinician,
    ClinicianRole,
    ClinicianSkill,
    Orientation,
    Preference,
    Skill,
    StaffRole,
)
from staffing.coaching.models import CoachingPlan
from staffing.db import current_scope, db
from staffing.digests.models import DataCorrection, Digest
from staffing.facilities.models import Facility
from staffing.offers.communication import own_communication
from staffing.placements.models import Offer, Placement
from staffing.ratings.exclusions import RatingAppeal
from staffing.requests.models import Slot
from staffing.site_ratings.models import SiteAnswer, SiteResponse
from staffing.web.spreadsheets import harmless

Row = dict[str, Any]
HOW_TO_READ = (
    "Everything we keep about you that is yours to see. Times are UTC, money is in cents. data.json holds it "
    "all; each .csv file holds one table for a spreadsheet. Single ratings and who gave them are not in it, "
    "so that people can answer openly."
)
PROFILE = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "npi",
    "employment",
    "over_18",
    "city",
    "state_of_residence",
    "home_lat",
    "home_lng",
    "timezone",
    "max_distance_m",
    "max_minutes_week",
    "wanted_minutes_week",
    "min_notice_minutes",
    "urgent_opt_in",
    "on_bench",
    "languages",
    "active",
    "created_at",
)
CREDENTIAL = (
    "kind",
    "code",
    "number",
    "issuer",
    "state",
    "multistate",
    "issued_on",
    "expires_on",
    "status",
    "psv_method",
    "psv_at",
)
OFFER = ("sent_at", "expires_at", "status", "answered_at", "decline_reason", "decline_note", "pay_cents")
APPEAL = ("placement_id", "reason", "status", "filed_at", "decided_at", "decision")
COACHING = ("dimension", "setting", "agreed", "starts_on", "ends_on", "setback_percent", "status", "outcome")


def export_own_data(by: Actor, now: datetime) -> bytes:
    """The ZIP of the scope's clinician; that it was taken stands in the audit trail."""
    me = db.session.scalars(select(Clinician).where(Clinician.id == current_scope().clinician_id)).one()
    record(me, "own_data_exported", by)
    return _zipped({name: read(me, now) for name, read in TABLES.items()})


def _zipped(tables: Mapping[str, Sequence[Row]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", HOW_TO_READ + "\n")
        archive.writestr("data.json", json.dumps(tables, indent=2, ensure_ascii=False, default=_plain))
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", _csv(rows))
    return file.getvalue()


def _csv(rows: Sequence[Row]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines)
    if rows:
        writer.writerow(rows[0])
    writer.writerows([harmless(_cell(value)) for value in row.values()] for row in rows)
    return lines.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value) if isinstance(value, Enum | date) else value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value.isoformat()


def _taken(row: Any, names: Sequence[str]) -> Row:
    return {name: getattr(row, name) for name in names}


def _columns(model: Any, *names: str) -> Callable[[Clinician, datetime], list[Row]]:
    """These columns of all rows of a table the clinician owns, in order of their making."""

    def read(me: Clinician, _now: datetime) -> list[Row]:
        rows = db.session.scalars(select(model).where(model.clinician_id == me.id).order_by(model.id))
        return [_taken(row, names) for row in rows]

    return read


def _profile(me: Clinician, _now: datetime) -> list[Row]:
    return [{**_taken(me, PROFILE), "primary_role": me.primary_role.name}]


def _skilled(me: Clinician, _now: datetime) -> list[Row]:
    """Roles and skills by their names."""
    roles = select(StaffRole.name).join(ClinicianRole, ClinicianRole.staff_role_id == StaffRole.id)
    skills = select(Skill.name).join(ClinicianSkill, ClinicianSkill.skill_id == Skill.id)
    return [
        {"kind": kind, "name": name}
        for kind, query in (
            ("role", roles.where(ClinicianRole.clinician_id == me.id)),
            ("skill", skills.where(ClinicianSkill.clinician_id == me.id)),
        )
        for name in db.session.scalars(query)
    ]


def _orientations(me: Clinician, _now: datetime) -> list[Row]:
    query = (
        select(Facility.name, Orientation.completed_on, Orientation.expires_on)
        .join(Orientation, Orientation.facility_id == Facility.id)
        .where(Orientation.clinician_id == me.id)
        .order_by(Orientation.id)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


def _offers(me: Clinician, _now: datetime) -> list[Row]:
    return [
        {**_place(row.slot), **_taken(row, OFFER), "reasons": list(row.reasons)} for row in _shifts(Offer, me)
    ]


def _placements(me: Clinician, _now: datetime) -> list[Row]:
    return [{"id": row.id, **_place(row.slot), "status": row.status} for row in _shifts(Placement, me)]


def _shifts(model: Any, me: Clinician) -> Sequence[Any]:
    slot = joinedload(model.slot)
    query = select(model).where(model.clinician_id == me.id).order_by(model.id)
    return db.session.scalars(
        query.options(
            slot.joinedload(Slot.facility), slot.joinedload(Slot.unit), slot.joinedload(Slot.staff_role)
        )
    ).all()


def _place(slot: Slot) -> Row:
    return {
        "facility": slot.facility.name,
        "unit": slot.unit.name,
        "role": slot.staff_role.name,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
    }


def _band(_me: Clinician, now: datetime) -> list[Row]:
    mine = own_communication(now)
    return [{"band": mine.band.label, "responses": mine.band.responses, "as_of": mine.as_of}]


def _compliments(_me: Clinician, now: datetime) -> list[Row]:
    return [asdict(one) for one in own_communication(now).compliments]


def _places_rated(me: Clinician, _now: datetime) -> list[Row]:
    """What the person said about facilities, one row a line."""
    query = (
        select(Facility.name, SiteResponse.worked_at, SiteAnswer.dimension, SiteAnswer.answer)
        .join(SiteResponse, SiteResponse.facility_id == Facility.id)
        .join(SiteAnswer, SiteAnswer.response_id == SiteResponse.id)
        .where(SiteResponse.clinician_id == me.id)
        .order_by(SiteAnswer.id)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


TABLES: Mapping[str, Callable[[Clinician, datetime], list[Row]]] = {
    "profile": _profile,
    "roles_and_skills": _skilled,
    "credentials": _columns(Credential, *CREDENTIAL),
    "weekly_availability": _columns(AvailabilityPattern, "weekday", "starts_minute", "ends_minute"),
    "availability_exceptions": _columns(AvailabilityException, "starts_at", "ends_at", "available", "reason"),
    "preferences": _columns(Preference, "kind", "value", "weight"),
    "orientations": _orientations,
    "offers": _offers,
    "placements": _placements,
    "communication_band": _band,
    "compliments": _compliments,
    "places_rated": _places_rated,
    "digests": _columns(Digest, "month", "new_responses", "content", "made_at"),
    "appeals": _columns(RatingAppeal, *APPEAL),
    "coaching": _columns(CoachingPlan, *COACHING),
    "corrections": _columns(DataCorrection, "what", "status", "answer", "created_at", "answered_at"),
}
"""File → what is read for it, in the order of the archive."""
