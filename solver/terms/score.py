"""What single placements are worth, by term: for ranking candidates and for explaining a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from solver.entities import Clinician, Duty, Tier
from solver.problem import Problem
from solver.tables import Ints
from solver.terms import TERM_OF, Curve, LoadTerm, PairTerm, UnitTerm

Rows: TypeAlias = tuple[Ints, Ints]
"""Placements as rows of clinicians and of slots."""
NONE: Rows = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def minutes_in(duty: Duty, curve: Curve) -> int:
    """Minutes of a duty that count in a curve's period."""
    if curve.workweek is None:
        return duty.minutes
    return sum(minutes for week, minutes in duty.workweeks if week == curve.workweek)


def load_points(problem: Problem, term: LoadTerm, clinician: Clinician, new: Sequence[Duty]) -> int:
    """Hundredths of points that these new duties together add for the clinician."""
    curves = term.curves(problem, clinician)
    return sum(curve.gain(sum(minutes_in(duty, curve) for duty in new)) for curve in curves)


def unit_points(problem: Problem, term: UnitTerm, clinicians: Ints, slot: int, beside: Rows) -> Ints:
    """[n] hundredths of points each clinician would add on one slot to the unit's other placements."""
    others = int(term.gains(problem, *beside).sum())
    own = term.gains(problem, clinicians, np.full(len(clinicians), slot))
    return np.minimum(0, others + own) - min(0, others)


def placement_points(
    problem: Problem,
    term: str,
    clinicians: Ints,
    slot: int,
    plan: Sequence[Sequence[Duty]],
    beside: Rows = NONE,
) -> Ints:
    """[n] hundredths of points each clinician would add on one slot, on top of their part of the plan.

    `beside`: the plan's other placements in the slot's unit.
    """
    kind = TERM_OF[term]
    if isinstance(kind, PairTerm):
        return kind.points(problem, clinicians, np.full(len(clinicians), slot))
    if isinstance(kind, UnitTerm):
        return unit_points(problem, kind, clinicians, slot, beside)
    duty = problem.slots[slot]
    gains = []
    for row, held in zip(clinicians, plan, strict=True):
        person = problem.clinicians[row]
        before = load_points(problem, kind, person, held)
        gains.append(load_points(problem, kind, person, (*held, duty)) - before)
    return np.array(gains, dtype=np.int64)


def tier_points(
    problem: Problem,
    tier: Tier,
    clinicians: Ints,
    slot: int,
    plan: Sequence[Sequence[Duty]],
    beside: Rows = NONE,
) -> dict[str, Ints]:
    """`placement_points` of every term of a tier, unweighted."""
    return {
        row.term: placement_points(problem, row.term, clinicians, slot, plan, beside) for row in tier.terms
    }
