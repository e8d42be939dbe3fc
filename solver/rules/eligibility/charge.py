"""Where a charge nurse is requested, the clinician is charge-qualified."""

from __future__ import annotations

from solver.entities import CHARGE, Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, holders
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where charge is not needed or the clinician is qualified for it."""
    return holders(problem, clinicians, slots, lambda c: c.skills, _needed)


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Says that charge qualification is missing."""
    if not slot.charge_needed or CHARGE in clinician.skills:
        return None
    return Finding(rule="charge", text="not charge-qualified, the shift needs a charge nurse")


def _needed(slot: Slot) -> tuple[str, ...]:
    return (CHARGE,) if slot.charge_needed else ()


RULE = PairingRule("charge", allowed, reason)
