"""The clinician is 18 or older (a flag; no date of birth is kept)."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, by_clinician
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where the clinician is of age."""
    return by_clinician(problem.clinician_table.adult[clinicians], slots)


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Says that 18 has not been confirmed."""
    if clinician.adult:
        return None
    return Finding(rule="age", text="not confirmed to be 18 or older")


RULE = PairingRule("age", allowed, reason)
