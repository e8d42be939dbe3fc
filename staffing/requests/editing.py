"""Bringing a request up to new details without moving anything a person has accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from staffing.audit import Actor, record, snapshot
from staffing.facilities.models import Facility, Unit
from staffing.requests.checks import MOST_HEADS, CheckedRequest, Shift
from staffing.requests.details import InvalidRequest
from staffing.requests.favourites import liked_at
from staffing.requests.models import RequestSkill, ShiftRequest, Slot
from staffing.requests.slots import (
    accepted_slots,
    close_slots,
    open_slots,
    post_slots,
    price_heads,
    repost,
)

TERMS = {
    "unit_id": "unit_id",
    "staff_role_id": "staff_role_id",
    "starts_at": "start",
    "ends_at": "end",
    "setting": "setting",
    "patient_states": "patient_states",
    "charge_needed": "charge_needed",
}
"""What a clinician accepts, by column, with the form field each is typed in."""
PLAIN = ("priority", "charge_needed", "languages", "preferred_clinician_ids", "arrival_notes", "asked_by")
FROM_UNIT = ("patient_contact", "patients_read_up", "explains_bills")
AUDITED = (*TERMS, *PLAIN, *FROM_UNIT, "heads")


@dataclass(frozen=True)
class Edited:
    """What an edit did to the slots: those taken away, those whose terms changed, those added."""

    closed: tuple[Slot, ...]
    changed: tuple[Slot, ...]
    added: tuple[Slot, ...]


def write_fields(request: ShiftRequest, checked: CheckedRequest, shift: Shift) -> None:
    """Write every column that details decide; None takes the unit's or the facility's default."""
    for column, value in wanted_columns(checked, shift).items():
        if getattr(request, column) != value:
            setattr(request, column, value)


def wanted_columns(checked: CheckedRequest, shift: Shift) -> dict[str, Any]:
    """The columns of a request as the details would have them."""
    details, unit = checked.details, checked.unit
    columns: dict[str, Any] = {name: _stored(getattr(details, name)) for name in PLAIN}
    for name in FROM_UNIT:
        given = getattr(details, name)
        columns[name] = getattr(unit, name) if given is None else given
    if details.preferred_clinician_ids is None:
        columns["preferred_clinician_ids"] = liked_at(checked.facility.id)
    return columns | {
        "unit_id": unit.id,
        "staff_role_id": details.staff_role_id,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "heads": details.heads,
        "setting": checked.setting,
        "patient_states": checked.patient_states,
    }


def write_skills(request: ShiftRequest, skill_ids: Iterable[int]) -> None:
    """Ask for exactly these skills and certifications."""
    wanted = set(skill_ids)
    request.needs[:] = [need for need in request.needs if need.skill_id in wanted]
    for skill_id in sorted(wanted - {need.skill_id for need in request.needs}):
        request.needs.append(
            RequestSkill(facility_id=request.facility_id, request_id=request.id, skill_id=skill_id)
        )


def apply(
    request: ShiftRequest, checked: CheckedRequest, by: Actor, now: datetime, keep_last: Collection[int]
) -> Edited:
    """Write the details and adjust the open slots; raises InvalidRequest where it would hurt someone."""
    shift = checked.shifts[0]
    wanted = wanted_columns(checked, shift)
    new_terms = [column for column in TERMS if getattr(request, column) != wanted[column]]
    _refuse_other_facility(request, checked)
    _refuse_hurting(request, checked, new_terms)
    before = snapshot(request, *(name for name in AUDITED if getattr(request, name) != wanted[name]))
    write_fields(request, checked, shift)
    write_skills(request, checked.details.skill_ids)
    slots = _adjust_slots(request, checked.facility, checked.unit, by, now, bool(new_terms), keep_last)
    if before:
        record(request, "changed", by, before=before, after=snapshot(request, *before))
    return slots


def apply_heads(
    request: ShiftRequest, heads: int, by: Actor, now: datetime, keep_last: Collection[int]
) -> Edited:
    """Change the number of people only; raises InvalidRequest below those who have accepted."""
    accepted = len(accepted_slots(request))
    if not max(accepted, 1) <= heads <= MOST_HEADS:
        raise InvalidRequest({"heads": _too_few(accepted) if heads < accepted else f"At most {MOST_HEADS}."})
    before = snapshot(request, "heads")
    request.heads = heads
    edited = _adjust_slots(request, request.facility, request.unit, by, now, False, keep_last)
    if before["heads"] != heads:
        record(request, "changed", by, before=before, after={"heads": heads})
    return edited


def _adjust_slots(
    request: ShiftRequest,
    facility: Facility,
    unit: Unit,
    by: Actor,
    now: datetime,
    terms_changed: bool,
    keep_last: Collection[int],
) -> Edited:
    waiting = open_slots(request)
    missing = request.heads - len(accepted_slots(request)) - len(waiting)
    closed = close_slots(request, max(-missing, 0), by, "fewer people needed", last_of_all=keep_last)
    changed = [slot for slot in waiting if slot not in closed] if terms_changed else []
    if not changed and missing <= 0:
        return Edited(tuple(closed), (), ())
    prices = price_heads(request, facility, unit, now)
    for slot in changed:
        repost(slot, request, prices)
    added = post_slots(request, prices, max(missing, 0))
    return Edited(tuple(closed), tuple(changed), tuple(added))


def _refuse_other_facility(request: ShiftRequest, checked: CheckedRequest) -> None:
    if checked.facility.id != request.facility_id:
        raise InvalidRequest({"unit_id": "A request stays with its facility. Copy it for another one."})


def _refuse_hurting(request: ShiftRequest, checked: CheckedRequest, new_terms: list[str]) -> None:
    accepted = len(accepted_slots(request))
    if not accepted:
        return
    people = _people(accepted)
    errors = {
        TERMS[column]: f"{people} accepted this shift as it stands. Call your coordinator to change this."
        for column in new_terms
    }
    if set(checked.details.skill_ids) - {need.skill_id for need in request.needs}:
        errors["skill_ids"] = f"{people} accepted without this. Call your coordinator to add it."
    if set(checked.details.languages) - set(request.languages):
        errors["languages"] = f"{people} accepted without this. Call your coordinator to add it."
    if checked.details.heads < accepted:
        errors["heads"] = _too_few(accepted)
    if errors:
        raise InvalidRequest(errors)


def _people(accepted: int) -> str:
    return "One person has" if accepted == 1 else f"{accepted} people have"


def _too_few(accepted: int) -> str:
    return f"{_people(accepted)} accepted already. Ask for at least {accepted}, or cancel with the fee shown."


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
