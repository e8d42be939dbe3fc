"""The facility's orientation is done, where the facility asks for one."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, holders
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where orientation is done or not asked for."""

    def needed(slot: Slot) -> tuple[str, ...]:
        return (slot.facility_id,) if _required(problem, slot) else ()

    return holders(problem, clinicians, slots, lambda c: c.orientations, needed)


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the facility."""
    if slot.facility_id in clinician.orientations or not _required(problem, slot):
        return None
    return Finding(rule="orientation", text=f"orientation at {slot.facility_id} is not done")


def _required(problem: Problem, slot: Slot) -> bool:
    return problem.facilities[problem.facility_index[slot.facility_id]].orientation_required


RULE = PairingRule("orientation", allowed, reason)
