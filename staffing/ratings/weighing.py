"""What one answer counts for under a fit: its weight, its share after the cap, its expected value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing.ratings.answers import DIMENSIONS, SETTINGS, AnswerTable
from staffing.ratings.fits import Fit
from staffing.ratings.posterior import Floats, Ints, cap_factors, decay, expected

CELLS = len(SETTINGS) * len(DIMENSIONS)
"""Groups per clinician: setting × dimension."""


@dataclass(frozen=True)
class Weighed:
    """One entry per row of the table; `group` = clinician row × CELLS + setting × dimension."""

    table: AnswerTable
    clinician: Ints
    group: Ints
    age_days: Ints
    decayed: Floats
    """Weight of one answer by its age."""
    cap_factor: Floats
    leniency: Floats
    expected: Floats

    @property
    def weight(self) -> Floats:
        """Weight of all answers the row stands for, after decay and cap."""
        return self.decayed * self.cap_factor * self.table.count

    @property
    def surprise(self) -> Floats:
        """Σ w · (y − e) over the answers the row stands for."""
        missed = self.table.always - self.table.count * self.expected
        return self.decayed * self.cap_factor * missed


def weigh(table: AnswerTable, fit: Fit, clinician_ids: Ints, as_of: datetime) -> Weighed:
    """Weigh every answer; `clinician_ids` ascends and holds every clinician of the table."""
    clinician = np.searchsorted(clinician_ids, table.clinician_id)
    group = clinician * CELLS + table.setting * len(DIMENSIONS) + table.dimension
    age = table.ages(as_of)
    decayed = decay(age)
    means = fit.stratum_means(table.roles).reshape(-1)
    biases = fit.rater_leniency(table)
    return Weighed(
        table=table,
        clinician=clinician,
        group=group,
        age_days=age,
        decayed=decayed,
        cap_factor=cap_factors(group, table.rater, decayed * table.count),
        leniency=biases,
        expected=expected(means[table.stratum], biases),
    )
