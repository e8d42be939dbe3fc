"""Fair hours: minutes in the horizon against the minutes the clinician wanted.

One point a minute up to half of what was wanted, half a point up to all of it, minus half a point beyond. The
reference is a slot of 1000 minutes; a 12-h shift earns at most 720 points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.terms.base import POINT, Curve, LoadTerm

if TYPE_CHECKING:
    from solver.entities import Clinician
    from solver.problem import Problem


def curves(problem: Problem, clinician: Clinician) -> tuple[Curve, ...]:
    """One curve over the horizon; none where no wish is known."""
    wanted = clinician.wanted_minutes
    if wanted < 2:
        return ()
    standing = sum(
        duty.minutes
        for duty in problem.commitments_of.get(clinician.id, ())
        if problem.horizon_start_minute <= duty.start_minute < problem.horizon_end_minute
    )
    steps = ((0, POINT), (wanted // 2, POINT // 2), (wanted, -POINT // 2))
    return (Curve(None, standing, steps),)


TERM = LoadTerm("fairness", curves)
