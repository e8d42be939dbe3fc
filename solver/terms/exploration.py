"""Shifts reserved to get to know people: 1000 points where somebody little rated takes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.tables import Ints
from solver.terms.base import FULL, PairTerm

if TYPE_CHECKING:
    from solver.problem import Problem


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    return FULL * problem.slot_table.explore[slots] * problem.clinician_table.little_rated[clinicians]


TERM = PairTerm("exploration", points)
