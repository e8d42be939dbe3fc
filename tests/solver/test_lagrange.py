"""The strategy for large problems, held against the exact one and against brute force on small ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.check import check
from solver.engine import solve
from solver.engine.incumbent import is_valid
from solver.engine.pairs import find_pairs
from solver.engine.pins import settle_pins
from solver.engine.progress import Reporter
from solver.entities import Tier, WeightedTerm
from solver.generate import ONE_TIER, generate
from solver.lagrange.bounds import Bounds, suits
from solver.lagrange.prices import Prices
from solver.lagrange.run import LagrangeRun
from solver.lagrange.schedules import IMPOSSIBLE, best_schedules
from solver.lagrange.start import Start
from solver.lagrange.timeline import budgets, timeline
from solver.lagrange.worth import Worth
from solver.limits import Limits
from solver.rules.verdict import plan_findings
from solver.solution import Status
from solver.terms.base import POINT
from solver.value import Plan, tier_value
from tests.solver.draw import bent
from tests.solver.world import quick

SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=25, deadline=None, derandomize=True)
SECONDS = 60.0  # never reached: pricing ends by itself


def by_lagrange(problem, should_stop=lambda: False, **limits):
    """Solved by the strategy, however small the problem."""
    given_limits = Limits(**({"seconds": 2.0, "workers": 1} | limits))
    run = LagrangeRun(problem, find_pairs(problem), given_limits, Reporter(lambda _: None), should_stop)
    return run.solution()


@FEW
@given(SEEDS, st.integers(5, 40), st.integers(2, 10))
def test_bound_optimum_plan_in_this_order(seed, slots, clinicians):
    """Under every term and rule; the exact strategy's plan is at or under the relaxation's bound."""
    problem = bent(slots, clinicians, seed)
    exact = quick(problem, seconds=5)
    pairs = find_pairs(problem)
    bounds = Bounds(problem, pairs)
    bounds.seek(SECONDS, lambda *_: True)
    reached = [round(tier.objective * POINT) for tier in exact.tiers]
    assert bounds.earlier[0] >= reached[0]
    assert bounds.of_last(reached[:-1]) >= reached[-1]


@settings(max_examples=6, deadline=None, derandomize=True)
@given(SEEDS, st.integers(5, 40), st.integers(2, 8))
def test_every_plan_passes_the_independent_check(seed, slots, clinicians):
    problem = bent(slots, clinicians, seed)
    solution = by_lagrange(problem, seconds=1.5)
    exact = quick(problem, seconds=5)
    assert check(problem, solution) == []
    assert all(tier.bound >= tier.objective for tier in solution.tiers)
    assert solution.tiers[0].objective <= exact.tiers[0].bound


@FEW
@given(SEEDS)
def test_the_best_schedule_is_no_worse_than_any_valid_one(seed):
    """Brute force over every set of a clinician's slots that breaks no rule."""
    problem = replace(bent(9, 4, seed), tiers=ONE_TIER)
    pairs = find_pairs(problem)
    line = timeline(problem)
    worth = Worth(problem, pairs, ONE_TIER[0].terms).of_pairs()
    classes = np.full((len(line), len(problem.clinicians)), IMPOSSIBLE)
    np.maximum.at(classes, (line.of_slot[pairs.slot], pairs.clinician), worth.astype(np.float64))
    best = best_schedules(line, budgets(problem, line), classes)
    for roster in pairs.rosters:
        person = problem.clinician_index[roster.clinician.id]
        assert best.best[person] >= max(_valid_worths(problem, roster, worth))
        mine = best.chosen[best.person == person]
        assert classes[mine, person].sum() == best.best[person]


def _valid_worths(problem, roster, worth):
    for size in range(len(roster.pairs) + 1):
        for places in combinations(range(len(roster.pairs)), size):
            slots = [roster.slots[place] for place in places]
            if not plan_findings(problem, roster.clinician, slots):
                yield int(worth[roster.pairs[list(places)]].sum())


@pytest.mark.parametrize("seed", range(3))
def test_worths_and_constant_cover_every_plan(seed):
    """Whatever the multipliers, hours and units are worth no more than their tangents say."""
    problem = bent(40, 12, seed)
    pairs = find_pairs(problem)
    worth = Worth(problem, pairs, problem.tiers[-1].terms)
    random = np.random.default_rng(seed)
    for _ in range(20):
        chosen = random.choice(len(pairs), min(len(pairs), 15), replace=False)
        plan = Plan(pairs.clinician[chosen], pairs.slot[chosen])
        value = tier_value(problem, problem.tiers[-1], plan)
        assert worth.of_pairs()[chosen].sum() + worth.constant() >= value
        worth.moved([random.normal(0, 500, size) for size in _sizes(worth)])


