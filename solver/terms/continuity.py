"""Continuity of care: shifts worked in the unit before, 250 points each up to 4 shifts (1000 points)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Ints
from solver.terms.base import FULL, PairTerm

if TYPE_CHECKING:
    from solver.problem import Problem

REFERENCE_SHIFTS = 4


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    column = {unit.id: at for at, unit in enumerate(problem.units)}
    people, back = np.unique(clinicians, return_inverse=True)
    shifts = np.zeros((len(people), len(column)), dtype=np.int64)
    for at, row in enumerate(people):
        for entry in problem.clinicians[row].history:
            shifts[at, column[entry.unit_id]] += entry.shifts
    unit = np.array([column[problem.slots[row].unit_id] for row in slots], dtype=np.int64)
    return np.minimum(shifts[back, unit], REFERENCE_SHIFTS) * (FULL // REFERENCE_SHIFTS)


TERM = PairTerm("continuity", points)
