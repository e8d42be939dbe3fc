"""Each sequence rule on both sides of its boundary, alone: in the rules, in the engine and in the checker."""

from __future__ import annotations

import pytest

from solver.check import check
from solver.entities import Pair
from solver.rules import SEQUENCE_RULES, inherited_findings, verdict
from solver.settings import RuleSettings
from tests.solver.world import (
    DAY,
    HOUR,
    assert_allowed,
    assert_blocked,
    clinician,
    commitment,
    lax,
    quick,
    slot,
    world,
)

TESTS = globals()
ELSEWHERE = {"facility_id": "f2", "unit_id": "u2"}
NIGHT = 19 * HOUR


@pytest.mark.parametrize("rule", [rule.name for rule in SEQUENCE_RULES])
def test_every_rule_has_a_test(rule):
    assert f"test_{rule}" in TESTS


def test_overlap():
    first = slot("s1", 7 * HOUR, 8 * HOUR)
    assert_allowed(world(first, slot("s2", 15 * HOUR, 8 * HOUR), settings=lax()))
    assert_blocked(world(first, slot("s2", 15 * HOUR - 1, 8 * HOUR), settings=lax()), "overlap")


def test_rest():
    first = slot("s1", 7 * HOUR, 8 * HOUR)
    settings = lax(rest_minutes=600)
    assert_allowed(world(first, slot("s2", 25 * HOUR, 8 * HOUR), settings=settings))
    assert_blocked(world(first, slot("s2", 25 * HOUR - 1, 8 * HOUR), settings=settings), "rest")


def test_site_change():
    """44.478 km: 10 + ceil(69.4) + 30 = 110 minutes."""
    settings = lax(site_change_minutes=30, travel_base_minutes=10, travel_km_per_hour=50)
    first = slot("s1", 0, 4 * HOUR)
    assert_allowed(world(first, slot("s2", 4 * HOUR + 110, 60, **ELSEWHERE), settings=settings))
    assert_blocked(
        world(first, slot("s2", 4 * HOUR + 109, 60, **ELSEWHERE), settings=settings), "site_change"
    )
    assert_allowed(world(first, slot("s2", 4 * HOUR, 60, virtual=True, **ELSEWHERE), settings=settings))


def test_night_to_day():
    night, settings = slot("s1", NIGHT), lax(night_to_day_minutes=1_440)
    assert_allowed(world(night, slot("s2", NIGHT + 36 * HOUR), settings=settings))
    assert_blocked(world(night, slot("s2", NIGHT + 36 * HOUR - 1), settings=settings), "night_to_day")
    assert_allowed(world(night, slot("s2", NIGHT + DAY), settings=settings))


def test_day_hours():
    settings = lax(day_minutes=750)
    assert_allowed(world(slot(length=750), settings=settings))
    assert_blocked(world(slot(length=751), settings=settings), "day_hours")


def test_day_hours_across_shifts():
    settings = lax(day_minutes=750)
    first = slot("s1", 0, 8 * HOUR)
    assert_allowed(world(first, slot("s2", 8 * HOUR + 690, 8 * HOUR), settings=settings))
    assert_blocked(world(first, slot("s2", 8 * HOUR + 689, 8 * HOUR), settings=settings), "day_hours")


def test_day_hours_of_three_short_shifts():
    settings = lax(day_minutes=750)
    first, second = slot("s1", 0, 250), slot("s2", 500, 250)
    assert_allowed(world(first, second, slot("s3", 1_000, 250), settings=settings))
    assert_blocked(world(first, second, slot("s3", 1_000, 251), settings=settings), "day_hours")


def test_day_hours_allow_the_night_that_the_clocks_make_13_h_long():
    settings = lax(day_minutes=750)
    assert_allowed(world(slot(length=780, local_minutes=750), settings=settings))
    assert_blocked(world(slot(length=780, local_minutes=751), settings=settings), "day_hours")


def test_day_hours_under_an_emergency_override():
    settings = lax(day_minutes=750, emergency_override=True)
    assert_allowed(world(slot(length=960), settings=settings))
    assert_blocked(world(slot(length=961), settings=settings), "day_hours")


def test_week_hours():
    settings = lax(week_minutes=3_600)
    four = [slot(f"s{day}", day * DAY) for day in range(4)]
    assert_allowed(world(*four, slot("s6", 6 * DAY, 720), settings=settings))
    assert_blocked(world(*four, slot("s6", 6 * DAY, 721), settings=settings), "week_hours")


def test_week_hours_roll():
    settings = lax(week_minutes=3_600)
    five = [slot(f"s{day}", day * DAY) for day in range(5)]
    assert_allowed(world(*five, slot("s7", 7 * DAY), settings=settings))
    assert_blocked(world(*five, slot("s7", 7 * DAY - 1), settings=settings), "week_hours")


def test_long_days():
    settings = lax(max_long_days=4)
    four = [slot(f"s{day}", day * DAY) for day in range(4)]
    assert_allowed(world(*four, slot("s4", 4 * DAY, 659), settings=settings))
    assert_blocked(world(*four, slot("s4", 4 * DAY, 660), settings=settings), "long_days")


