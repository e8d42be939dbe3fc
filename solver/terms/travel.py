"""A short way to work: 1000 points at 10 minutes or less, 0 at 100 minutes or more. Virtual shifts: 1000."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Ints
from solver.terms.base import FULL, PairTerm
from solver.travel import metres, travel_minutes

if TYPE_CHECKING:
    from solver.problem import Problem

NEAR_MINUTES = 10
FAR_MINUTES = 100


def minutes_to_work(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] minutes from home to the site; 0 for virtual slots."""
    people, back = np.unique(clinicians, return_inverse=True)
    far = metres(problem.clinician_table.position[people], problem.facility_table.position)
    duty = problem.slot_table.duty
    minutes = travel_minutes(far[back, duty.facility[slots]], problem.settings)
    return np.where(duty.virtual[slots], 0, minutes)


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    minutes = np.clip(minutes_to_work(problem, clinicians, slots), NEAR_MINUTES, FAR_MINUTES)
    return (FAR_MINUTES - minutes) * FULL // (FAR_MINUTES - NEAR_MINUTES)


TERM = PairTerm("travel", points)
