"""The bench that asks whether communication in the match matters: its worlds and its measures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.entities import Unit
from solver.generate import generate
from solver.problem import Problem
from staffing.clinicians.models import RoleFamily
from staffing.demo.use_bench.__main__ import ORACLE, PRODUCT, ZERO, Found, only_fill
from staffing.demo.use_bench.judging import Staff, answers, scores, share, tendencies, truth_vectors
from staffing.demo.use_bench.plans import Heard, Plan, at_random, heard
from staffing.demo.use_bench.truths import USUAL
from staffing.facilities.models import JourneyStep
from staffing.matching.problem_builder.communication import DIMENSIONS
from tests.solver.world import DAY, clinician, slot, world

FAMILIES = {
    "RN": RoleFamily.BEDSIDE,
    "LVN": RoleFamily.BEDSIDE,
    "CNA": RoleFamily.BEDSIDE,
    "FRONT": RoleFamily.BILLING_FRONT_DESK,
}
RESPECT = DIMENSIONS.index("on_site.respect")


@pytest.fixture(scope="module")
def problem() -> Problem:
    return generate(60, 200, 1)


def people(problem: Problem) -> tuple[Staff, np.ndarray]:
    return Staff.of(problem, FAMILIES), tendencies(USUAL, 200, np.random.default_rng(1))


def test_scores_follow_the_truth_the_closer_the_more_is_heard(problem: Problem) -> None:
    staff, odds = people(problem)
    near = []
    for responses in (3.0, 300.0):
        found = scores(replace(USUAL, responses=responses), staff, odds, np.random.default_rng(2))
        assert found.shape == truth_vectors(odds).shape == (200, len(DIMENSIONS))
        near.append(np.corrcoef(found[:, RESPECT], truth_vectors(odds)[:, RESPECT])[0, 1])
    assert near[1] > max(0.9, near[0])


def test_bad_responses_go_missing(problem: Problem) -> None:
    staff, odds = people(problem)
    all_of_them = answers(USUAL, staff, odds, np.random.default_rng(3))
    lost = answers(replace(USUAL, kept_when_bad=0.4), staff, odds, np.random.default_rng(3))
    assert len(lost.always) < len(all_of_them.always)
    assert lost.always.mean() > all_of_them.always.mean() > share(odds).mean() - 0.05


def test_strict_sites_pull_down_those_who_go_there(problem: Problem) -> None:
    staff, odds = people(problem)
    site = np.arange(200) % 10
    staff = replace(staff, sites=tuple((at,) for at in site.tolist()))

    def spread(site_leniency: float) -> float:
        made = replace(USUAL, responses=200.0, site_leniency=site_leniency)
        table = answers(made, staff, odds, np.random.default_rng(4))
        return float(np.std([table.always[site[table.clinician_id] == at].mean() for at in range(10)]))

    assert spread(0.8) > 2 * spread(0.0)


def test_a_journey_is_the_product_of_its_steps() -> None:
    steps = (
        JourneyStep.TRIAGE,
        JourneyStep.FRONT_DESK,
        JourneyStep.BEDSIDE,
        JourneyStep.VIRTUAL_VISIT,
        JourneyStep.BILLING,
    )
    means = (0.9, 0.8, 0.6, 0.8, 0.5)
    made = world(
        *(clinician(f"c{at}", communication=(mean, mean)) for at, mean in enumerate(means)),
        *(
            replace(slot(f"s{at}", at * DAY, contact_percent=100 if at == 2 else 60), unit_id=f"u{at}")
            for at in range(5)
        ),
        units=tuple(Unit(id=f"u{at}", facility_id="f1") for at in range(5)),
    )
    rows = np.arange(5)
    found = heard(made, Plan(rows, rows), {f"u{at}": step for at, step in enumerate(steps)})
    assert found == Heard(pytest.approx(0.6), pytest.approx(0.9 * 0.8 * 0.7 * 0.5), 5)


def test_a_random_plan_is_valid_and_differs_by_chance(problem: Problem) -> None:
    one, other = (at_random(problem, np.random.default_rng(seed)) for seed in (1, 2))
    assert len(set(one.slots.tolist())) == len(one.slots) > 20
    assert one.clinicians.tolist() != other.clinicians.tolist()


def test_what_is_gained_is_a_share_of_the_oracles_gain() -> None:
    def at(*values: float) -> list[Heard]:
        return [Heard(value, value, 1) for value in values]

    found = Found(USUAL, {ZERO: at(0.5, 0.5), PRODUCT: at(0.6, 0.7), ORACLE: at(0.7, 0.9)}, 0.0)
    assert found.gained(lambda one: one.most).value == pytest.approx(0.5)


def test_fill_only_keeps_the_first_tier(problem: Problem) -> None:
    assert [tier.name for tier in only_fill(problem.tiers)] == ["fill"]
