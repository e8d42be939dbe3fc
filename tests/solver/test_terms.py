"""Each term at its reference points, in the rules half and in the checker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.check.value import TERM_CHECKS
from solver.entities import Coaching, Facility, Pair, Tier, Unit, UnitHistory, WeightedTerm, Wishes
from solver.presets import (
    DEFAULT_PRESET,
    MOST_IN_DEFAULT,
    ON_TOP,
    VALUE_SHARES,
    Unbounded,
    preset,
    refuse_unbounded,
    value_shares,
)
from solver.terms import TERMS
from solver.terms.base import POINT, Curve
from solver.value import Plan, plan_points
from tests.solver.world import DAY, HOUR, MONDAY, clinician, commitment, quick, slot, stated, world

TESTS = globals()


@pytest.mark.parametrize("term", [term.name for term in TERMS])
def test_every_term_has_a_test(term):
    assert f"test_{term}" in TESTS


def points(problem, term) -> float:
    """Points of giving c1 every slot; the checker must find the same."""
    shifts = np.arange(len(problem.slots))
    found = int(plan_points(problem, term, Plan(np.zeros_like(shifts), shifts)).sum()) / POINT
    given = [(problem.clinicians[0], shift) for shift in problem.slots]
    assert TERM_CHECKS[term](problem, given) == pytest.approx(found)
    return found


def test_fill():
    assert points(world(slot(priority=3), slot("s2", 2 * DAY)), "fill") == 4


@pytest.mark.parametrize(
    ("means", "contact", "worth"),
    [((0.6, 0.6), 100, 0), ((0.95, 0.95), 100, 1000), ((0.99, 0.99), 100, 1000), ((0.5, 0.5), 100, 0),
     ((0.775, 0.775), 100, 500), ((0.95, 0.95), 20, 200), ((0.95, 0.60), 100, 750)],
)  # fmt: skip
def test_communication(means, contact, worth):
    shift = slot(contact_percent=contact, dimension_weights=(3, 1))
    assert points(world(shift, clinician(communication=means)), "communication") == worth


def test_communication_where_no_dimension_applies():
    assert points(world(slot(dimension_weights=(0, 0))), "communication") == 0


def coached(*plans):
    """c1 with a mean of .775 (500 points), set back by these (from, until, percent), minutes of Monday."""
    made = (Coaching(from_minute=MONDAY + a, until_minute=MONDAY + b, setback_percent=c) for a, b, c in plans)
    return clinician(communication=(0.775, 0.775), coaching=tuple(made))


@pytest.mark.parametrize(
    ("plans", "worth"),
    [
        ([], 500),
        ([(0, 7 * HOUR + 1, 7)], 300),
        ([(0, 7 * HOUR, 7)], 500),
        ([(7 * HOUR, 8 * HOUR, 7)], 300),
        ([(7 * HOUR + 1, 8 * HOUR, 7)], 500),
        ([(0, DAY, 7), (0, DAY, 3)], 300),
    ],
)
def test_communication_counts_lower_until_a_coaching_plan_ends(plans, worth):
    """The slot starts at 07:00; a plan covers it from its first minute until before its last."""
    assert points(world(slot(contact_percent=100), coached(*plans)), "communication") == worth


def test_coaching_makes_way_for_somebody_else_only_while_it_lasts():
    tiers = (Tier(name="only", terms=(WeightedTerm(term="communication", weight=1),)),)
    other = clinician("c2", communication=(0.72, 0.72))
    for end, taker in ((DAY, "c2"), (7 * HOUR, "c1")):
        solution = quick(world(coached((0, end, 10)), other, slot(), tiers=tiers))
        assert [pair.clinician_id for pair in solution.placements] == [taker]


def asking(minimum):
    """u1 asks for this average."""
    return (
        Unit(id="u1", facility_id="f1", minimum_communication=minimum),
        Unit(id="u2", facility_id="f2"),
    )


@pytest.mark.parametrize(
    ("mean", "minimum", "worth"),
    [(0.80, 0.80, 0), (0.85, 0.80, 0), (0.765, 0.80, -200), (0.60, 0.95, -2000), (0.4, 0.95, -2000),
     (0.60, None, 0)],
)  # fmt: skip
def test_unit_average(mean, minimum, worth):
    """Two slots of one unit: .35 below the minimum costs 1000 points each."""
    problem = world(slot(), slot("s2", 2 * DAY), clinician(communication=(mean, mean)), units=asking(minimum))
    assert points(problem, "unit_average") == pytest.approx(worth)


def test_unit_average_is_of_all_who_are_placed_there():
    """.85 and .75 make .80; a third of .75 pulls the unit down by what she lacks."""
    people = [clinician(f"c{at}", communication=(mean, mean)) for at, mean in enumerate((0.85, 0.75, 0.75))]
    problem = world(*people, *(slot(f"s{at}", at * DAY) for at in range(3)), units=asking(0.80))
    both, all_three = (
        TERM_CHECKS["unit_average"](problem, list(zip(people, problem.slots, strict=True))[:count])
        for count in (2, 3)
    )
    assert (both, all_three) == (pytest.approx(0), pytest.approx(-142.86))
    rows = np.arange(3)
    found = plan_points(problem, "unit_average", Plan(rows, rows)) / POINT
    assert found.tolist() == pytest.approx([0, -71.43, -71.43], abs=0.02)


@pytest.mark.parametrize(("explore", "little", "worth"), [(1, 1, 1000), (0, 1, 0), (1, 0, 0)])
def test_exploration(explore, little, worth):
    problem = world(slot(explore=bool(explore)), clinician(little_rated=bool(little)))
    assert points(problem, "exploration") == worth


def test_exploration_never_costs_fill():
    """Only c1 can do the second shift, which comes too soon after the reserved one."""
    problem = world(
        clinician("c1", little_rated=True, skills=("icu",)),
        clinician("c2"),
        slot("s1", explore=True),
        slot("s2", 8 * HOUR, required_skills=("icu",)),
        tiers=preset(DEFAULT_PRESET, "exploration"),
    )
    assert len(quick(problem).placements) == 2


@pytest.mark.parametrize(("shifts", "worth"), [(0, 0), (1, 250), (4, 1000), (9, 1000)])
def test_continuity(shifts, worth):
    history = (UnitHistory(unit_id="u1", shifts=shifts), UnitHistory(unit_id="u2", shifts=4))
    assert points(world(slot(), clinician(history=history)), "continuity") == worth


def liking(problem_slot, asked=(), **wishes) -> float:
    """Points of c1, who wishes this, on one slot at u1 of f1."""
    person = clinician(wishes=Wishes(**wishes))
    return points(world(replace(problem_slot, preferred_clinicians=asked), person), "preferences")


@pytest.mark.parametrize(("asked", "worth"), [((), 300), (("c1",), 700)])
def test_preferences(asked, worth):
    """Nobody's wish: halfway. The facility's own wish stands beside it."""
    assert liking(slot(), asked) == worth


@pytest.mark.parametrize(("weight", "worth"), [(-2, 150), (-1, 225), (0, 300), (1, 375), (2, 450)])
def test_preferences_of_every_strength(weight, worth):
    assert liking(slot(), units=(("u1", weight),)) == worth
    assert liking(slot(), facilities=(("f1", weight),)) == worth
    assert liking(slot(), kinds=(("day", weight),)) == worth
    assert liking(slot(start=5 * DAY), kinds=(("weekend", weight),)) == worth


def test_preferences_for_other_places_and_hours_do_not_matter():
    wishes = {"units": (("u2", 2),), "facilities": (("f2", -2),), "kinds": (("night", -2), ("weekend", 2))}
    assert liking(slot(), **wishes) == 300
    assert liking(slot(kind="night"), **wishes) == 150


@pytest.mark.parametrize(
    ("one", "other", "worth"), [(1, 1, 450), (2, 1, 450), (2, -1, 375), (2, -2, 300), (-1, -2, 150)]
)
def test_preferences_that_meet_are_added_and_kept_in_range(one, other, worth):
    assert liking(slot(), units=(("u1", one),), facilities=(("f1", other),)) == worth
    assert liking(slot(start=5 * DAY), kinds=(("day", one), ("weekend", other))) == worth


@pytest.mark.parametrize(("weight", "asked", "worth"), [(-2, (), 0), (2, ("c1",), 1000)])
def test_preferences_stay_within_their_reference(weight, asked, worth):
    wishes = {"units": (("u1", weight),), "facilities": (("f1", weight),), "kinds": (("day", weight),)}
    assert liking(slot(), asked, **wishes) == worth


def test_travel():
    sites = {0.0: 1000.0, 0.3: 411.11, 5.0: 0.0}  # degrees of latitude: 10, 10 + 53, 10 + 868 minutes
    for north, worth in sites.items():
        places = (Facility(id="f1", latitude=32 + north, longitude=-97),)
        problem = world(slot(), clinician(orientations=("f1",)), facilities=places, units=(_UNIT,))
        assert points(problem, "travel") == pytest.approx(worth, abs=0.01)
    assert points(world(slot(virtual=True), clinician(latitude=45.0)), "travel") == 1000


def test_overtime():
    """$50/h: a premium of $25/h, 30 cents a point: 1.39 points a minute (a hundredth is the grain)."""
    week = [slot(f"s{day}", day * DAY, 8 * HOUR) for day in range(5)]
    paid = clinician(regular_rate_cents=5_000)
    assert points(world(*week, paid), "overtime") == 0
    assert points(world(*week, slot("s5", 5 * DAY, 60), paid), "overtime") == pytest.approx(-60 * 1.39)
    apart = slot("s6", 6 * DAY, 60)  # Sunday: the next workweek
    assert points(world(*week, apart, paid), "overtime") == 0


def test_overtime_counts_what_commitments_leave():
    held = [commitment(f"k{day}", day * DAY, 10 * HOUR) for day in range(4)]
    paid = clinician(regular_rate_cents=5_000)
    assert points(world(*held, slot("s1", 5 * DAY, 60), paid), "overtime") == pytest.approx(-60 * 1.39)
    assert points(world(*held[1:], slot("s1", 5 * DAY, 600), paid), "overtime") == 0


@pytest.mark.parametrize(("minutes", "worth"), [(100, 100), (360, 360), (460, 410), (720, 540), (820, 490)])
def test_fairness(minutes, worth):
    problem = world(slot(length=minutes), clinician(wanted_minutes=720))
    assert points(problem, "fairness") == worth


def test_fairness_counts_commitments_of_the_horizon():
    inside, before = commitment("k1", 4 * DAY, 360), commitment("k2", -2 * DAY, 360)
    wish = clinician(wanted_minutes=720)
    assert points(world(slot(length=100), inside, wish), "fairness") == 50
    assert points(world(slot(length=100), before, wish), "fairness") == 100


def test_stability():
    kept = (Pair(clinician_id="c1", slot_id="s1"),)
    problem = world(slot(), slot("s2", 2 * DAY), published=kept)
    assert points(problem, "stability") == 1000


@pytest.mark.parametrize("name", VALUE_SHARES)
def test_presets_are_shares_of_100_with_bounded_communication(name):
    shares = VALUE_SHARES[name]
    assert sum(shares.values()) == 100
    assert 0 < shares["communication"] <= 30
    fill, value = preset(name)
    assert [row.term for row in fill.terms] == ["fill"]
    assert "fill" not in {row.term for row in value.terms}


def test_no_other_term_of_the_default_is_above_20():
    others = {**VALUE_SHARES["balanced"]}
    assert others.pop("communication") == 30
    assert max(others.values()) <= 20


def test_what_a_run_adds_comes_on_top_and_stays_bounded():
    shares = value_shares(DEFAULT_PRESET, "unit_average")
    assert shares == {**VALUE_SHARES[DEFAULT_PRESET], "unit_average": 20}
    for name in VALUE_SHARES:
        refuse_unbounded(value_shares(name, *ON_TOP))


@pytest.mark.parametrize(
    ("shares", "allowed"),
    [
        ({"communication": 30, "travel": 20, "continuity": 20, "overtime": 20, "fairness": 10}, True),
        ({"communication": 31, "travel": 20, "continuity": 20, "overtime": 20, "fairness": 9}, False),
        ({"communication": 29, "travel": 21, "continuity": 20, "overtime": 20, "fairness": 10}, False),
    ],
)
def test_weights_beyond_their_part_are_refused(shares, allowed):
    if allowed:
        refuse_unbounded(shares, MOST_IN_DEFAULT)
    else:
        with pytest.raises(Unbounded):
            refuse_unbounded(shares, MOST_IN_DEFAULT)


@pytest.mark.parametrize("standing", [0, 300, 360, 700, 720, 900])
def test_curves_are_concave(standing):
    curve = Curve(None, standing, ((0, 100), (360, 50), (720, -50)))
    gains = [curve.gain(minutes) for minutes in range(0, 1_500, 10)]
    steps = np.diff(gains)
    assert (np.diff(steps) <= 0).all()


@pytest.mark.parametrize("term", [term.name for term in TERMS])
def test_engine_prefers_what_the_term_prefers(term):
    """Two candidates who differ in one term only: the better one is placed."""
    wish = {"communication": (0.9, 0.9), "history": (UnitHistory(unit_id="u1", shifts=4),)}
    better = {
        "communication": {"communication": wish["communication"]},
        "continuity": {"history": wish["history"]},
        "preferences": {"wishes": Wishes(units=(("u1", 1),))},
        "travel": {},
        "overtime": {"regular_rate_cents": 0},
        "fairness": {"wanted_minutes": 720},
        "stability": {},
        "fill": {},
        "unit_average": {"communication": (0.85, 0.85)},
        "exploration": {"little_rated": True},
    }[term]
    worse = {"regular_rate_cents": 5_000} | ({"latitude": 33.0} if term == "travel" else {})
    tiers = (Tier(name="only", terms=(WeightedTerm(term=term, weight=1),)),)
    held = [
        commitment(f"{person}-{day}", day * DAY, 10 * HOUR, clinician_id=person)
        for person in ("good", "bad")
        for day in range(4)
        if term == "overtime"
    ]
    problem = world(
        clinician("bad", **worse),
        clinician("good", **better),
        slot("s1", 5 * DAY, explore=True),
        *held,
        units=asking(0.85) if term == "unit_average" else asking(None),
        tiers=(*_FILLED, *tiers) if term == "unit_average" else tiers,
        published=(Pair(clinician_id="good", slot_id="s1"),),
    )
    solution = quick(problem)
    best = max(stated(problem, (person, "s1")).objective for person in ("good", "bad"))
    assert solution.objective == max(best, 0.0)
    if term not in ("fill", "overtime"):
        assert [pair.clinician_id for pair in solution.placements] == ["good"]


@pytest.mark.parametrize(
    ("wishes", "day"),
    [
        ({"units": (("u1", -1),)}, 0),
        ({"facilities": (("f1", -1),)}, 0),
        ({"kinds": (("day", -1),)}, 0),
        ({"kinds": (("weekend", -1),)}, 5),
    ],
)
def test_engine_spares_whom_a_shift_displeases(wishes, day):
    """Somebody without wishes comes before somebody who would rather not, whoever is listed first."""
    tiers = (Tier(name="only", terms=(WeightedTerm(term="preferences", weight=1),)),)
    people = clinician("rather not", wishes=Wishes(**wishes)), clinician("no wish")
    for listed in (people, people[::-1]):
        solution = quick(world(*listed, slot("s1", day * DAY), tiers=tiers))
        assert [pair.clinician_id for pair in solution.placements] == ["no wish"]


_UNIT = Unit(id="u1", facility_id="f1")
_FILLED = (Tier(name="fill", terms=(WeightedTerm(term="fill", weight=1),)),)
