"""Exclusion and registry checks that concern the shift are no older, today, than their interval.

Age counts at the problem's `now`: the check is repeated before a later shift and the pair checked again.
"""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.settings import DAY, Screening
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where every screening that concerns the slot is fresh."""
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for screening in problem.settings.screenings:
        fresh = [_fresh(problem, screening, problem.clinicians[row]) for row in clinicians]
        concerned = [_concerns(problem, screening, problem.slots[row]) for row in slots]
        result &= np.array(fresh, dtype=np.bool_)[:, None] | ~np.array(concerned, dtype=np.bool_)[None, :]
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the first stale or missing check with its age in minutes."""
    for screening in problem.settings.screenings:
        if _concerns(problem, screening, slot) and not _fresh(problem, screening, clinician):
            last = _last(screening, clinician)
            limit = screening.max_age_minutes
            if last is None:
                return Finding(rule="screenings", text=f"{screening.kind} was never checked", limit=limit)
            age = problem.now_minute - last
            text = f"{screening.kind} was checked {age // DAY} days ago, at most {limit // DAY} allowed"
            return Finding(rule="screenings", text=text, figure=age, limit=limit)
    return None


def _concerns(problem: Problem, screening: Screening, slot: Slot) -> bool:
    if screening.roles and slot.role not in screening.roles:
        return False
    facility = problem.facilities[problem.facility_index[slot.facility_id]]
    return facility.long_term_care or not screening.long_term_care_only


def _fresh(problem: Problem, screening: Screening, clinician: Clinician) -> bool:
    last = _last(screening, clinician)
    return last is not None and problem.now_minute - last <= screening.max_age_minutes


def _last(screening: Screening, clinician: Clinician) -> int | None:
    return max((c.checked_minute for c in clinician.screenings if c.kind == screening.kind), default=None)


RULE = PairingRule("screenings", allowed, reason)