def test_long_days_add_up_shifts_that_start_on_one_day():
    settings = lax(max_long_days=4)
    four = [slot(f"s{day}", day * DAY) for day in range(4)]
    morning = slot("s4", 4 * DAY, 330)
    assert_allowed(world(*four, morning, slot("s5", 4 * DAY + 400, 329), settings=settings))
    assert_blocked(world(*four, morning, slot("s5", 4 * DAY + 400, 330), settings=settings), "long_days")


def test_consecutive_days():
    settings = lax(max_days=6)
    six = [slot(f"s{day}", day * DAY, 8 * HOUR) for day in range(6)]
    assert_allowed(world(*six, slot("s7", 7 * DAY, 8 * HOUR), settings=settings))
    assert_blocked(world(*six, slot("s6", 6 * DAY, 8 * HOUR), settings=settings), "consecutive_days")


def test_consecutive_nights():
    settings = lax(max_nights=3)
    three = [slot(f"s{day}", day * DAY + NIGHT) for day in range(3)]
    assert_allowed(world(*three, slot("s4", 4 * DAY + NIGHT), settings=settings))
    assert_blocked(world(*three, slot("s3", 3 * DAY + NIGHT), settings=settings), "consecutive_nights")


def test_consecutive_nights_are_followed_by_24_h_off():
    settings = lax(max_nights=3, recovery_minutes=1_440)
    three = [slot(f"s{day}", day * DAY + NIGHT) for day in range(3)]
    day_shift = 2 * DAY + NIGHT + 12 * HOUR + DAY
    assert_allowed(world(*three, slot("s4", day_shift, 8 * HOUR), settings=settings))
    assert_blocked(
        world(*three, slot("s4", day_shift - 1, 8 * HOUR), settings=settings), "consecutive_nights"
    )
    assert_allowed(world(*three[1:], slot("s4", day_shift - 1, 8 * HOUR), settings=settings))


def test_own_hours():
    two = (slot("s1"), slot("s2", 2 * DAY))
    assert_allowed(world(*two, clinician(max_minutes_week=1_440)))
    assert_blocked(world(*two, clinician(max_minutes_week=1_439)), "own_hours")
    apart = (slot("s1"), slot("s2", 6 * DAY))  # Sunday: the next workweek
    assert_allowed(world(*apart, clinician(max_minutes_week=720)))


@pytest.mark.parametrize("kind", ["placement", "offer", "worked"])
def test_commitments_hold_time(kind):
    held = commitment("k1", 7 * HOUR, kind=kind)
    assert_allowed(world(held, slot("s1", 31 * HOUR)))
    problem = world(held, slot("s1", 28 * HOUR))
    assert "rest" in {finding.rule for finding in verdict(problem, problem.clinicians[0], problem.slots[0])}
    assert quick(problem).unfilled == ("s1",)


def test_breaches_among_commitments_are_inherited():
    held = [commitment(f"k{day}", day * DAY) for day in range(7)]
    problem = world(*held, slot("far", 10 * DAY), slot("near", 7 * DAY))
    findings = inherited_findings(problem, problem.clinicians[0])
    assert {"week_hours", "long_days", "consecutive_days"} <= {finding.rule for finding in findings}
    assert all(finding.inherited for finding in findings)
    solution = quick(problem)
    assert [pair.slot_id for pair in solution.placements] == ["far"]
    assert check(problem, solution) == []


@pytest.mark.parametrize(
    ("rule", "figure", "held", "start"),
    [
        (
            "consecutive_nights",
            {"max_nights": 3},
            [(day * DAY + NIGHT, 720) for day in range(3)],
            3 * DAY + NIGHT,
        ),
        ("consecutive_days", {"max_days": 6}, [(day * DAY, 60) for day in range(6)], 6 * DAY),
        ("long_days", {"max_long_days": 4}, [(day * DAY, 660) for day in range(4)], 4 * DAY),
    ],
)
def test_runs_count_commitments(rule, figure, held, start):
    standing = [commitment(f"k{at}", *times) for at, times in enumerate(held)]
    settings = lax(**figure)
    assert_blocked(world(*standing, slot("s1", start), settings=settings), rule)
    assert_allowed(world(*standing[1:], slot("s1", start), settings=settings))


def test_findings_carry_their_figures():
    problem = world(commitment("k1", NIGHT), slot("s1", NIGHT + 12 * HOUR + 510, 8 * HOUR))
    (found,) = [f for f in verdict(problem, problem.clinicians[0], problem.slots[0]) if f.rule == "rest"]
    assert (found.figure, found.limit, found.duties) == (510, 600, ("k1", "s1"))
    assert "8 h 30 min" in found.text
    assert "10 h needed" in found.text


def test_default_settings_are_the_agency_rules():
    settings = RuleSettings()
    assert (settings.rest_minutes, settings.day_minutes, settings.week_minutes) == (600, 750, 3_600)
    assert (settings.max_long_days, settings.max_days, settings.max_nights) == (4, 6, 3)


def test_pins_that_contradict_each_other_are_refused_not_infeasible():
    pins = (Pair(clinician_id="c1", slot_id="s1"), Pair(clinician_id="c1", slot_id="s2"))
    problem = world(slot("s1"), slot("s2", 8 * HOUR), clinician(), clinician("c2"), pinned=pins)
    solution = quick(problem)
    assert Pair(clinician_id="c1", slot_id="s1") in solution.placements
    assert [refusal.pair for refusal in solution.refused_pins] == [pins[1]]
    assert "overlap" in solution.refused_pins[0].reasons[0]
    assert check(problem, solution) == []
