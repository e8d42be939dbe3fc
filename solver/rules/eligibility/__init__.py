"""Pairing rules: may this clinician work this slot at all. The list is the table of contents."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.eligibility import (
    age,
    availability,
    blocked_facility,
    certifications,
    charge,
    distance,
    do_not_return,
    languages,
    licence,
    notice,
    orientation,
    rejected,
    role,
    screenings,
    skills,
)
from solver.rules.eligibility.base import PairingRule
from solver.tables import Bools, Ints

PAIRING_RULES: tuple[PairingRule, ...] = (
    role.RULE,
    age.RULE,
    licence.RULE,
    certifications.RULE,
    skills.RULE,
    charge.RULE,
    languages.RULE,
    screenings.RULE,
    do_not_return.RULE,
    blocked_facility.RULE,
    orientation.RULE,
    distance.RULE,
    availability.RULE,
    notice.RULE,
    rejected.RULE,
)


def eligible(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where every pairing rule allows the pair."""
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for rule in PAIRING_RULES:
        result &= rule.allowed(problem, clinicians, slots)
    return result


__all__ = ["PAIRING_RULES", "PairingRule", "eligible"]
