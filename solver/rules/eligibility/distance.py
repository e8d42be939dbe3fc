"""The site is no farther from home than the clinician's maximum. Virtual shifts are at no distance."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.tables import Bools, Ints
from solver.travel import metres


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where the great-circle metres are within the limit or the slot is virtual."""
    limit = problem.clinician_table.max_distance[clinicians][:, None]
    return (home_metres(problem, clinicians, slots) <= limit) | problem.slot_table.duty.virtual[slots][
        None, :
    ]


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Gives both distances."""
    limit = clinician.max_distance_metres
    if limit is None or slot.virtual:
        return None
    row = np.array([problem.clinician_index[clinician.id]])
    far = int(home_metres(problem, row, np.array([problem.slot_index[slot.id]]))[0, 0])
    if far <= limit:
        return None
    text = f"{far / 1000:.1f} km from home, wants at most {limit / 1000:.1f} km"
    return Finding(rule="distance", text=text, figure=far, limit=limit)


def home_metres(problem: Problem, clinicians: Ints, slots: Ints) -> Ints:
    """Great-circle metres from each home to each slot's site, [n, m]."""
    sites = metres(problem.clinician_table.position[clinicians], problem.facility_table.position)
    return sites[:, problem.slot_table.duty.facility[slots]]


RULE = PairingRule("distance", allowed, reason)
