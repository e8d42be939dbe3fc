"""Matching of clinicians to open shifts: a frozen `Problem` in, a `Solution` out.

`solver.rules` and `solver.terms` import no OR-Tools and may be used anywhere; `solver.engine` does.
"""

from solver.limits import Limits
from solver.problem import InvalidProblem, Problem
from solver.solution import Solution, Status

__all__ = ["InvalidProblem", "Limits", "Problem", "Solution", "Status"]
