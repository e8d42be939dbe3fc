"""What a person wishes about a placement: its place and its hours."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.tables import Ints

PLACE, HOURS = "place", "hours"


def wishes_met(problem: Problem, clinicians: Ints, slot: int) -> list[dict[str, int]]:
    """One for each clinician (by row): −2 please not … +2 gladly by `place` and `hours`, no wish left out."""
    slots = np.full(len(clinicians), slot)
    table = problem.wish_table
    place, hours = table.of_place(clinicians, slots).tolist(), table.of_hours(clinicians, slots).tolist()
    return [
        {about: weight for about, weight in ((PLACE, one), (HOURS, other)) if weight}
        for one, other in zip(place, hours, strict=True)
    ]
