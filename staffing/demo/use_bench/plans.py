"""Plans of one match under different knowledge, and what patients would hear from who is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from solver.check import check
from solver.engine import solve
from solver.engine.greedy import greedy
from solver.engine.pairs import find_pairs
from solver.limits import Limits
from solver.problem import Problem
from solver.tables import Ints
from solver.terms.communication import weighted_mean
from staffing.demo.bench import MOST
from staffing.facilities.models import JourneyStep
from staffing.ratings.posterior import Floats

JOURNEY = (
    (JourneyStep.TRIAGE,),
    (JourneyStep.FRONT_DESK,),
    (JourneyStep.BEDSIDE, JourneyStep.VIRTUAL_VISIT),
    (JourneyStep.BILLING,),
)


@dataclass(frozen=True)
class Plan:
    """Placements as rows of clinicians and of slots, and how far the value can be from the best."""

    clinicians: Ints
    slots: Ints
    gap: float = 0.0
    faults: int = 0


@dataclass(frozen=True)
class Heard:
    """Of one plan under the truth: expected shares of "Always", and slots filled."""

    most: float
    """Where they talk most of the shift."""
    journey: float
    """That all four steps of a journey say "Always": the product of the steps' means."""
    filled: int


def knowing(problem: Problem, vectors: Floats) -> Problem:
    """The same match with these communication means, [people, dimensions]."""
    people = (
        replace(person, communication=tuple(row))
        for person, row in zip(problem.clinicians, vectors.tolist(), strict=True)
    )
    return replace(problem, clinicians=tuple(people))


def solved(problem: Problem, seconds: float, seed: int) -> Plan:
    """The product's plan, re-checked independently."""
    solution = solve(problem, Limits(seconds=seconds, workers=2, seed=seed))
    rows = [
        (problem.clinician_index[pair.clinician_id], problem.slot_index[pair.slot_id])
        for pair in solution.placements
    ]
    clinicians, slots = np.array(rows, dtype=np.int64).T
    return Plan(clinicians, slots, solution.gap, len(check(problem, solution)))


def at_random(problem: Problem, chance: Generator) -> Plan:
    """A valid plan without any view of worth: each slot to a random free person who may take it."""
    pairs = find_pairs(problem)
    worth = chance.permutation(len(pairs))
    rows = sorted(greedy(problem, pairs, worth, frozenset(), lambda: False))
    return Plan(pairs.clinician[rows], pairs.slot[rows])


def heard(truth: Problem, plan: Plan, steps: Mapping[str, JourneyStep]) -> Heard:
    """What the plan comes to where `truth` holds the true means; `steps`: by unit."""
    means = weighted_mean(truth, plan.clinicians, plan.slots)
    step = np.array([steps[truth.slots[row].unit_id] for row in plan.slots.tolist()])
    journey = [means[np.isin(step, parts)].mean() for parts in JOURNEY]
    most = truth.slot_table.contact_percent[plan.slots] == MOST
    return Heard(float(means[most].mean()), float(np.prod(journey)), len(plan.slots))
