"""What a facility scheduler may choose from: units, roles, skills, people who have worked there."""

from __future__ import annotations

from collections.abc import Collection

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from staffing.clinicians.models import Clinician, Skill, SkillKind, StaffRole
from staffing.db import current_scope, db
from staffing.facilities.models import Facility, Unit
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.favourites import favourites_of
from staffing.requests.models import ShiftRequest

MOST_PEOPLE = 40
CAME = (PlacementStatus.WORKED, PlacementStatus.CHECKED_IN)


def own_units() -> list[Unit]:
    """Active units in scope, by facility and name."""
    return list(
        db.session.scalars(
            select(Unit)
            .join(Facility, Facility.id == Unit.facility_id)
            .where(Unit.active, Facility.active)
            .options(joinedload(Unit.facility))
            .order_by(Facility.name, Unit.name)
        )
    )


def own_unit(unit_id: int | None) -> Unit | None:
    """The unit in scope with this id, if any."""
    return next((unit for unit in own_units() if unit.id == unit_id), None)


def all_roles(shown: ShiftRequest | None = None) -> list[StaffRole]:
    """The roles on offer, and the one a request being changed asks for already."""
    kept = (shown.staff_role_id,) if shown else ()
    query = select(StaffRole).where(StaffRole.active | StaffRole.id.in_(kept))
    return list(db.session.scalars(query.order_by(StaffRole.name)))


def all_skills(shown: ShiftRequest | None = None) -> list[Skill]:
    """What a request may ask for; being in charge is a question of its own on the form."""
    kept = [need.skill_id for need in shown.needs] if shown else []
    query = select(Skill).where(Skill.kind != SkillKind.CHARGE, Skill.active | Skill.id.in_(kept))
    return list(db.session.scalars(query.order_by(Skill.name)))


def own_request(reference: str) -> ShiftRequest:
    """The request in scope with this reference; 404 for any other."""
    request = db.session.scalar(select(ShiftRequest).where(ShiftRequest.reference == reference))
    return request or abort(404)


def favourite_ids() -> set[int]:
    """People the facilities in scope would like again."""
    return {clinician_id for _, clinician_id in favourites_of(current_scope().facility_ids)}


def people_who_worked_here(always: Collection[int] = ()) -> dict[int, str]:
    """Names of the people who worked here most, favourites first; `always` are kept in any case."""
    times = dict(
        db.session.execute(
            select(Placement.clinician_id, func.count())
            .where(Placement.status.in_(CAME))
            .group_by(Placement.clinician_id)
        ).all()
    )
    liked = favourite_ids()
    first = sorted(times, key=lambda person: (person not in liked, -times[person], person))[:MOST_PEOPLE]
    wanted = liked | set(first) | set(always)
    names = {
        person.id: person.name
        for person in db.session.scalars(select(Clinician).where(Clinician.id.in_(wanted)))
    }
    order = sorted(names, key=lambda person: (person not in liked, -times.get(person, 0), names[person]))
    return {person: f"{names[person]}, here {times_words(times.get(person, 0))}" for person in order}


def times_words(times: int) -> str:
    """How often someone worked here, in words."""
    return {0: "not yet", 1: "once"}.get(times, f"{times} times")
