"""The problem as it is built: pseudonymous, complete, in a fixed number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from solver.entities import Wishes
from solver.io import dump_problem
from solver.times import to_minute
from staffing.clinicians.credentials import CredentialKind
from staffing.clinicians.models import Orientation, Preference, PreferenceKind
from staffing.clinicians.wishes import set_exception
from staffing.db import db
from staffing.facilities.models import PatientContact, Setting, UnitKind
from staffing.matching.blobs import pack_problem, unpack_problem
from staffing.matching.models import ProposedStatus
from staffing.matching.problem_builder import NothingToBuild, Selection, build
from staffing.matching.problem_builder.build import Built
from staffing.matching.problem_builder.communication import DIMENSIONS
from staffing.placements.models import OfferStatus, PlacementStatus
from staffing.requests.models import Priority
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage
from tests.statements import counted

FORBIDDEN = ("name", "email", "phone", "zip", "birth", "gender", "sex", "race", "ethnic", "religion", "npi")


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def built(*slots: Any, **options: Any) -> Built:
    return build(Selection(now=NOW, slot_ids=[slot.id for slot in slots], **options))


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item)


def test_the_stored_problem_names_nobody(stage: Stage) -> None:
    nurse = stage.nurse(first_name="Guadalupe", last_name="Wintergreen", npi="1234567893")
    stage.world.offer(stage.slot(start=at(MONDAY + DAY, 7)), nurse)
    text = dump_problem(built(stage.slot(arrival_notes="Ask for Dana")).problem)
    for word in ("Guadalupe", "Wintergreen", "1234567893", nurse.email, stage.facility.name, "Dana"):
        assert word not in text
    content = json.loads(text)
    assert [tier.pop("name") for tier in content["tiers"]] == ["fill", "value"]
    assert {key for key in keys_of(content) if any(part in key.lower() for part in FORBIDDEN)} == set()


def test_homes_are_rounded(stage: Stage) -> None:
    stage.nurse(home_lat=32.8123456, home_lng=-96.7654321)
    (person,) = built(stage.slot()).problem.clinicians
    assert (person.latitude, person.longitude) == (32.812, -96.765)


def test_the_number_of_statements_does_not_grow(stage: Stage) -> None:
    def statements(slots: list[Any]) -> int:
        db.session.flush()
        with counted() as seen:
            built(*slots)
        return len(seen)

    stage.nurse()
    few = statements([stage.slot()])
    for _ in range(6):
        stage.nurse()
    many = statements(
        [slot for day in range(5) for slot in stage.request(start=at(MONDAY, 7 + day), heads=3).slots]
    )
    assert few == many <= 32


def test_a_slot_says_what_the_request_asks_for(stage: Stage) -> None:
    nurse = stage.nurse()
    slot = stage.slot(
        start=at(MONDAY, 19),
        priority=Priority.CRITICAL,
        patient_contact=PatientContact.SOME,
        languages=["es"],
        patient_states=["TX", "OK"],
        preferred_clinician_ids=[nurse.id, 9_999],
    )
    (shift,) = built(slot).problem.slots
    assert (shift.id, shift.role, shift.kind, shift.priority) == (f"s{slot.id}", "RN", "night", 4)
    assert (shift.contact_percent, shift.minutes, shift.night) == (60, 720, True)
    assert shift.required_languages == ("es",)
    assert shift.patient_states == ("TX", "OK")
    assert shift.preferred_clinicians == (f"c{nurse.id}",)


def test_weights_follow_the_slot_and_stand_in_its_settings_cells(stage: Stage) -> None:
    def weights(**facts: Any) -> dict[str, int]:
        (shift,) = built(stage.slot(**facts)).problem.slots
        return {
            name: weight for name, weight in zip(DIMENSIONS, shift.dimension_weights, strict=True) if weight
        }

    stage.nurse()
    plain, read_up = weights(), weights(patients_read_up=True)
    assert plain["on_site.respect"] == 250
    assert read_up["on_site.informed_patient"] > plain["on_site.informed_patient"]
    assert all(name.startswith("virtual.") for name in weights(setting=Setting.VIRTUAL))
    assert "on_site.billing_clarity" in weights(explains_bills=True)


def test_newcomers_stand_at_the_neutral_prior(stage: Stage) -> None:
    stage.nurse()
    (person,) = built(stage.slot()).problem.clinicians
    assert set(person.communication) == {0.8}
    assert len(person.communication) == len(DIMENSIONS)


def test_commitments_are_what_is_held_offered_and_was_worked_lately(stage: Stage) -> None:
    nurse = stage.nurse()
    held = stage.world.placement(stage.slot(start=at(MONDAY + DAY, 7)), nurse)
    offered = stage.world.offer(stage.slot(start=at(MONDAY + 3 * DAY, 7)), nurse)
    lately = stage.slot(start=NOW - timedelta(days=14, hours=2), hours=2)
    before = stage.slot(start=NOW - timedelta(days=14, hours=5), hours=2)
    worked = stage.world.placement(lately, nurse, PlacementStatus.WORKED)
    stage.world.placement(before, nurse, PlacementStatus.WORKED)
    stage.world.offer(stage.slot(start=at(MONDAY + 5 * DAY, 7)), nurse, status=OfferStatus.DECLINED)
    found = {(duty.id, duty.kind) for duty in built(stage.slot()).problem.commitments}
    assert found == {(f"p{held.id}", "placement"), (f"o{offered.id}", "offer"), (f"p{worked.id}", "worked")}


def test_continuity_counts_worked_shifts_in_the_unit(stage: Stage) -> None:
    nurse, elsewhere = stage.nurse(), stage.world.unit(stage.facility)
    for week in (3, 4):
        slot = stage.slot(start=NOW - timedelta(weeks=week), hours=8)
        stage.world.placement(slot, nurse, PlacementStatus.WORKED)
    stage.world.placement(
        stage.slot(unit=elsewhere, start=NOW - timedelta(weeks=6)), nurse, PlacementStatus.WORKED
    )
    (person,) = built(stage.slot()).problem.clinicians
    assert [(past.unit_id, past.shifts) for past in person.history] == [(f"u{stage.unit.id}", 2)]


def test_wishes(stage: Stage) -> None:
    """Both signs and both strengths, of every kind; a wish of 0 and one for a closed facility say nothing."""
    elsewhere = stage.world.unit(stage.facility, kind=UnitKind.ICU)
    nurse, no_wish = stage.nurse(), stage.nurse()
    for kind, value, weight in (
        (PreferenceKind.FACILITY, str(stage.facility.id), -1),
        (PreferenceKind.FACILITY, "4711", 2),
        (PreferenceKind.UNIT_KIND, "med_surg", -2),
        (PreferenceKind.UNIT_KIND, "icu", 2),
        (PreferenceKind.SHIFT_KIND, "weekend", -2),
        (PreferenceKind.SHIFT_KIND, "night", 1),
        (PreferenceKind.SHIFT_KIND, "evening", 0),
        (PreferenceKind.SHIFT_KIND, "day", 2),
    ):
        db.session.add(Preference(clinician_id=nurse.id, kind=kind, value=value, weight=weight))
    people = {person.id: person for person in built(stage.slot()).problem.clinicians}
    assert people[f"c{nurse.id}"].wishes == Wishes(
        facilities=((f"f{stage.facility.id}", -1),),
        units=((f"u{elsewhere.id}", 2), (f"u{stage.unit.id}", -2)),
        kinds=(("day", 2), ("night", 1), ("weekend", -2)),
    )
    assert people[f"c{no_wish.id}"].wishes == Wishes()


@pytest.mark.parametrize(("days", "weekend"), [(4, True), (5, True), (6, True), (7, False), (3, False)])
def test_a_night_into_or_out_of_the_weekend_belongs_to_it(stage: Stage, days: int, weekend: bool) -> None:
    """As the weekend differential is paid: Friday night, Saturday, Sunday night; Thursday and Monday not."""
    stage.nurse()
    (shift,) = built(stage.slot(start=at(MONDAY + days * DAY, 19))).problem.slots
    assert shift.weekend is weekend


def test_what_was_decided_before_binds_the_next_match(stage: Stage) -> None:
    people = [stage.nurse() for _ in range(5)]
    slot, other = stage.slot(), stage.slot()
    for who, status, locked in (
        (people[0], ProposedStatus.PROPOSED, True),
        (people[1], ProposedStatus.REJECTED, True),
        (people[4], ProposedStatus.STALE, True),
    ):
        stage.proposed(who, slot, status=status, locked=locked)
    stage.world.offer(slot, people[2], status=OfferStatus.DECLINED)
    stage.world.placement(slot, people[3], PlacementStatus.CLINICIAN_CALLOUT)
    problem = built(slot, other).problem
    pairs = {
        name: [(p.clinician_id, p.slot_id) for p in getattr(problem, name)]
        for name in ("pinned", "published", "forbidden")
    }
    first = (f"c{people[0].id}", f"s{slot.id}")
    assert pairs["pinned"] == [first]
    assert pairs["published"] == [first]
    assert pairs["forbidden"] == [(f"c{people[at].id}", f"s{slot.id}") for at in (1, 2, 3)]


def test_an_approved_pair_is_not_pinned_again_when_its_offer_was_withdrawn(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    row = stage.proposed(nurse, slot, locked=True)
    assert len(built(slot).problem.pinned) == 1
    row.status = ProposedStatus.APPROVED
    stage.world.offer(slot, nurse, status=OfferStatus.WITHDRAWN)
    assert built(slot).problem.pinned == ()


@pytest.mark.parametrize(("required", "barred"), [(True, 1), (False, 0)])
def test_an_orientation_that_ends_parts_the_slots_only_where_one_is_asked_for(
    stage: Stage, required: bool, barred: int
) -> None:
    stage.nurse()
    stage.facility.orientation_required = required
    db.session.query(Orientation).one().expires_on = MONDAY
    db.session.flush()
    found = built(stage.slot(), stage.slot(start=at(MONDAY + 3 * DAY, 7)))
    assert len(found.problem.forbidden) == len(found.dated) == barred


def test_the_regular_rate_is_pay_over_hours_of_what_is_held(stage: Stage) -> None:
    holder, _free = stage.nurse(), stage.nurse()
    for day, hours, pay_cents in ((2, 10, 57_000), (4, 5, 13_500)):
        held = stage.slot(start=at(MONDAY + day * DAY, 7), hours=hours)
        held.pay_cents, held.rates = pay_cents, {"meal_minutes": 30}
        db.session.flush()
        stage.world.placement(held, holder)
    rates = {person.id: person.regular_rate_cents for person in built(stage.slot()).problem.clinicians}
    assert rates[f"c{holder.id}"] == round((57_000 + 13_500) / (9.5 + 4.5))
    assert set(rates.values()) == {rates[f"c{holder.id}"], 4_400}


def test_papers_of_the_sixties_and_shifts_of_a_minute_stop_no_match(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=1 / 60)
    stage.licence_of(nurse).issued_on = date(1965, 6, 1)
    old = stage.world.credential(
        nurse, CredentialKind.CERTIFICATION, "ACLS", issued_on=date(1961, 1, 1), expires_on=date(1963, 1, 1)
    )
    slot.pay_cents = 56_000
    db.session.flush()
    (person,) = built(slot).problem.clinicians
    papers = {paper.kind: (paper.valid_from_minute, paper.expires_minute) for paper in person.credentials}
    assert papers["RN"][0] == 0
    assert papers[old.code] == (0, 0)
    assert person.regular_rate_cents == 100_000


def test_someone_away_from_the_first_seconds_of_a_window_stops_no_match(stage: Stage) -> None:
    """The button "not available today" takes the moment it is tapped, seconds and all."""
    nurse, slot = stage.nurse(), stage.slot()
    tapped = slot.starts_at + timedelta(seconds=30)
    set_exception(nurse, (tapped, tapped + timedelta(hours=2)), False, stage.by)
    (person,) = built(slot).problem.clinicians
    end = to_minute(slot.ends_at)
    assert person.availability == ((to_minute(tapped) + 120, end),)


def test_the_blob_gives_the_same_problem_back(stage: Stage) -> None:
    stage.nurse()
    problem = built(stage.slot()).problem
    blob, fingerprint = pack_problem(problem)
    assert unpack_problem(blob) == problem
    assert pack_problem(problem) == (blob, fingerprint)


def test_a_selection_of_nothing_is_said_so(stage: Stage) -> None:
    with pytest.raises(NothingToBuild):
        build(Selection(now=NOW, slot_ids=[4_711]))
