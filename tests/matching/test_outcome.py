"""What a plan leaves: placements that hold when checked again, and true counts of why slots stay empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.engine import solve
from solver.entities import Pair
from solver.limits import Limits
from staffing.clinicians.dnr import DnrScope, DnrSide
from staffing.matching.models import ProposedStatus
from staffing.matching.outcome import MarginRule, outcome_of, sound_placements
from staffing.matching.problem_builder import Built, Selection, build
from staffing.ratings.scores import score_book
from staffing.requests.models import Slot
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage

QUICK = Limits(seconds=5, workers=1)


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def built(*slots: Slot) -> Built:
    return build(Selection(now=NOW, slot_ids=[slot.id for slot in slots]))


def nothing() -> None:
    """Nobody waits for a sign of life here."""


def test_a_rejection_is_not_counted_as_the_date_that_bars_somebody_else(stage: Stage) -> None:
    refused, other_role = stage.nurse(), stage.nurse("LVN")
    slot, later = stage.slot(), stage.slot(start=at(MONDAY + 5 * DAY, 7))
    stage.bar(other_role, DnrScope.FACILITY, DnrSide.FACILITY, ends_on=MONDAY)
    stage.bar(stage.nurse(), DnrScope.FACILITY, DnrSide.FACILITY, ends_on=MONDAY)
    stage.proposed(refused, slot, status=ProposedStatus.REJECTED)
    found = built(slot, later)
    outcome = outcome_of(found, solve(found.problem, QUICK), score_book(NOW), MarginRule(0, 0), nothing)
    (empty,) = (one for one in outcome.unfilled if one.slot_id == slot.id)
    assert empty.reasons == {"role": 1, "rejected": 1, "do_not_return": 1}


def test_whoever_a_complaint_names_loses_the_plan_and_nobody_of_a_longer_number(stage: Stage) -> None:
    people = [stage.nurse() for _ in range(12)]
    aide = stage.nurse("CNA")
    slot, other = stage.slot(), stage.slot()
    problem = built(slot, other)
    plan = solve(problem.problem, QUICK)
    kept, complaints = sound_placements(problem, plan)
    assert (len(kept), complaints) == (2, [])
    faulty = Pair(clinician_id=f"c{aide.id}", slot_id=f"s{other.id}")
    good = Pair(clinician_id=f"c{people[0].id}", slot_id=f"s{slot.id}")
    assert faulty.clinician_id.startswith(good.clinician_id)
    kept, complaints = sound_placements(problem, replace(plan, placements=(good, faulty)))
    assert kept == [good]
    assert any(complaint.startswith("role") for complaint in complaints)
