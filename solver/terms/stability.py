"""The published plan stays: 1000 points for a pair that was published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.tables import Ints
from solver.terms.base import FULL, PairTerm, marked

if TYPE_CHECKING:
    from solver.problem import Problem


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    size = len(problem.slots)
    keys = (
        problem.clinician_index[pair.clinician_id] * size + problem.slot_index[pair.slot_id]
        for pair in problem.published
    )
    return FULL * marked(keys, clinicians * size + slots)


TERM = PairTerm("stability", points)
