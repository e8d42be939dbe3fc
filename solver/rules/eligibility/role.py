"""The clinician works in the slot's role."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, holders
from solver.rules.finding import Finding, listed
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where the role is one of the clinician's."""
    return holders(problem, clinicians, slots, lambda c: c.roles, lambda s: (s.role,))


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names both roles."""
    if slot.role in clinician.roles:
        return None
    return Finding(rule="role", text=f"works as {listed(clinician.roles)}, the shift needs {slot.role}")


RULE = PairingRule("role", allowed, reason)
