"""The clinician has not blocked the facility."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] False where the slot's facility is blocked."""
    facility = problem.slot_table.duty.facility[slots]
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for row, clinician in enumerate(clinicians):
        for blocked in problem.clinicians[clinician].blocked_facilities:
            result[row] &= facility != problem.facility_index[blocked]
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the facility."""
    if slot.facility_id not in clinician.blocked_facilities:
        return None
    return Finding(rule="blocked_facility", text=f"does not want shifts at {slot.facility_id}")


RULE = PairingRule("blocked_facility", allowed, reason)
