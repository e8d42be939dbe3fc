"""Overtime: the FLSA premium, half the regular rate for minutes beyond 40 h of an agency workweek.

Minus one point for every 30 cents, so a whole 12-h shift of overtime at $50/h ($300) costs 1000 points. The
regular rate is the clinician's, fixed for the run; the payroll computes the exact one of the week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.terms.base import POINT, Curve, LoadTerm

if TYPE_CHECKING:
    from solver.entities import Clinician
    from solver.problem import Problem

CENTS_PER_POINT = 30


def curves(problem: Problem, clinician: Clinician) -> tuple[Curve, ...]:
    """One curve for each workweek with open slots."""
    cost = round(POINT * clinician.regular_rate_cents / (2 * 60 * CENTS_PER_POINT))
    if not cost:
        return ()
    steps = ((0, 0), (problem.settings.overtime_after_minutes, -cost))
    held = problem.commitments_of.get(clinician.id, ())
    return tuple(
        Curve(week, sum(m for duty in held for w, m in duty.workweeks if w == week), steps)
        for week in problem.workweeks
    )


TERM = LoadTerm("overtime", curves)
