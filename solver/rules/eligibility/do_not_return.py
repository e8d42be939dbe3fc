"""No do-not-return entry, by whichever side, covers the slot's unit, facility or health system."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, DoNotReturn, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] False where an entry covers the slot."""
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    entries = problem.do_not_return
    rows = {problem.clinicians[row].id: at for at, row in enumerate(clinicians)} if entries else {}
    for entry in entries:
        if entry.clinician_id in rows:
            covered = [_covers(problem, entry, problem.slots[slot]) for slot in slots]
            result[rows[entry.clinician_id]] &= ~np.array(covered, dtype=np.bool_)
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Gives the scope and who asked; never the reason behind it."""
    for entry in problem.do_not_return:
        if entry.clinician_id == clinician.id and _covers(problem, entry, slot):
            text = f"do-not-return for {entry.scope} {entry.scope_id}, asked by the {entry.by}"
            return Finding(rule="do_not_return", text=text)
    return None


def _covers(problem: Problem, entry: DoNotReturn, slot: Slot) -> bool:
    if entry.scope == "unit":
        return entry.scope_id == slot.unit_id
    if entry.scope == "facility":
        return entry.scope_id == slot.facility_id
    return entry.scope_id == problem.facilities[problem.facility_index[slot.facility_id]].system_id


RULE = PairingRule("do_not_return", allowed, reason)
