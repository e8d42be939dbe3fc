"""How a match uses communication: floors, reserved shifts, coaching, units that ask for an average."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from solver.engine import solve
from solver.entities import Clinician as Person
from solver.entities import Coaching
from solver.limits import Limits
from solver.presets import DEFAULT_PRESET, VALUE_SHARES
from solver.times import to_minute
from staffing.clinicians.models import Clinician
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.coaching.queries import setbacks
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.matching.options import Options
from staffing.matching.outcome import MarginRule, outcome_of
from staffing.matching.problem_builder import Built, Selection, build
from staffing.matching.problem_builder.communication import DIMENSIONS
from staffing.ratings.models import Answer
from staffing.ratings.scores import score_book
from staffing.requests.models import Priority, Slot
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage
from tests.ratings.makers import rated

RESPECT = DIMENSIONS.index("on_site.respect")
TODAY = NOW.date()


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def built(*slots: Slot, **options: int | None) -> Built:
    return build(Selection(now=NOW, slot_ids=[slot.id for slot in slots], options=Options(**options)))


def person(found: Built, clinician: Clinician) -> Person:
    return found.problem.clinicians[found.problem.clinician_index[f"c{clinician.id}"]]


def weights(found: Built) -> dict[str, int]:
    return {row.term: row.weight for row in found.problem.tiers[-1].terms}


def judged(stage: Stage, raters: int, answer: Answer) -> Clinician:
    """A nurse judged by so many people, once each, in another unit."""
    nurse, elsewhere = stage.nurse(), stage.world.unit(stage.facility)
    for rater in range(raters):
        rated(stage.world, nurse, elsewhere, answer, rater=f"account:{rater}", days_ago=20 + rater)
    return nurse


@pytest.mark.parametrize(("raters", "lifted"), [(4, True), (5, False)])
def test_newcomers_are_never_below_the_prior(stage: Stage, raters: int, lifted: bool) -> None:
    nurse = judged(stage, raters, Answer.NEVER)
    found = person(built(stage.slot()), nurse)
    assert found.little_rated is lifted
    assert (found.communication[RESPECT] == 0.8) is lifted
    assert found.communication[RESPECT] <= 0.8


@pytest.mark.parametrize(("raters", "floor", "mean"), [(4, 85, 0.85), (4, 60, 0.8), (5, 85, None)])
def test_a_run_may_lift_newcomers_to_a_floor(stage: Stage, raters: int, floor: int, mean: float) -> None:
    nurse = judged(stage, raters, Answer.NEVER)
    found = person(built(stage.slot(), newcomer_floor=floor), nurse)
    if mean is None:
        assert found.communication[RESPECT] < 0.8
    else:
        assert found.communication[RESPECT] == mean


def test_newcomers_who_do_better_keep_what_they_earned(stage: Stage) -> None:
    nurse = judged(stage, 4, Answer.ALWAYS)
    found = person(built(stage.slot(), newcomer_floor=81), nurse)
    assert found.communication[RESPECT] > 0.81


def dimensions_of(found: Built) -> dict[str, int]:
    (slot,) = found.problem.slots
    return dict(zip(DIMENSIONS, slot.dimension_weights, strict=True))


def test_each_kind_of_slot_weighs_its_own_dimension(stage: Stage) -> None:
    stage.nurse()
    plain = dimensions_of(built(stage.slot()))
    virtual = dimensions_of(built(stage.slot(setting=Setting.VIRTUAL)))
    bills = dimensions_of(built(stage.slot(role="BILLER")))
    informed = dimensions_of(built(stage.slot(patients_read_up=True)))
    assert (virtual["virtual.virtual_manner"], plain["virtual.virtual_manner"]) == (130, 0)
    assert plain["on_site.virtual_manner"] == 0
    assert max(bills, key=lambda name: bills[name]) == "on_site.billing_clarity"
    assert (plain["on_site.informed_patient"], informed["on_site.informed_patient"]) == (150, 261)


def test_options_out_of_range_are_named() -> None:
    for good in (Options(), Options(newcomer_floor=60), Options(newcomer_floor=95, explore_percent=20)):
        assert good.faults == []
        assert Options.of(good.as_json()) == good
    for bad in (Options(newcomer_floor=59), Options(newcomer_floor=96), Options(explore_percent=21)):
        assert len(bad.faults) == 1
    assert Options.of({}) == Options()


def test_shifts_are_reserved_by_lot_where_nobody_is_asked_for(stage: Stage) -> None:
    nurse = stage.nurse()
    plain = stage.request(heads=18).slots
    critical = stage.slot(priority=Priority.CRITICAL)
    named = stage.slot(preferred_clinician_ids=[nurse.id])
    found = built(*plain, critical, named, explore_percent=20)
    chosen = [slot.id for slot in found.problem.slots if slot.explore]
    assert len(chosen) == 4
    assert not {f"s{critical.id}", f"s{named.id}"} & set(chosen)
    assert weights(found) == {**VALUE_SHARES[DEFAULT_PRESET], "exploration": 20}
    again = built(*plain, critical, named, explore_percent=20)
    assert [slot.id for slot in again.problem.slots if slot.explore] == chosen
    other = build(
        Selection(now=NOW, slot_ids=[slot.id for slot in plain], options=Options(explore_percent=20), seed=2)
    )
    assert [slot.id for slot in other.problem.slots if slot.explore] != chosen


def test_nothing_is_reserved_unless_asked(stage: Stage) -> None:
    stage.nurse()
    found = built(*stage.request(heads=5).slots)
    assert not any(slot.explore for slot in found.problem.slots)
    assert weights(found) == VALUE_SHARES[DEFAULT_PRESET]


def facts(found: Built) -> dict[str, object]:
    solution = solve(found.problem, Limits(seconds=5, workers=1))
    return outcome_of(found, solution, score_book(NOW), MarginRule(0, 0), lambda: None).summary


def test_the_summary_tells_who_got_reserved_shifts(stage: Stage) -> None:
    judged(stage, 6, Answer.ALWAYS)
    stage.nurse()
    slots = [stage.slot(start=at(MONDAY + day * DAY, 7)) for day in range(5)]
    assert facts(built(*slots))["exploration"] == {"reserved": 0, "taken": 0}
    assert facts(built(*slots, explore_percent=20))["exploration"] == {"reserved": 1, "taken": 1}


@pytest.mark.parametrize(("raters", "told"), [(4, True), (5, False)])
def test_a_placement_tells_the_true_mean_beside_what_it_counted_as(
    stage: Stage, raters: int, told: bool
) -> None:
    nurse = judged(stage, raters, Answer.NEVER)
    found = built(stage.slot())
    solution = solve(found.problem, Limits(seconds=5, workers=1))
    (row,) = outcome_of(found, solution, score_book(NOW), MarginRule(0, 0), lambda: None).proposals
    assert row.clinician_id == nurse.id
    said = row.score["communication"]
    assert said["mean"] < 0.8
    assert said.get("counted_as") == (0.8 if told else None)


def test_a_units_minimum_comes_with_its_weight_and_its_result(stage: Stage) -> None:
    stage.nurse()
    slot = stage.slot()
    assert "unit_average" not in weights(built(slot))
    stage.unit.minimum_communication = 85
    db.session.flush()
    found = built(slot)
    assert weights(found)["unit_average"] == 20
    assert {unit.minimum_communication for unit in found.problem.units} == {0.85}
    expected = [{"unit_id": stage.unit.id, "minimum": 85, "average": 0.8}]
    assert facts(found)["unit_averages"] == expected


def test_of_two_the_better_runner_up_counts_with_the_unit(stage: Stage) -> None:
    """What a plan loses with the runner-up includes what the unit then lacks."""
    stage.nurse()
    poorer = judged(stage, 6, Answer.SOMETIMES)
    slot = stage.slot()
    stage.unit.minimum_communication = 80
    db.session.flush()
    found = built(slot)
    solution = solve(found.problem, Limits(seconds=5, workers=1))
    (row,) = outcome_of(found, solution, score_book(NOW), MarginRule(0, 0), lambda: None).proposals
    assert row.runner_up is not None
    assert row.runner_up["clinician_id"] == poorer.id
    assert row.score["terms"]["unit_average"] == 0
    assert row.runner_up["terms"]["unit_average"] > 0


def plan(clinician: Clinician, starts: date, ends: date, percent: int = 5, **facts: object) -> CoachingPlan:
    row = CoachingPlan(
        clinician_id=clinician.id,
        agreed="Listen first.",
        starts_on=starts,
        ends_on=ends,
        setback_percent=percent,
        **facts,
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_open_coaching_plans_reach_the_match_until_their_last_day(stage: Stage) -> None:
    coached, over, done, none = (stage.nurse() for _ in range(4))
    plan(coached, TODAY, MONDAY)
    plan(over, TODAY - 30 * DAY, TODAY - 2 * DAY)
    plan(done, TODAY, MONDAY, status=CoachingStatus.DONE)
    plan(none, TODAY, MONDAY, percent=0)
    found = built(stage.slot())
    assert person(found, coached).coaching == (
        Coaching(
            from_minute=to_minute(at(TODAY, 0)),
            until_minute=to_minute(at(MONDAY + DAY, 0)),
            setback_percent=5,
        ),
    )
    for clinician in (over, done, none):
        assert person(found, clinician).coaching == ()


def test_a_plan_of_today_still_counts_and_one_of_the_day_before_yesterday_does_not(stage: Stage) -> None:
    nurse = stage.nurse()
    row = plan(nurse, TODAY - 9 * DAY, TODAY)
    assert list(setbacks([nurse.id], NOW)) == [nurse.id]
    row.ends_on = TODAY - timedelta(days=2)
    db.session.flush()
    assert setbacks([nurse.id], NOW) == {}


def test_permuting_what_the_match_never_sees_leaves_the_problem_unchanged(stage: Stage) -> None:
    """Names are such a thing: two people change theirs, the problem stays as it was."""
    one, other = stage.nurse(first_name="Ana"), stage.nurse(first_name="Zoe")
    slot = stage.slot()
    before = built(slot).problem
    one.first_name, other.first_name = other.first_name, one.first_name
    db.session.flush()
    assert built(slot).problem == before
