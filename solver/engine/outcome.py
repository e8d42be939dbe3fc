"""From the chosen pairs and the proven bounds to a `Solution`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.engine.pairs import Pairs
from solver.engine.variables import Chosen
from solver.entities import Pair
from solver.problem import Problem
from solver.solution import RefusedPin, Solution, Status, TierResult
from solver.terms.base import POINT
from solver.value import Plan, term_results, tier_value

ROUNDING = 1e-6


def outcome(
    problem: Problem,
    pairs: Pairs,
    chosen: Chosen,
    bounds: Sequence[float],
    tier_seconds: Sequence[float],
    refused: tuple[RefusedPin, ...],
    stopped: bool,
    seconds: float,
    seed: int,
) -> Solution:
    """`bounds`: per tier, weighted hundredths of points."""
    rows = np.array(sorted(chosen), dtype=np.int64)
    plan = Plan(pairs.clinician[rows], pairs.slot[rows])
    figures = enumerate(zip(bounds, tier_seconds, strict=True))
    tiers = tuple(_rate(problem, index, plan, bound, spent) for index, (bound, spent) in figures)
    proven = all(tier.proven for tier in tiers)
    taker = dict(zip(plan.slot.tolist(), plan.clinician.tolist(), strict=True))
    return Solution(
        status=Status.STOPPED if stopped else Status.OPTIMAL if proven else Status.FEASIBLE,
        placements=tuple(
            Pair(clinician_id=problem.clinicians[taker[row]].id, slot_id=problem.slots[row].id)
            for row in sorted(taker)
        ),
        unfilled=tuple(slot.id for row, slot in enumerate(problem.slots) if row not in taker),
        tiers=tiers,
        refused_pins=refused,
        seconds=seconds,
        seed=seed,
    )


def _rate(problem: Problem, index: int, plan: Plan, proven: float, seconds: float) -> TierResult:
    tier = problem.tiers[index]
    value = tier_value(problem, tier, plan)
    bound = max(value, int(proven + ROUNDING))
    return TierResult(
        name=tier.name,
        objective=value / POINT,
        bound=bound / POINT,
        gap=(bound - value) / max(1, abs(bound)),
        proven=bound == value,
        seconds=seconds,
        terms=term_results(problem, tier, plan),
    )
