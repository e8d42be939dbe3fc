"""Facilities, units and who schedules for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry
from staffing.db import db
from staffing.facilities.models import FacilityKind, JourneyStep, PatientContact, UnitKind
from staffing.facilities.services import (
    FacilityDetails,
    InvalidFacility,
    UnitDetails,
    add_member,
    add_note,
    save_facility,
    save_unit,
)
from tests.factories import World

BY = Actor(None, "Ana Reyes")
CEDAR = FacilityDetails(
    name="Cedar Creek Rehab", kind=FacilityKind.REHAB_LTACH, state="TX", lat=32.7, lng=-96.8
)
EAST = UnitDetails("2 East", UnitKind.REHAB, JourneyStep.BEDSIDE, PatientContact.MOST)


def changes_of(entity: str) -> list[AuditEntry]:
    return list(
        db.session.scalars(
            select(AuditEntry).where(AuditEntry.entity == entity, AuditEntry.action == "changed")
        )
    )


@pytest.mark.parametrize(("asked", "fits"), [(59, False), (60, True), (95, True), (96, False), (None, True)])
def test_a_unit_may_ask_for_an_average_within_the_reference(
    world: World, asked: int | None, fits: bool
) -> None:
    facility, details = save_facility(CEDAR, BY), replace(EAST, minimum_communication=asked)
    if fits:
        assert save_unit(details, facility, BY).minimum_communication == asked
    else:
        with pytest.raises(InvalidFacility) as refused:
            save_unit(details, facility, BY)
        assert refused.value.field == "minimum_communication"


def test_a_facility_is_added_and_changed_with_a_trace_of_what_changed(world: World) -> None:
    facility = save_facility(CEDAR, BY)
    assert save_facility(replace(CEDAR, phone="(214) 555-0177"), BY, facility=facility) is facility
    (entry,) = changes_of("facility")
    assert (entry.before, entry.after) == ({"phone": ""}, {"phone": "(214) 555-0177"})


def test_saving_the_same_again_is_no_change(world: World) -> None:
    facility = save_facility(CEDAR, BY)
    save_facility(CEDAR, BY, facility=facility)
    assert changes_of("facility") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("state", "Tex"), ("state", "tx"), ("timezone", "America/Dallas"), ("lat", 90.1)],
)
def test_what_cannot_be_is_refused_by_field(world: World, field: str, value: object) -> None:
    with pytest.raises(InvalidFacility) as refused:
        save_facility(replace(CEDAR, **{field: value}), BY)
    assert refused.value.field == field


def test_a_name_is_used_once(world: World) -> None:
    save_facility(CEDAR, BY)
    with pytest.raises(InvalidFacility, match="already a facility"):
        save_facility(CEDAR, BY)


def test_units_are_named_once_a_facility(world: World) -> None:
    first, second = save_facility(CEDAR, BY), save_facility(replace(CEDAR, name="Cedar Hill"), BY)
    unit = save_unit(EAST, first, BY)
    assert save_unit(EAST, second, BY).facility_id == second.id
    with pytest.raises(InvalidFacility, match="already has a unit"):
        save_unit(EAST, first, BY)
    save_unit(replace(EAST, patients_read_up=True), first, BY, unit=unit)
    assert unit.patients_read_up is True


def test_only_schedulers_of_the_agency_become_members(world: World) -> None:
    facility = save_facility(CEDAR, BY)
    scheduler = world.scheduler()
    member = add_member(facility, scheduler, BY)
    assert add_member(facility, scheduler, BY) is member
    with pytest.raises(InvalidFacility, match="not a facility scheduler"):
        add_member(facility, world.coordinator(), BY)


def test_a_note_needs_words_and_an_author(world: World) -> None:
    facility, author = save_facility(CEDAR, BY), world.coordinator()
    assert add_note(facility, " Park at the back ", Actor(author.id, author.name)).text == "Park at the back"
    with pytest.raises(InvalidFacility):
        add_note(facility, " ", Actor(author.id, author.name))
