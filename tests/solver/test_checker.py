"""The checker complains when a sound solution is spoilt. Each hard rule has its control beside its test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.check import check
from solver.entities import Pair
from solver.solution import Solution
from tests.solver.world import DAY, clinician, quick, slot, world

PIN = (Pair(clinician_id="c1", slot_id="s1"),)


@pytest.fixture
def problem():
    return world(
        clinician(), clinician("c2"), slot("s1"), slot("s2", 3 * DAY), slot("s3", role="MD"), pinned=PIN
    )


@pytest.fixture
def sound(problem) -> Solution:
    solution = quick(problem)
    assert check(problem, solution) == []
    return solution


def about(problem, solution) -> set[str]:
    return {complaint.split(":")[0] for complaint in check(problem, solution)}


def test_two_clinicians_on_one_slot(problem, sound):
    twice = (*sound.placements, Pair(clinician_id="c2", slot_id="s1"))
    assert "one_clinician" in about(problem, replace(sound, placements=twice))


def test_ids_of_nobody(problem, sound):
    ghost = (*sound.placements, Pair(clinician_id="nobody", slot_id="s3"))
    assert about(problem, replace(sound, placements=ghost)) == {"unknown"}


def test_a_pin_left_out(problem, sound):
    without = tuple(pair for pair in sound.placements if pair.slot_id != "s1")
    assert "pinned" in about(problem, replace(sound, placements=without))


def test_an_unfilled_list_that_leaves_one_out(problem, sound):
    assert about(problem, replace(sound, unfilled=())) == {"unfilled"}


def test_other_tiers_than_asked_for(problem, sound):
    assert about(problem, replace(sound, tiers=sound.tiers[:1])) == {"tiers"}


@pytest.mark.parametrize("term", ["communication", "continuity", "preferences", "travel", "fairness"])
def test_a_term_stated_too_high(problem, sound, term):
    assert about(problem, _spoil(sound, term, 1.0)) == {term}


def test_an_objective_that_its_terms_do_not_give(problem, sound):
    assert about(problem, _tier(sound, objective=sound.objective + 1)) >= {"objective", "bound"}


def test_a_bound_below_the_plan(problem, sound):
    assert "bound" in about(problem, _tier(sound, bound=sound.objective - 1))


def test_a_gap_that_is_not_the_gap(problem, sound):
    assert about(problem, _tier(sound, gap=0.5)) == {"gap"}


def _spoil(solution: Solution, term: str, by: float) -> Solution:
    terms = solution.tiers[1].terms
    return _tier(solution, terms=tuple(replace(t, total=t.total + by * (t.term == term)) for t in terms))


def _tier(solution: Solution, **fields) -> Solution:
    return replace(solution, tiers=(solution.tiers[0], replace(solution.tiers[1], **fields)))
