"""Rows of the people: the person, roles, skills, orientations, compliance file and wishes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from staffing.clinicians.models import Clinician, ClinicianRole, ClinicianSkill, Employment, Orientation
from staffing.demo import names
from staffing.demo.catalogue import ROLE
from staffing.demo.papers import add_papers
from staffing.demo.people import Person
from staffing.demo.places import Place
from staffing.demo.rows import Rows
from staffing.demo.wishes import add_wishes

LONG_SHIFT_MINUTES = 720
NOTICE_MINUTES = (120, 120, 240, 720)


def add_clinicians(
    rows: Rows,
    seed: int,
    people: Sequence[Person],
    places: Sequence[Place],
    roles: dict[str, int],
    skills: dict[str, int],
    today: date,
    made_at: datetime,
    demo_account: int,
) -> list[int]:
    """Rows of everybody; ids in the order of the people. The first one is the demo clinician."""
    oriented = {place.id for place in places if place.oriented}
    ids = []
    for person in people:
        account_id = demo_account if person.number == 0 else None
        clinician_id = _person_row(rows, person, roles, made_at, account_id)
        rows.add(ClinicianRole, clinician_id=clinician_id, staff_role_id=roles[person.role])
        for code in sorted(person.skills):
            rows.add(ClinicianSkill, clinician_id=clinician_id, skill_id=skills[code])
        for facility_id in person.facility_ids:
            if facility_id in oriented:
                rows.add(
                    Orientation,
                    clinician_id=clinician_id,
                    facility_id=facility_id,
                    completed_on=person.joined_on,
                    expires_on=None,
                )
        add_papers(rows, seed, person, clinician_id, today)
        add_wishes(rows, seed, person, clinician_id, today)
        ids.append(clinician_id)
    return ids


def _person_row(
    rows: Rows, person: Person, roles: dict[str, int], made_at: datetime, account_id: int | None
) -> int:
    name = f"{person.first_name}.{person.last_name}".lower()
    joined_at = made_at + timedelta(days=(person.joined_on - made_at.date()).days)
    return rows.add(
        Clinician,
        external_id=f"demo-{person.number:04}",
        account_id=account_id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=f"{name}.{person.number}@example.org",
        phone=names.phone(person.number),
        npi=names.npi(person.number) if ROLE[person.role].has_npi else None,
        primary_role_id=roles[person.role],
        employment=Employment.TRAVEL if person.traveller else Employment.PER_DIEM,
        over_18=True,
        city=person.city,
        state_of_residence="OK" if person.traveller else "TX",
        home_lat=person.lat,
        home_lng=person.lng,
        max_distance_m=person.max_distance_m,
        max_minutes_week=max(person.shifts_a_week, 1) * LONG_SHIFT_MINUTES,
        wanted_minutes_week=person.shifts_a_week * LONG_SHIFT_MINUTES,
        min_notice_minutes=NOTICE_MINUTES[person.number % len(NOTICE_MINUTES)],
        urgent_opt_in=person.number % 9 == 0,
        on_bench=False,
        languages=["en", "es"] if person.spanish else ["en"],
        created_at=joined_at,
        updated_at=joined_at,
    )
