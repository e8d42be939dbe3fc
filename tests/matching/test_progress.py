"""The story of a solve ends where its result stands."""

from __future__ import annotations

from solver.entities import Pair
from solver.solution import Solution, Status, TierResult
from staffing.matching.progress import MAX_POINTS, Story


def a_solution(objective: float, bound: float) -> Solution:
    tier = TierResult(
        name="value", objective=objective, bound=bound, gap=0.0, proven=True, seconds=3.0, terms=()
    )
    pair = Pair(clinician_id="c1", slot_id="s1")
    return Solution(
        status=Status.OPTIMAL,
        placements=(pair,),
        unfilled=(),
        tiers=(tier,),
        refused_pins=(),
        seconds=4.0,
        seed=1,
    )


def test_the_kept_plan_and_its_last_bound_are_what_is_shown() -> None:
    story = Story(slots=2)
    story.history = [[1.0, 1, 50.0, 90.0, "value"]]
    story.conclude(a_solution(60.0, 60.5))
    shown = story.as_json()
    assert (shown["filled"], shown["objective"], shown["bound"], shown["tier"]) == (1, 60.0, 60.5, "value")
    assert shown["history"][-1] == [4.0, 1, 60.0, 60.5, "value"]


def test_the_story_stays_small() -> None:
    story = Story(slots=2)
    for objective in range(3 * MAX_POINTS):
        story.conclude(a_solution(float(objective), 1e6))
    assert len(story.history) <= MAX_POINTS + 1
