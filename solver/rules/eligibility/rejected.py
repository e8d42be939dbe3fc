"""The coordinator has not rejected this pair."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] False on rejected pairs."""
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    rows = {problem.clinicians[row].id: at for at, row in enumerate(clinicians)}
    columns = {problem.slots[row].id: at for at, row in enumerate(slots)}
    for pair in problem.forbidden:
        if pair.clinician_id in rows and pair.slot_id in columns:
            result[rows[pair.clinician_id], columns[pair.slot_id]] = False
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Says so."""
    if not any(p.clinician_id == clinician.id and p.slot_id == slot.id for p in problem.forbidden):
        return None
    return Finding(rule="rejected", text="rejected by a coordinator for this shift")


RULE = PairingRule("rejected", allowed, reason)
