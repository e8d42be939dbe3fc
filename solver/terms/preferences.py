"""What both sides asked for: 400 points when the facility asks for this clinician, 300 when the clinician
prefers the unit or the facility, 300 when they prefer the kind of shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Ints
from solver.terms.base import POINT, PairTerm

if TYPE_CHECKING:
    from solver.entities import Clinician, Slot
    from solver.problem import Problem

ASKED_FOR = 400
PLACE = 300
KIND = 300


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    pairs = zip(clinicians.tolist(), slots.tolist(), strict=True)
    people, shifts = problem.clinicians, problem.slots
    return np.fromiter((POINT * _wish(people[c], shifts[s]) for c, s in pairs), dtype=np.int64)


def _wish(clinician: Clinician, slot: Slot) -> int:
    place = slot.unit_id in clinician.preferred_units or slot.facility_id in clinician.preferred_facilities
    asked_for = clinician.id in slot.preferred_clinicians
    return ASKED_FOR * asked_for + PLACE * place + KIND * (slot.kind in clinician.preferred_kinds)


TERM = PairTerm("preferences", points)
