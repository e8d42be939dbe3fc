"""Each pairing rule on both sides of its boundary: in the rules, in the engine and in the checker."""

from __future__ import annotations

import pytest

from solver.entities import DNR_SIDES, CompactState, Credential, DoNotReturn, Facility, Pair, ScreeningCheck
from solver.rules import PAIRING_RULES
from tests.solver.world import (
    DAY,
    END,
    HOUR,
    MONDAY,
    NOW,
    assert_allowed,
    assert_blocked,
    clinician,
    slot,
    world,
)

TESTS = globals()
START, FINISH = MONDAY + 7 * HOUR, MONDAY + 19 * HOUR


@pytest.mark.parametrize("rule", [rule.name for rule in PAIRING_RULES])
def test_every_rule_has_a_test(rule):
    assert f"test_{rule}" in TESTS


def test_role():
    assert_allowed(world(slot(), clinician(roles=("CNA", "RN"))))
    assert_blocked(world(slot(), clinician(roles=("CNA",))), "role")


def test_age():
    assert_allowed(world(slot(), clinician(adult=True)))
    assert_blocked(world(slot(), clinician(adult=False)), "age")


def test_licence():
    assert_allowed(world(slot(), clinician(credentials=(_licence("TX"),))))
    assert_blocked(world(slot(), clinician(credentials=(_licence("NM"),))), "licence")


def test_licence_outlives_the_shift_by_a_day():
    assert_allowed(world(slot(), clinician(credentials=(_licence("TX", expires_minute=FINISH + DAY),))))
    late = _licence("TX", expires_minute=FINISH + DAY - 1)
    assert_blocked(world(slot(), clinician(credentials=(late,))), "licence")


def test_licence_covers_every_patient_state_of_a_virtual_shift():
    both = slot(virtual=True, patient_states=("TX", "OK"))
    assert_allowed(world(both, clinician(credentials=(_licence("TX", multistate=True),))))
    assert_blocked(world(both, clinician(credentials=(_licence("TX"),))), "licence")
    assert_allowed(world(both, clinician(credentials=(_licence("TX"), _licence("OK")))))


def test_licence_compact_needs_the_state_of_residence_and_both_operating():
    there = slot(patient_states=("OK",))
    papers = (_licence("TX", multistate=True),)
    assert_allowed(world(there, clinician(credentials=papers)))
    assert_blocked(world(there, clinician(credentials=papers, residence_state="OK")), "licence")
    until = (CompactState(state="TX"), CompactState(state="OK", until_minute=FINISH))
    assert_allowed(world(there, clinician(credentials=papers), compact_states=until))
    left = (CompactState(state="TX"), CompactState(state="OK", until_minute=FINISH - 1))
    assert_blocked(world(there, clinician(credentials=papers), compact_states=left), "licence")


def test_licence_compact_is_not_for_every_role():
    there = slot(role="MD", patient_states=("OK",))
    paper = Credential(kind="MD", state="TX", multistate=True)
    assert_blocked(world(there, clinician(roles=("MD",), credentials=(paper,))), "licence")


def test_certifications():
    needing = slot(required_certifications=("BLS",))
    good = Credential(kind="BLS", expires_minute=FINISH + DAY)
    short = Credential(kind="BLS", expires_minute=FINISH + DAY - 1)
    assert_allowed(world(needing, clinician(credentials=(_licence("TX"), good))))
    assert_blocked(world(needing, clinician(credentials=(_licence("TX"), short))), "certifications")


@pytest.mark.parametrize("status", ["unverified", "expired", "suspended", "rejected"])
def test_certifications_count_only_in_good_status(status):
    needing = slot(required_certifications=("BLS",))
    paper = Credential(kind="BLS", status=status)
    assert_blocked(world(needing, clinician(credentials=(_licence("TX"), paper))), "certifications")


def test_skills():
    needing = slot(required_skills=("icu", "vent"))
    assert_allowed(world(needing, clinician(skills=("vent", "icu"))))
    assert_blocked(world(needing, clinician(skills=("icu",))), "skills")


