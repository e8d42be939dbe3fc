"""A unit's minimum average communication: what the average of the people placed there lacks of it.

The average of m (``solver.terms.communication``, without coaching setbacks) over the unit's placements of
this plan, against `Unit.minimum_communication`. The reference is communication's own: .35 below the minimum
costs 1000 points a slot. Reaching it costs nothing, and more than the minimum earns nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Floats, Ints
from solver.terms.base import FULL, UnitTerm
from solver.terms.communication import scaled, weighted_mean

if TYPE_CHECKING:
    from solver.problem import Problem


def gains(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """[K] hundredths of points above or below the unit's minimum; 0 where it has none."""
    minimum = problem.slot_table.unit_minimum[slots]
    apart = scaled(weighted_mean(problem, clinicians, slots)) - scaled(minimum)
    asked: Floats = np.where(np.isnan(minimum), 0.0, apart)
    return np.rint(asked * FULL).astype(np.int64)


TERM = UnitTerm("unit_average", gains)
