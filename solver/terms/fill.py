"""Fill by priority: a filled slot is worth its priority in points, whoever fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.tables import Ints
from solver.terms.base import POINT, PairTerm

if TYPE_CHECKING:
    from solver.problem import Problem


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] priority of each slot."""
    return POINT * problem.slot_table.priority[slots]


TERM = PairTerm("fill", points)
