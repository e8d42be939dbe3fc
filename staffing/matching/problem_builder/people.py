"""Clinicians: who they are to the match, and nothing else about them.

Homes are rounded to a thousandth of a degree (about 100 m): near enough for a drive, no address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from solver.entities import CHARGE, Coaching, UnitHistory
from solver.entities import Clinician as Person
from solver.times import merge_windows, to_minute
from staffing.clinicians.availability import availability_windows
from staffing.clinicians.models import (
    Clinician,
    ClinicianRole,
    ClinicianSkill,
    Orientation,
    Skill,
    SkillKind,
)
from staffing.db import db
from staffing.matching.problem_builder.bars import Bars
from staffing.matching.problem_builder.keys import clinician_key, facility_key
from staffing.matching.problem_builder.papers import File, load_files
from staffing.matching.problem_builder.places import Places
from staffing.matching.problem_builder.selection import Frame
from staffing.matching.problem_builder.wishes import Wishes

WEEK_MINUTES = 10_080
HOME_DECIMALS = 3


@dataclass(frozen=True)
class Worth:
    """What only ranking needs, by clinician id; empty where the question is only "may they"."""

    communication: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    history: Mapping[int, tuple[UnitHistory, ...]] = field(default_factory=dict)
    wishes: Mapping[int, Wishes] = field(default_factory=dict)
    hourly_cents: Mapping[int, int] = field(default_factory=dict)
    role_cents: Mapping[int, int] = field(default_factory=dict)
    """By role id, for clinicians who are not in `hourly_cents`."""
    little_rated: frozenset[int] = frozenset()
    coaching: Mapping[int, tuple[Coaching, ...]] = field(default_factory=dict)


def choose_clinicians(clinician_ids: Sequence[int] | None, role_ids: set[int] | None) -> list[int]:
    """Active clinicians among `clinician_ids` (None: all) who work in one of `role_ids` (None: in any)."""
    query = select(Clinician.id).where(Clinician.active).order_by(Clinician.id)
    if clinician_ids is not None:
        query = query.where(Clinician.id.in_(clinician_ids))
    if role_ids is not None:
        in_role = select(ClinicianRole.clinician_id).where(ClinicianRole.staff_role_id.in_(role_ids))
        query = query.where(Clinician.id.in_(in_role) | Clinician.primary_role_id.in_(role_ids))
    return list(db.session.scalars(query))


def oriented_at(facility_id: int) -> list[int]:
    """Clinicians who have an orientation at a facility, whatever its dates."""
    query = select(Orientation.clinician_id).where(Orientation.facility_id == facility_id)
    return list(db.session.scalars(query))


def load_people(
    clinician_ids: Sequence[int], frame: Frame, places: Places, bars: Bars, worth: Worth
) -> tuple[Person, ...]:
    """Eight statements for any number of people."""
    roles, skills = _roles(clinician_ids, places), _skills(clinician_ids)
    files = load_files(clinician_ids, frame.zone)
    windows = availability_windows(clinician_ids, frame.starts_at, frame.ends_at)
    minutes = (frame.horizon[1] - frame.horizon[0]).total_seconds() / 60
    return tuple(
        Person(
            **_facts(row, minutes),
            **_worth(row, worth, places),
            roles=tuple(roles[row.id]) or (places.roles[row.primary_role_id].code,),
            skills=tuple(skills[row.id]),
            credentials=tuple(files[row.id].papers) if row.id in files else (),
            screenings=files.get(row.id, File()).screenings(frame.zone),
            availability=merge_windows((to_minute(start), to_minute(end)) for start, end in windows[row.id]),
            orientations=tuple(facility_key(place) for place in sorted(bars.oriented[row.id])),
            blocked_facilities=tuple(facility_key(place) for place in sorted(bars.blocked[row.id])),
        )
        for row in _rows(clinician_ids)
    )


def _rows(clinician_ids: Sequence[int]) -> Sequence[Any]:
    return db.session.execute(
        select(
            Clinician.id,
            Clinician.primary_role_id,
            Clinician.over_18,
            Clinician.state_of_residence,
            Clinician.home_lat,
            Clinician.home_lng,
            Clinician.max_distance_m,
            Clinician.max_minutes_week,
            Clinician.wanted_minutes_week,
            Clinician.min_notice_minutes,
            Clinician.urgent_opt_in,
            Clinician.on_bench,
            Clinician.languages,
        )
        .where(Clinician.id.in_(clinician_ids))
        .order_by(Clinician.id)
    ).all()


def _facts(row: Any, horizon_minutes: float) -> dict[str, Any]:
    """The clinician's own row. Urgent offers welcome, or on the bench: no notice is needed."""
    return {
        "id": clinician_key(row.id),
        "adult": row.over_18,
        "residence_state": row.state_of_residence,
        "latitude": round(row.home_lat, HOME_DECIMALS),
        "longitude": round(row.home_lng, HOME_DECIMALS),
        "max_distance_metres": row.max_distance_m,
        "max_minutes_week": row.max_minutes_week,
        "wanted_minutes": round(row.wanted_minutes_week * horizon_minutes / WEEK_MINUTES),
        "minimum_notice_minutes": 0 if row.urgent_opt_in or row.on_bench else row.min_notice_minutes,
        "languages": tuple(row.languages),
    }


def _worth(row: Any, worth: Worth, places: Places) -> dict[str, Any]:
    return {
        "communication": worth.communication.get(row.id, ()),
        "history": worth.history.get(row.id, ()),
        "regular_rate_cents": worth.hourly_cents.get(row.id, worth.role_cents.get(row.primary_role_id, 0)),
        "wishes": worth.wishes.get(row.id, Wishes()).weighed(places),
        "little_rated": row.id in worth.little_rated,
        "coaching": worth.coaching.get(row.id, ()),
    }


def _roles(clinician_ids: Sequence[int], places: Places) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(ClinicianRole.clinician_id, ClinicianRole.staff_role_id)
        .where(ClinicianRole.clinician_id.in_(clinician_ids))
        .order_by(ClinicianRole.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for clinician_id, role_id in rows:
        found[clinician_id].append(places.roles[role_id].code)
    return found


def _skills(clinician_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(ClinicianSkill.clinician_id, Skill.code, Skill.kind)
        .join(Skill, Skill.id == ClinicianSkill.skill_id)
        .where(ClinicianSkill.clinician_id.in_(clinician_ids))
        .order_by(ClinicianSkill.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for clinician_id, code, kind in rows:
        found[clinician_id].append(CHARGE if kind is SkillKind.CHARGE else code)
    return found
