"""Every language the slot requires is spoken."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, holders
from solver.rules.finding import Finding, listed
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where no required language is missing."""
    return holders(problem, clinicians, slots, lambda c: c.languages, lambda s: s.required_languages)


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the missing languages."""
    missing = set(slot.required_languages) - set(clinician.languages)
    if not missing:
        return None
    return Finding(rule="languages", text=f"does not speak {listed(missing)}")


RULE = PairingRule("languages", allowed, reason)
