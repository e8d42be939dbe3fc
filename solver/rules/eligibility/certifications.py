"""Every certification the slot requires is held, verified, and valid through the shift's end + 1 day."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.eligibility.papers import Accepts, held, valid_for, why_not
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where every required kind has a valid credential."""
    needing: dict[str, list[int]] = {}
    for column, row in enumerate(slots):
        for kind in problem.slots[row].required_certifications:
            needing.setdefault(kind, []).append(column)
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for kind, columns in needing.items():
        result[:, columns] &= held(problem, clinicians, slots[columns], _of_kind(kind))
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the first kind missing, or what is wrong with the one held."""
    for kind in slot.required_certifications:
        papers = [paper for paper in clinician.credentials if paper.kind == kind]
        if any(valid_for(problem, paper, slot) for paper in papers):
            continue
        text = f"{kind} {why_not(problem, papers[-1], slot)}" if papers else f"{kind} is missing"
        return Finding(rule="certifications", text=text)
    return None


def _of_kind(kind: str) -> Accepts:
    return lambda _, paper: paper.kind == kind


RULE = PairingRule("certifications", allowed, reason)
