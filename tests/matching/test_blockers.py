"""Every hard rule, from database rows to the blocker, on both sides of its boundary."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import AvailabilityPattern, Clinician
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import FacilityKind, HealthSystem, Setting
from staffing.matching.verdicts import Blocker, blockers
from staffing.placements.models import OfferStatus, PlacementStatus
from staffing.policies.figures import save_figures
from staffing.requests.models import RequestSkill, Slot
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def rules(clinician: Clinician, slot: Slot, **options: Any) -> set[str]:
    return {found.rule for found in blockers(clinician, slot, now=NOW, **options)}


def only(clinician: Clinician, slot: Slot) -> Blocker:
    (found,) = blockers(clinician, slot, now=NOW)
    return found


def test_nothing_stands_against_a_complete_file(stage: Stage) -> None:
    assert rules(stage.nurse(), stage.slot()) == set()


def test_inactive(stage: Stage) -> None:
    assert rules(stage.nurse(active=False), stage.slot()) == {"inactive"}


def test_role(stage: Stage) -> None:
    aide = stage.nurse(role="CNA")
    assert "role" in rules(aide, stage.slot())
    assert rules(aide, stage.slot(role="CNA")) == set()


@pytest.mark.parametrize(("over_18", "found"), [(True, set()), (False, {"age"})])
def test_age(stage: Stage, over_18: bool, found: set[str]) -> None:
    assert rules(stage.nurse(over_18=over_18), stage.slot()) == found


@pytest.mark.parametrize(("days", "found"), [(2, set()), (1, set()), (0, {"licence"}), (-1, {"licence"})])
def test_a_licence_lasts_one_day_beyond_the_shift(stage: Stage, days: int, found: set[str]) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=12)
    stage.licence_of(nurse).expires_on = MONDAY + timedelta(days=days)
    assert rules(nurse, slot) == found


@pytest.mark.parametrize("status", list(CredentialStatus))
def test_only_verified_and_expiring_papers_count(stage: Stage, status: CredentialStatus) -> None:
    nurse = stage.nurse(file_complete=False)
    stage.world.credential(nurse, CredentialKind.LICENCE, "RN", state="TX", status=status)
    stage.checks(nurse)
    valid = status in {CredentialStatus.VERIFIED, CredentialStatus.EXPIRING}
    assert rules(nurse, stage.slot()) == (set() if valid else {"licence"})


@pytest.mark.parametrize(
    ("residence", "multistate", "patients", "found"),
    [
        ("OK", True, ["TX"], set()),
        ("OK", False, ["TX"], {"licence"}),
        ("OK", True, ["TX", "OK"], set()),
        ("OK", True, ["TX", "CA"], {"licence"}),
        ("TX", True, ["TX"], {"licence"}),
    ],
)
def test_the_compact_reaches_every_patient_from_the_state_of_residence(
    stage: Stage, residence: str, multistate: bool, patients: list[str], found: set[str]
) -> None:
    nurse = stage.nurse(file_complete=False, state_of_residence=residence)
    stage.world.credential(nurse, CredentialKind.LICENCE, "RN", state="OK", multistate=multistate)
    stage.checks(nurse)
    assert rules(nurse, stage.slot(patient_states=patients)) == found


def test_required_certifications_of_role_and_request(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    stage.world.roles["RN"].required_certifications = ["BLS"]
    assert rules(nurse, slot) == {"certifications"}
    stage.world.credential(nurse, CredentialKind.CERTIFICATION, "BLS")
    assert rules(nurse, slot) == set()


def test_skills(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    wound = stage.world.skills["WOUND"]
    db.session.add(RequestSkill(facility_id=slot.facility_id, request_id=slot.request_id, skill_id=wound.id))
    assert rules(nurse, slot) == {"skills"}
    stage.world.skill(nurse, "WOUND")
    assert rules(nurse, slot) == set()


def test_the_first_head_is_the_one_in_charge(stage: Stage) -> None:
    nurse = stage.nurse()
    first, second = stage.request(heads=2, charge_needed=True).slots
    assert (rules(nurse, first), rules(nurse, second)) == ({"charge"}, set())
    stage.world.skill(nurse, "CHARGE")
    assert rules(nurse, first) == set()


def test_languages(stage: Stage) -> None:
    slot = stage.slot(languages=["es"])
    assert rules(stage.nurse(), slot) == {"languages"}
    assert rules(stage.nurse(languages=["en", "es"]), slot) == set()


@pytest.mark.parametrize(("days_ago", "found"), [(31, set()), (32, {"screenings"})])
def test_exclusion_checks_are_no_older_than_their_interval(
    stage: Stage, days_ago: int, found: set[str]
) -> None:
    nurse = stage.nurse(file_complete=False)
    stage.world.credential(nurse, CredentialKind.LICENCE, "RN", state="TX")
    stage.checks(nurse, days_ago=days_ago)
    assert rules(nurse, stage.slot()) == found


def test_a_later_check_that_was_not_passed_outweighs_an_earlier_one(stage: Stage) -> None:
    nurse = stage.nurse(file_complete=False)
    stage.world.credential(nurse, CredentialKind.LICENCE, "RN", state="TX")
    stage.checks(nurse, days_ago=5)
    stage.check(nurse, "OIG_LEIE", days_ago=1, status=CredentialStatus.UNVERIFIED)
    assert rules(nurse, stage.slot()) == set()
    stage.check(nurse, "OIG_LEIE", days_ago=0, status=CredentialStatus.REJECTED)
    assert rules(nurse, stage.slot()) == {"screenings"}


@pytest.mark.parametrize(
    ("kind", "found"), [(FacilityKind.ACUTE, set()), (FacilityKind.SKILLED_NURSING, {"screenings"})]
)
def test_aides_registries_concern_long_term_care(stage: Stage, kind: FacilityKind, found: set[str]) -> None:
    stage.facility.kind = kind
    aide = stage.nurse(role="CNA", file_complete=False)
    stage.world.credential(aide, CredentialKind.LICENCE, "CNA", state="TX")
    stage.checks(aide)
    assert rules(aide, stage.slot(role="CNA")) == found


@pytest.mark.parametrize("side", list(DnrSide))
@pytest.mark.parametrize("scope", list(DnrScope))
def test_do_not_return_binds_both_ways_in_every_scope(stage: Stage, scope: DnrScope, side: DnrSide) -> None:
    system = stage.world._add(HealthSystem(name="Prairie Health"))
    stage.facility.health_system_id = system.id
    nurse, slot = stage.nurse(), stage.slot()
    stage.bar(nurse, scope, side, health_system_id=system.id if scope is DnrScope.SYSTEM else None)
    assert rules(nurse, slot) & {"do_not_return", "blocked_facility"}
    elsewhere = stage.world.facility()
    stage.world.orientation(nurse, elsewhere)
    assert rules(nurse, stage.slot(unit=stage.world.unit(elsewhere))) == set()


@pytest.mark.parametrize("status", list(DnrStatus))
def test_requested_and_active_entries_bar(stage: Stage, status: DnrStatus) -> None:
    nurse = stage.nurse()
    stage.bar(nurse, DnrScope.FACILITY, DnrSide.FACILITY, status=status)
    barred = status in {DnrStatus.REQUESTED, DnrStatus.ACTIVE}
    assert rules(nurse, stage.slot()) == ({"do_not_return"} if barred else set())


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [(0, 0, True), (1, None, False), (-5, -1, False), (-5, 0, True)],
)
def test_do_not_return_binds_within_its_dates(
    stage: Stage, starts: int, ends: int | None, found: bool
) -> None:
    nurse = stage.nurse()
    stage.bar(
        nurse,
        DnrScope.UNIT,
        DnrSide.FACILITY,
        starts_on=MONDAY + timedelta(days=starts),
        ends_on=None if ends is None else MONDAY + timedelta(days=ends),
    )
    assert rules(nurse, stage.slot()) == ({"do_not_return"} if found else set())


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, set()),
        ({"completed_on": MONDAY}, set()),
        ({"completed_on": MONDAY + DAY}, {"orientation"}),
        ({"expires_on": MONDAY}, set()),
        ({"expires_on": MONDAY - DAY}, {"orientation"}),
    ],
)
def test_orientation_covers_the_day_of_the_shift(
    stage: Stage, facts: dict[str, date], found: set[str]
) -> None:
    nurse = stage.world.clinician("RN")
    stage.world.orientation(nurse, stage.facility, **facts)
    assert rules(nurse, stage.slot()) == found


def test_a_facility_may_ask_for_no_orientation(stage: Stage) -> None:
    nurse = stage.world.clinician("RN")
    assert rules(nurse, stage.slot()) == {"orientation"}
    stage.facility.orientation_required = False
    assert rules(nurse, stage.slot()) == set()


def test_distance_from_home_unless_the_shift_is_virtual(stage: Stage) -> None:
    """0.36 degrees of latitude are 40.0 km."""
    nurse = stage.nurse(home_lat=stage.facility.lat + 0.36, home_lng=stage.facility.lng)
    nurse.max_distance_m = 40_100
    assert rules(nurse, stage.slot()) == set()
    nurse.max_distance_m = 39_900
    assert rules(nurse, stage.slot()) == {"distance"}
    assert rules(nurse, stage.slot(setting=Setting.VIRTUAL)) == set()


@pytest.mark.parametrize(("until", "found"), [(19, set()), (18, {"availability"})])
def test_the_whole_shift_lies_within_availability(stage: Stage, until: int, found: set[str]) -> None:
    nurse = stage.nurse(always_available=False)
    db.session.add(
        AvailabilityPattern(
            clinician_id=nurse.id, weekday=MONDAY.weekday(), starts_minute=7 * 60, ends_minute=until * 60
        )
    )
    assert rules(nurse, stage.slot(hours=12)) == found


@pytest.mark.parametrize(("minutes", "found"), [(120, set()), (119, {"notice"})])
def test_notice(stage: Stage, minutes: int, found: set[str]) -> None:
    slot = stage.slot(start=NOW + timedelta(minutes=minutes), hours=8)
    assert rules(stage.nurse(), slot) == found
    assert rules(stage.nurse(urgent_opt_in=True), slot) == set()
    assert rules(stage.nurse(on_bench=True), slot) == set()


def held(stage: Stage, nurse: Clinician, start: datetime, hours: float = 12, **where: Any) -> Slot:
    slot = stage.slot(start=start, hours=hours, **where)
    stage.world.placement(slot, nurse)
    return slot


def test_overlap_by_a_minute_and_not_by_none(stage: Stage) -> None:
    save_figures({"rest_minutes": 0, "day_minutes": 1_440}, stage.by, NOW - DAY)
    nurse, slot = stage.nurse(), stage.slot(hours=8)
    held(stage, nurse, slot.ends_at, 4)
    assert rules(nurse, slot) == set()
    other = stage.nurse()
    held(stage, other, slot.ends_at - timedelta(minutes=1), 4)
    assert rules(other, slot) == {"overlap"}


@pytest.mark.parametrize(("gap", "found"), [(600, set()), (599, {"rest"})])
def test_rest(stage: Stage, gap: int, found: set[str]) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=4)
    held(stage, nurse, slot.ends_at + timedelta(minutes=gap), 4)
    assert rules(nurse, slot) == found


def test_a_blocker_speaks_in_names_times_and_figures(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=4)
    held(stage, nurse, slot.ends_at + timedelta(minutes=599), 4)
    found = only(nurse, slot)
    assert found.figures == {"figure": 599, "limit": 600}
    assert found.text == (
        f"only 9 h 59 min between this shift and Mon 30 Nov 20:59–00:59 at {stage.facility.name}, 10 h needed"
    )


@pytest.mark.parametrize(("hours", "found"), [(12.5, set()), (12.6, {"day_hours"})])
def test_hours_in_a_day(stage: Stage, hours: float, found: set[str]) -> None:
    assert rules(stage.nurse(), stage.slot(hours=hours)) == found


def test_hours_in_seven_days(stage: Stage) -> None:
    """Four 12-h shifts and one of 12 h: 60 h. An hour more is too much."""
    save_figures({"max_long_days": 14}, stage.by, NOW - DAY)
    nurse = stage.nurse(max_minutes_week=10_000)
    for day in range(1, 5):
        held(stage, nurse, at(MONDAY + timedelta(days=day), 7))
    assert rules(nurse, stage.slot(hours=12)) == set()
    assert rules(nurse, stage.slot(hours=12.25)) == {"week_hours"}


@pytest.mark.parametrize(("before", "found"), [(3, set()), (4, {"long_days"})])
def test_long_days_in_a_row(stage: Stage, before: int, found: set[str]) -> None:
    nurse = stage.nurse(max_minutes_week=10_000)
    for day in range(1, before + 1):
        held(stage, nurse, at(MONDAY + timedelta(days=day), 7), 11)
    assert rules(nurse, stage.slot(hours=11)) == found


@pytest.mark.parametrize(("before", "found"), [(5, set()), (6, {"consecutive_days"})])
def test_days_in_a_row(stage: Stage, before: int, found: set[str]) -> None:
    nurse = stage.nurse()
    for day in range(1, before + 1):
        held(stage, nurse, at(MONDAY + timedelta(days=day), 7), 4)
    assert rules(nurse, stage.slot(hours=4)) == found


@pytest.mark.parametrize(("before", "found"), [(2, set()), (3, {"consecutive_nights"})])
def test_nights_in_a_row(stage: Stage, before: int, found: set[str]) -> None:
    nurse = stage.nurse()
    for day in range(1, before + 1):
        held(stage, nurse, at(MONDAY + timedelta(days=day), 22), 8)
    assert rules(nurse, stage.slot(start=at(MONDAY, 22), hours=8)) == found


@pytest.mark.parametrize(("hour", "found"), [(6, set()), (5, {"night_to_day"})])
def test_a_day_after_a_night(stage: Stage, hour: int, found: set[str]) -> None:
    nurse = stage.nurse()
    held(stage, nurse, at(MONDAY - DAY, 22), 8)
    assert rules(nurse, stage.slot(start=at(MONDAY + DAY, hour), hours=4)) == found


def test_travel_between_two_sites(stage: Stage) -> None:
    """0.09 degrees of latitude: 10 km, 26 minutes on the road, and 30 to spare: 56."""
    save_figures({"rest_minutes": 0}, stage.by, NOW - DAY)
    other = stage.world.facility(lat=stage.facility.lat + 0.09, lng=stage.facility.lng)
    nurse, slot = stage.nurse(), stage.slot(hours=4)
    stage.world.orientation(nurse, other)
    held(stage, nurse, slot.ends_at + timedelta(minutes=56), 4, unit=stage.world.unit(other))
    assert rules(nurse, slot) == set()
    late = stage.nurse()
    held(stage, late, slot.ends_at + timedelta(minutes=55), 4, unit=stage.world.unit(other))
    assert rules(late, slot) == {"site_change"}


@pytest.mark.parametrize(("limit", "found"), [(24 * 60, set()), (24 * 60 - 1, {"own_hours"})])
def test_the_clinicians_own_hours(stage: Stage, limit: int, found: set[str]) -> None:
    nurse = stage.nurse(max_minutes_week=limit)
    held(stage, nurse, at(MONDAY + timedelta(days=2), 7))
    assert rules(nurse, stage.slot(hours=12)) == found


def test_an_unpaid_meal_counts_for_nobodys_own_hours(stage: Stage) -> None:
    nurse, slot = stage.nurse(max_minutes_week=690), stage.slot(hours=12)
    assert rules(nurse, slot) == {"own_hours"}
    slot.rates = {**slot.rates, "meal_minutes": 30}
    assert rules(nurse, slot) == set()


@pytest.mark.parametrize("status", list(OfferStatus))
def test_an_open_offer_holds_time_like_a_placement(stage: Stage, status: OfferStatus) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=6)
    offer = stage.world.offer(stage.slot(hours=6), nurse, status=status)
    assert rules(nurse, slot) == ({"overlap"} if status is OfferStatus.OPEN else set())
    assert rules(nurse, slot, ignoring=[offer.id]) == set()


@pytest.mark.parametrize("status", list(PlacementStatus))
def test_only_holding_placements_hold_time(stage: Stage, status: PlacementStatus) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=6)
    stage.world.placement(stage.slot(hours=6), nurse, status)
    holding = status.value in {"accepted", "confirmed", "checked_in", "worked"}
    assert rules(nurse, slot) == ({"overlap"} if holding else set())


def test_time_held_on_the_slot_itself_is_no_clash(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    stage.world.placement(slot, nurse)
    assert rules(nurse, slot) == set()


def test_past_work_counts(stage: Stage) -> None:
    nurse = stage.nurse(urgent_opt_in=True)
    worked = stage.slot(start=NOW - timedelta(hours=13), hours=12)
    stage.world.placement(worked, nurse, PlacementStatus.WORKED)
    assert "rest" in rules(nurse, stage.slot(start=NOW + timedelta(hours=1), hours=4))


def test_a_verdict_sees_the_whole_picture_whoever_asks(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot(hours=6)
    held(stage, nurse, slot.starts_at, 6)
    db.session.commit()
    for scope in (
        Scope.facilities(stage.world.agency_id, frozenset({stage.facility.id})),
        Scope.clinician(stage.world.agency_id, nurse.id),
    ):
        with use_scope(scope):
            assert rules(nurse, slot) == {"overlap"}


def test_credentials_of_others_do_not_count(stage: Stage) -> None:
    stage.nurse()
    bare = stage.nurse(file_complete=False)
    assert db.session.query(Credential).count() > 0
    assert rules(bare, stage.slot()) == {"licence", "screenings"}


@pytest.mark.parametrize("side", [DnrSide.FACILITY, DnrSide.AGENCY])
def test_do_not_return_tells_who_asked_and_never_why(stage: Stage, side: DnrSide) -> None:
    nurse = stage.nurse()
    db.session.add(
        DoNotReturn(
            clinician_id=nurse.id,
            facility_id=stage.facility.id,
            scope=DnrScope.FACILITY,
            side=side,
            reason=DnrReason.CLINICAL,
            detail="a private matter",
            starts_on=date(2026, 1, 1),
        )
    )
    text = only(nurse, stage.slot()).text
    assert text == f"do-not-return for facility {stage.facility.name}, asked by the {side}"
