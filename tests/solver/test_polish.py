"""After the last swap no other single swap pays, and every rule still holds."""

from __future__ import annotations

import numpy as np
import pytest

from solver.engine.greedy import greedy
from solver.engine.incumbent import is_valid
from solver.engine.pairs import Pairs, find_pairs
from solver.engine.polish import Polish
from solver.engine.variables import Chosen
from solver.problem import Problem
from solver.value import Plan, tier_value
from tests.solver.draw import bent


def value(problem: Problem, pairs: Pairs, plan: Chosen) -> int:
    rows = np.array(sorted(plan), dtype=np.int64)
    return tier_value(problem, problem.tiers[-1], Plan(pairs.clinician[rows], pairs.slot[rows]))


def first_plan(problem: Problem, pairs: Pairs) -> Chosen:
    return greedy(problem, pairs, np.zeros(len(pairs), dtype=np.int64), frozenset(), lambda: False)


@pytest.mark.parametrize("seed", range(5))
def test_no_single_swap_is_left_that_pays(seed: int) -> None:
    problem = bent(30, 20, seed)
    pairs = find_pairs(problem)
    start = first_plan(problem, pairs)
    plan = Polish(problem, pairs, start, frozenset()).done(lambda: False)
    assert is_valid(problem, pairs, frozenset(), plan)
    assert value(problem, pairs, plan) >= value(problem, pairs, start)
    for pair in plan:
        for other in pairs.of_slot[int(pairs.slot[pair])]:
            swapped = plan - {pair} | {other}
            if is_valid(problem, pairs, frozenset(), swapped):
                assert value(problem, pairs, swapped) <= value(problem, pairs, plan)


def test_pinned_pairs_stay_and_stopping_changes_nothing() -> None:
    problem = bent(30, 20, 1)
    pairs = find_pairs(problem)
    start = first_plan(problem, pairs)
    assert Polish(problem, pairs, start, start).done(lambda: False) == start
    assert Polish(problem, pairs, start, frozenset()).done(lambda: True) == start
