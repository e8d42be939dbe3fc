"""Communication x patient contact: the seed of this service.

m = the clinician's posterior dimension means weighted by the slot's dimension weights; from .60 (0 points) to
.95 (1000 points), times the slot's contact percentage. The mean, never a quantile: a quantile would tax
newcomers for data they do not have yet. Under a coaching plan m counts lower until the plan ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Floats, Ints
from solver.terms.base import FULL, PairTerm

if TYPE_CHECKING:
    from solver.problem import Problem

LOW_MEAN = 0.60
HIGH_MEAN = 0.95


def weighted_mean(problem: Problem, clinicians: Ints, slots: Ints) -> Floats:
    """[K] m of each pair; LOW_MEAN where no dimension applies."""
    weights = problem.slot_table.dimension_weights[slots]
    means = problem.clinician_table.communication[clinicians]
    total = weights.sum(axis=1)
    mean: Floats = np.where(total > 0, (weights * means).sum(axis=1) / np.maximum(total, 1), LOW_MEAN)
    return mean


def scaled(mean: Floats) -> Floats:
    """Means on the reference: 0 at LOW_MEAN or less, 1 at HIGH_MEAN or more."""
    return np.clip((mean - LOW_MEAN) / (HIGH_MEAN - LOW_MEAN), 0, 1)


def setbacks(problem: Problem, clinicians: Ints, slots: Ints) -> Floats:
    """[K] how much lower m counts: the largest setback of the person's plans that cover the slot's start."""
    table, start = problem.clinician_table, problem.slot_table.duty.start[slots]
    lower = np.zeros(len(slots))
    for owner, since, until, percent in table.coaching.tolist():
        covered = (clinicians == owner) & (since <= start) & (start < until)
        lower[covered] = np.maximum(lower[covered], percent / 100)
    return lower


def points(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points."""
    mean = weighted_mean(problem, clinicians, slots) - setbacks(problem, clinicians, slots)
    contact = problem.slot_table.contact_percent[slots] / 100
    worth: Ints = np.rint(scaled(mean) * FULL * contact).astype(np.int64)
    return worth


TERM = PairTerm("communication", points)
