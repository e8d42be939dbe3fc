"""What both sides wish for: 400 points when the facility asks for this clinician, and up to 300 each for the
clinician's wish for the place and for the hours.

Gladly 300, rather yes 225, no wish 150, rather not 75, please not 0. So a shift is worth 0 to 1000 points,
and somebody without wishes stands halfway between those who like a shift and those who dislike it.
``solver.wish_table`` says how two wishes for one shift come together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.entities import STRONGEST_WISH
from solver.tables import Ints
from solver.terms.base import POINT, PairTerm, marked

if TYPE_CHECKING:
    from solver.problem import Problem

ASKED_FOR = 400
A_STEP = 75  # from one wish to the next stronger one


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    table = problem.wish_table
    place, hours = table.of_place(clinicians, slots), table.of_hours(clinicians, slots)
    steps = place + hours + 2 * STRONGEST_WISH
    return POINT * (ASKED_FOR * _asked_for(problem, clinicians, slots) + A_STEP * steps)


def _asked_for(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] 1 where the facility asks for this clinician, else 0."""
    size = len(problem.slots)
    keys = (
        problem.clinician_index[name] * size + row
        for row in np.unique(slots).tolist()
        for name in problem.slots[row].preferred_clinicians
    )
    return marked(keys, clinicians * size + slots)


TERM = PairTerm("preferences", points)
