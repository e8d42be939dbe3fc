"""Every skill (competency) the slot requires is held."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule, holders
from solver.rules.finding import Finding, listed
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where no required skill is missing."""
    return holders(problem, clinicians, slots, lambda c: c.skills, lambda s: s.required_skills)


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the missing skills."""
    missing = set(slot.required_skills) - set(clinician.skills)
    if not missing:
        return None
    return Finding(rule="skills", text=f"missing skill: {listed(missing)}")


RULE = PairingRule("skills", allowed, reason)
