"""The one door: tiers, determinism, cancelling, progress, both ways to search."""

from __future__ import annotations

import os
import subprocess
import sys
from time import monotonic

import numpy as np
import pytest

from solver.check import check
from solver.engine import solve
from solver.engine.greedy import greedy
from solver.engine.neighbourhoods import Neighbourhoods
from solver.engine.pairs import find_pairs
from solver.engine.variables import Assigned
from solver.entities import Pair, UnitHistory
from solver.generate import generate
from solver.limits import Limits
from solver.solution import Status
from solver.value import Plan, tier_value
from tests.solver.draw import bent
from tests.solver.world import clinician, quick, slot, world


def test_fill_outranks_value():
    """The favourite for s1 is the only one for s2, and one of them must rest."""
    favourite = clinician("c1", history=(UnitHistory(unit_id="u1", shifts=4),), skills=("icu",))
    problem = world(favourite, clinician("c2"), slot("s1"), slot("s2", 8 * 60, required_skills=("icu",)))
    assert set(quick(problem).placements) == {
        Pair(clinician_id="c2", slot_id="s1"),
        Pair(clinician_id="c1", slot_id="s2"),
    }


def test_priority_decides_what_stays_open():
    problem = world(slot("s1", priority=1), slot("s2", 8 * 60, priority=2))
    assert quick(problem).unfilled == ("s1",)


def test_an_empty_problem_has_an_empty_plan():
    solution = quick(world())
    assert (solution.status, solution.placements, solution.gap) == (Status.OPTIMAL, (), 0.0)


def test_nobody_for_a_slot_is_not_infeasible():
    solution = quick(world(slot(role="MD")))
    assert (solution.status, solution.unfilled) == (Status.OPTIMAL, ("s1",))


def test_published_pairs_stay():
    people = [clinician(name) for name in ("c1", "c2", "c3")]
    kept = (Pair(clinician_id="c2", slot_id="s1"),)
    assert quick(world(*people, slot(), published=kept)).placements == kept


def test_every_tier_and_term_is_reported():
    solution = quick(generate(30, 20, 4))
    assert [tier.name for tier in solution.tiers] == ["fill", "value"]
    value = solution.tiers[1]
    assert sum(term.share for term in value.terms) == pytest.approx(1)
    assert sum(term.weight * term.total for term in value.terms) == pytest.approx(value.objective)
    assert solution.gap == value.gap


def test_same_seed_and_deterministic_limit_give_the_same_plan():
    problem = bent(60, 25, 7)
    plans = {quick(problem, deterministic=0.3, seconds=60, seed=3).placements for _ in range(2)}
    assert len(plans) == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_cancel_keeps_the_best_plan(workers):
    problem = generate(500, 150, 5)
    asked: list[float] = []

    def stop() -> bool:
        if asked or monotonic() - began > 1.5:
            asked.append(monotonic())
            return True
        return False

    began = monotonic()
    solution = solve(problem, Limits(seconds=60, workers=workers), should_stop=stop)
    assert monotonic() - asked[0] < 1.5  # half a second on an idle machine
    assert solution.status == Status.STOPPED
    assert len(solution.placements) > 100
    assert check(problem, solution) == []


def test_progress_goes_forward():
    events = []
    solve(generate(300, 100, 1), Limits(seconds=3, workers=2), on_progress=events.append)
    assert events
    value = [event for event in events if event.tier == "value"]
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)
    assert all(event.bound >= event.objective for event in value)
    assert all(event.filled > 0 for event in events)


def test_the_whole_model_by_highs_agrees_with_cp_sat(monkeypatch):
    problem = bent(60, 40, 11)
    alone = quick(problem)
    monkeypatch.setattr("solver.engine.run.MIP_PAIRS", 0)
    beside = solve(problem, Limits(seconds=20, workers=2))
    assert check(problem, beside) == []
    assert [tier.objective for tier in beside.tiers] == pytest.approx([t.objective for t in alone.tiers])
    assert beside.gap < 1e-5


@pytest.mark.parametrize("seed", range(4))
def test_what_a_part_is_worth_is_what_it_adds_to_the_whole_plan(seed):
    """Placements outside the part stand still, and still count with the units of those inside."""
    problem = bent(60, 25, seed)
    pairs = find_pairs(problem)

    def values(plan):
        rows = sorted(plan)
        columns = Plan(pairs.clinician[rows], pairs.slot[rows])
        return [tier_value(problem, tier, columns) for tier in problem.tiers]

    plan = greedy(problem, pairs, np.zeros(len(pairs), dtype=np.int64), frozenset(), lambda: False)
    parts = Neighbourhoods(problem, pairs, frozenset(), Limits(), lambda: False)
    for around in sorted(pairs.of_slot)[::6]:
        part = parts.part_around(plan, around)
        tiers = parts.tiers_of(part, Assigned(problem, pairs.only(part.rows)))
        inside = frozenset(np.flatnonzero(np.isin(part.rows, list(part.chosen))).tolist())
        added = np.subtract(values(plan), values(part.outside)).tolist()
        assert [tier.value(inside) - tier.value(frozenset()) for tier in tiers] == added


def test_a_child_that_dies_leaves_the_plan(monkeypatch):
    problem = generate(80, 50, 2)
    monkeypatch.setattr("solver.engine.run.MIP_PAIRS", 0)
    monkeypatch.setattr("solver.mip.child_process.sys.executable", "/bin/false")
    solution = solve(problem, Limits(seconds=3, workers=2))
    assert check(problem, solution) == []
    assert solution.placements


def test_what_highs_prints_never_mixes_with_the_answer():
    code = (
        "import os; from solver.mip.child import private_stdout; answer = private_stdout(); "
        "os.write(1, b'WARNING: HiGHS says'); print('more', flush=True); answer.write(b'PK'); answer.close()"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert run.stdout == b"PK"


@pytest.mark.parametrize("module", ["solver", "solver.problem", "solver.rules", "solver.check", "solver.io"])
def test_the_rules_half_leaves_or_tools_out(module):
    code = f"import sys, {module}; sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "."})


@pytest.mark.parametrize("workers", [0, 5, -1])
def test_workers_outside_1_to_4_are_refused(workers):
    with pytest.raises(ValueError, match="workers"):
        Limits(workers=workers)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_seconds_must_be_ordinary(seconds):
    with pytest.raises(ValueError, match="seconds"):
        Limits(seconds=seconds)