def _sizes(worth):
    return [*(len(hours.slope) for hours in worth.hours), *(len(units.share) for units in worth.units)]


def test_the_first_plan_is_valid_and_the_same_every_time():
    problem = generate(120, 60, 4, one_tier=True)
    pairs = find_pairs(problem)
    plans = set()
    for _ in range(2):
        priced = Bounds(problem, pairs).seek(SECONDS, lambda *_: True)
        start = Start(problem, pairs, settle_pins(problem, pairs).rows)
        plans.add((priced.bound, start.plan(priced.chosen, priced.reduced, lambda: False)))
    assert len(plans) == 1
    rows = sorted(plans.pop()[1])
    assert len(set(pairs.slot[rows].tolist())) == len(rows) > 70
    assert is_valid(problem, pairs, frozenset(), frozenset(rows))


def test_one_tier_is_solved_close_to_its_bound():
    problem = generate(200, 100, 1, one_tier=True)
    solution = by_lagrange(problem, seconds=6.0)
    assert check(problem, solution) == []
    assert solution.gap < 0.002
    exact = quick(problem, seconds=10)
    assert solution.objective <= exact.bound
    assert exact.objective <= solution.bound


def test_the_sums_are_exact_at_the_largest_weights():
    """100,000 times the largest term: no bound may fall under the plan by rounding."""
    problem = generate(60, 30, 2)
    terms = tuple(
        WeightedTerm(term=name, weight=100_000) for name in ("fill", "communication", "fairness", "overtime")
    )
    solution = by_lagrange(replace(problem, tiers=(Tier(name="value", terms=terms),)), seconds=1.0)
    assert solution.bound >= solution.objective > 0


def test_weights_too_large_for_exact_sums_are_left_to_the_whole_model():
    """Where both tiers weigh as much as they may, the first leading the last, floats would round."""
    problem = generate(20, 10, 2)
    heavy = tuple(replace(t, terms=tuple(replace(r, weight=100_000) for r in t.terms)) for t in problem.tiers)
    assert suits(problem)
    assert not suits(replace(problem, tiers=heavy))


def test_large_problems_go_by_prices(monkeypatch):
    monkeypatch.setattr("solver.engine.run.LAGRANGE_PAIRS", 100)
    events = []
    problem = generate(80, 40, 3)
    solution = solve(problem, Limits(seconds=2.0, workers=2), on_progress=events.append)
    assert check(problem, solution) == []
    value = [event for event in events if event.tier == "value" and event.filled]
    assert value
    assert all(event.bound >= event.objective for event in value)
    assert [event.seconds for event in events] == sorted(event.seconds for event in events)


@pytest.mark.parametrize("after", [0.1, 2.5])
def test_cancel_keeps_the_best_plan(after):
    """While prices are sought, and while parts are."""
    problem = generate(300, 150, 5, one_tier=True)
    asked: list[float] = []

    def stop() -> bool:
        if asked or monotonic() - began > after:
            asked.append(monotonic())
            return True
        return False

    began = monotonic()
    solution = by_lagrange(problem, stop, seconds=60.0)
    assert monotonic() - asked[0] < 1.5  # half a second on an idle machine
    assert solution.status == Status.STOPPED
    assert len(solution.placements) > 200
    assert check(problem, solution) == []


def test_children_that_die_leave_the_plan(monkeypatch):
    monkeypatch.setattr("solver.mip.child_process.sys.executable", "/bin/false")
    problem = generate(80, 50, 2)
    solution = by_lagrange(problem, seconds=2.0)
    assert check(problem, solution) == []
    assert solution.placements


def test_nobody_for_anything_is_an_empty_plan():
    problem = replace(generate(5, 3, 1), slots=())
    assert quick(problem).placements == ()


def test_prices_are_never_negative():
    problem = generate(60, 30, 6, one_tier=True)
    pairs, line = find_pairs(problem), timeline(problem)
    prices = Prices(
        pairs, line, budgets(problem, line), Worth(problem, pairs, ONE_TIER[0].terms), len(problem.clinicians)
    )
    assert prices.seek(40, lambda _: True).price.min() >= 0