def test_charge():
    needing = slot(charge_needed=True)
    assert_allowed(world(needing, clinician(skills=("charge",))))
    assert_blocked(world(needing, clinician()), "charge")


def test_languages():
    needing = slot(required_languages=("es",))
    assert_allowed(world(needing, clinician(languages=("en", "es"))))
    assert_blocked(world(needing, clinician(languages=("en",))), "languages")


def test_screenings():
    assert_allowed(world(slot(), clinician(screenings=_checked(31 * DAY))))
    assert_blocked(world(slot(), clinician(screenings=_checked(31 * DAY + 1))), "screenings")


def test_screenings_of_registries_concern_aides_in_long_term_care():
    monthly = _checked(0)[:2]
    aide = clinician(roles=("CNA",), screenings=monthly)
    assert_blocked(world(slot(role="CNA"), aide), "screenings")
    assert_allowed(world(slot(role="CNA", facility_id="f2", unit_id="u2"), aide))
    assert_allowed(world(slot(), clinician(screenings=monthly)))


@pytest.mark.parametrize(("scope", "scope_id"), [("unit", "u1"), ("facility", "f1"), ("system", "sys")])
@pytest.mark.parametrize("by", DNR_SIDES)
def test_do_not_return(scope, scope_id, by):
    entry = DoNotReturn(clinician_id="c1", scope=scope, scope_id=scope_id, by=by)
    assert_blocked(world(slot(), do_not_return=(entry,)), "do_not_return")
    assert_allowed(world(slot(facility_id="f2", unit_id="u2"), do_not_return=(entry,)))


def test_blocked_facility():
    assert_allowed(world(slot(), clinician(blocked_facilities=("f2",))))
    assert_blocked(world(slot(), clinician(blocked_facilities=("f1",))), "blocked_facility")


def test_orientation():
    assert_allowed(world(slot(), clinician(orientations=("f1",))))
    assert_blocked(world(slot(), clinician(orientations=("f2",))), "orientation")


def test_orientation_only_where_asked_for():
    open_house = (Facility(id="f1", latitude=32, longitude=-97, orientation_required=False),)
    untried = clinician(orientations=())
    fields = {"facilities": open_house, "units": world().units[:1]}
    assert_allowed(world(slot(), untried, **fields))


def test_distance():
    far = slot(facility_id="f2", unit_id="u2")  # 0.4 degrees of latitude
    assert_allowed(world(far, clinician(max_distance_metres=44_478)))
    assert_blocked(world(far, clinician(max_distance_metres=44_477)), "distance")
    assert_allowed(
        world(slot(facility_id="f2", unit_id="u2", virtual=True), clinician(max_distance_metres=1))
    )


def test_availability():
    assert_allowed(world(slot(), clinician(availability=((START, FINISH),))))
    assert_blocked(world(slot(), clinician(availability=((START + 1, FINISH),))), "availability")
    assert_blocked(
        world(slot(), clinician(availability=((START, FINISH - 1), (FINISH, END)))), "availability"
    )


def test_notice():
    assert_allowed(world(slot(), clinician(minimum_notice_minutes=START - NOW)))
    assert_blocked(world(slot(), clinician(minimum_notice_minutes=START - NOW + 1)), "notice")


def test_rejected():
    others = (Pair(clinician_id="c1", slot_id="s2"),)
    assert_allowed(world(slot()))
    assert_blocked(world(slot("s1"), slot("s2", start=3 * DAY), forbidden=others), "rejected")


def _licence(state: str, **fields):
    return Credential(kind="RN", state=state, **fields)


def _checked(age: int):
    monthly = [ScreeningCheck(kind=kind, checked_minute=NOW - age) for kind in ("oig_leie", "texas_oig")]
    yearly = [
        ScreeningCheck(kind=k, checked_minute=NOW) for k in ("nurse_aide_registry", "employee_misconduct")
    ]
    return (*monthly, *yearly)
