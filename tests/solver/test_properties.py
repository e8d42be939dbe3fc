"""What holds for every problem: found by random ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.check import check
from solver.check.pairing import PAIRING_CHECKS
from solver.check.sequence import SEQUENCE_CHECKS
from solver.check.value import TERM_CHECKS
from solver.engine.constraints.spacing import exclusive_groups
from solver.engine.pairs import find_pairs
from solver.io import dump_problem, dump_solution, load_problem, load_solution
from solver.rules import PAIRING_RULES, SEQUENCE_RULES, candidates, verdict
from solver.terms import TERMS
from tests.solver.draw import bent
from tests.solver.world import quick, stated

SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=25, deadline=None, derandomize=True)


def test_rules_terms_and_checks_have_the_same_names():
    assert [rule.name for rule in PAIRING_RULES] == list(PAIRING_CHECKS)
    assert [rule.name for rule in SEQUENCE_RULES] == list(SEQUENCE_CHECKS)
    assert [term.name for term in TERMS] == list(TERM_CHECKS)


@FEW
@given(SEEDS, st.integers(1, 80), st.integers(2, 8))
def test_the_checker_finds_nothing_in_what_was_solved(seed, slots, clinicians):
    problem = bent(slots, clinicians, seed)
    solution = quick(problem, seconds=2)
    assert check(problem, solution) == []
    for tier in solution.tiers:
        assert tier.bound >= tier.objective
        assert tier.gap >= 0


@FEW
@given(SEEDS)
def test_allowed_is_no_reason_against(seed):
    problem = bent(12, 12, seed)
    rows = np.random.default_rng(seed).permutation(12)
    for rule in PAIRING_RULES:
        block = rule.allowed(problem, rows, rows[::-1])
        for (i, person), (j, shift) in product(enumerate(rows), enumerate(rows[::-1])):
            found = rule.reason(problem, problem.clinicians[person], problem.slots[shift])
            assert block[i, j] == (found is None), rule.name
            assert found is None or found.rule == rule.name


@FEW
@given(SEEDS)
def test_candidates_are_those_without_a_verdict(seed):
    problem = bent(6, 20, seed)
    shift = problem.slots[0]
    found = candidates(problem, shift)
    for person in problem.clinicians:
        against = verdict(problem, person, shift)
        assert (person.id in found.blocked) == bool(against)
        if against:
            assert found.blocked[person.id] == against[0].rule
    assert sum(found.counts().values()) + len(found.ranked) == 20
    assert [c.score for c in found.ranked] == sorted((c.score for c in found.ranked), reverse=True)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(SEEDS, st.integers(1, 4), st.integers(2, 3))
def test_brute_force_agrees(seed, slots, clinicians):
    problem = bent(slots, clinicians, seed)
    solution = quick(problem)
    best = max(_values(problem))
    found = tuple(tier.objective for tier in solution.tiers)
    assert found == pytest.approx(best)
    assert solution.status == "optimal"


def _values(problem):
    """Tier values of every valid plan that places the pins the engine accepted, in their order."""
    accepted = quick(problem).refused_pins
    pins = {(p.clinician_id, p.slot_id) for p in problem.pinned} - {
        (r.pair.clinician_id, r.pair.slot_id) for r in accepted
    }
    people = (None, *(person.id for person in problem.clinicians))
    for choice in product(people, repeat=len(problem.slots)):
        pairs = [(who, shift.id) for who, shift in zip(choice, problem.slots, strict=True) if who]
        claim = stated(problem, *pairs)
        complaints = [c for c in check(problem, claim) if not c.startswith("pinned")]
        if not complaints and pins <= set(pairs):
            yield tuple(tier.objective for tier in claim.tiers)


@FEW
@given(SEEDS)
def test_json_round_trip(seed):
    problem = bent(10, 6, seed)
    assert load_problem(dump_problem(problem)) == problem
    solution = quick(problem, seconds=1)
    assert load_solution(dump_solution(solution)) == solution


@FEW
@given(SEEDS)
def test_exclusive_groups_are_exactly_the_conflicts(seed):
    for roster in find_pairs(bent(60, 6, seed)).rosters:
        covered = np.eye(len(roster.slots), dtype=bool)
        for group in exclusive_groups(roster):
            assert roster.conflict[np.ix_(group, group)].all()
            covered[np.ix_(group, group)] = True
        assert (covered == roster.conflict).all()
