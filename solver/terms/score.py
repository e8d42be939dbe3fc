"""What single placements are worth, by term: for ranking candidates and for explaining a plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.entities import Clinician, Duty, Tier
from solver.problem import Problem
from solver.tables import Ints
from solver.terms import TERM_OF, Curve, LoadTerm, PairTerm


def minutes_in(duty: Duty, curve: Curve) -> int:
    """Minutes of a duty that count in a curve's period."""
    if curve.workweek is None:
        return duty.minutes
    return sum(minutes for week, minutes in duty.workweeks if week == curve.workweek)


def load_points(problem: Problem, term: LoadTerm, clinician: Clinician, new: Sequence[Duty]) -> int:
    """Hundredths of points that these new duties together add for the clinician."""
    curves = term.curves(problem, clinician)
    return sum(curve.gain(sum(minutes_in(duty, curve) for duty in new)) for curve in curves)


def placement_points(
    problem: Problem, term: str, clinicians: Ints, slot: int, plan: Sequence[Sequence[Duty]]
) -> Ints:
    """[n] hundredths of points each clinician would add on one slot, on top of their part of the plan."""
    kind = TERM_OF[term]
    if isinstance(kind, PairTerm):
        return kind.points(problem, clinicians, np.full(len(clinicians), slot))
    duty = problem.slots[slot]
    gains = []
    for row, held in zip(clinicians, plan, strict=True):
        person = problem.clinicians[row]
        before = load_points(problem, kind, person, held)
        gains.append(load_points(problem, kind, person, (*held, duty)) - before)
    return np.array(gains, dtype=np.int64)


def tier_points(
    problem: Problem, tier: Tier, clinicians: Ints, slot: int, plan: Sequence[Sequence[Duty]]
) -> dict[str, Ints]:
    """`placement_points` of every term of a tier, unweighted."""
    return {row.term: placement_points(problem, row.term, clinicians, slot, plan) for row in tier.terms}
