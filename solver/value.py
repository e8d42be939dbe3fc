"""What a whole plan is worth, tier by tier and term by term. No OR-Tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from solver.entities import Tier
from solver.problem import Problem
from solver.solution import TermResult
from solver.tables import Ints
from solver.terms import TERM_OF, LoadTerm, PairTerm, UnitTerm
from solver.terms.base import POINT
from solver.terms.score import load_points


@dataclass(frozen=True, slots=True)
class Plan:
    """Chosen pairs as two columns, [P]: rows of clinicians and of slots."""

    clinician: Ints
    slot: Ints


def tier_value(problem: Problem, tier: Tier, plan: Plan) -> int:
    """Sum of weight x hundredths of points."""
    return sum(row.weight * int(plan_points(problem, row.term, plan).sum()) for row in tier.terms)


def plan_points(problem: Problem, term: str, plan: Plan) -> Ints:
    """[P] hundredths of points of each placement.

    A clinician's load points go to their shifts by length, what a unit lacks to the placements that pull it
    down, by how much they do.
    """
    kind = TERM_OF[term]
    if isinstance(kind, PairTerm):
        return kind.points(problem, plan.clinician, plan.slot)
    if isinstance(kind, UnitTerm):
        return _unit_points(problem, kind, plan)
    return _load_points(problem, kind, plan)


def _unit_points(problem: Problem, term: UnitTerm, plan: Plan) -> Ints:
    gains = term.gains(problem, plan.clinician, plan.slot)
    points = np.zeros(len(plan.slot), dtype=np.int64)
    units = problem.slot_table.unit[plan.slot]
    for unit in np.unique(units[gains < 0]).tolist():
        lacking = min(0, int(gains[units == unit].sum()))
        low = np.flatnonzero((units == unit) & (gains < 0))
        points[low] = _split(lacking, (-gains[low]).tolist())
    return points


def _load_points(problem: Problem, term: LoadTerm, plan: Plan) -> Ints:
    points = np.zeros(len(plan.slot), dtype=np.int64)
    order = np.argsort(plan.clinician, kind="stable").tolist()
    for person, group in groupby(order, key=lambda at: int(plan.clinician[at])):
        places = list(group)
        shifts = [problem.slots[plan.slot[at]] for at in places]
        total = load_points(problem, term, problem.clinicians[person], shifts)
        points[places] = _split(total, [shift.minutes for shift in shifts])
    return points


def term_results(problem: Problem, tier: Tier, plan: Plan) -> tuple[TermResult, ...]:
    """Total, realised range and share of the tier's spread for each term."""
    points = {row.term: plan_points(problem, row.term, plan) for row in tier.terms}
    spread = {row.term: row.weight * _spread(points[row.term]) for row in tier.terms}
    whole = sum(spread.values())
    return tuple(
        TermResult(
            term=row.term,
            weight=row.weight,
            total=int(points[row.term].sum()) / POINT,
            low=int(points[row.term].min()) / POINT if len(plan.slot) else 0.0,
            high=int(points[row.term].max()) / POINT if len(plan.slot) else 0.0,
            share=spread[row.term] / whole if whole else 0.0,
        )
        for row in tier.terms
    )


def _spread(points: Ints) -> int:
    return int(points.max() - points.min()) if len(points) else 0


def _split(total: int, lengths: Sequence[int]) -> list[int]:
    """Whole parts by length; the last takes what rounding leaves."""
    whole = sum(lengths)
    parts = [total * length // whole for length in lengths]
    parts[-1] += total - sum(parts)
    return parts
