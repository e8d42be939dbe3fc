"""Credentials by kind as columns, shared by the certification and the licence rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.entities import GOOD_STATUSES, Clinician, Credential, Slot
from solver.problem import Problem
from solver.rules.finding import hours
from solver.tables import NEVER, Bools, Ints

Accepts = Callable[[Clinician, Credential], bool]


def valid_for(problem: Problem, paper: Credential, slot: Slot) -> bool:
    """Good status, valid from the shift's start through its end plus the margin."""
    if paper.status not in GOOD_STATUSES or paper.valid_from_minute > slot.start_minute:
        return False
    return paper.expires_minute is None or paper.expires_minute >= needed_until(problem, slot)


def needed_until(problem: Problem, slot: Slot) -> int:
    """The minute a credential has to last to."""
    return slot.end_minute + problem.settings.credential_margin_minutes


def held(problem: Problem, clinicians: Ints, slots: Ints, accepts: Accepts) -> Bools:
    """[n, m] True where some accepted credential of the clinician is valid for the slot."""
    duty = problem.slot_table.duty
    start = duty.start[slots]
    until = duty.end[slots] + problem.settings.credential_margin_minutes
    rows, papers = [], []
    for at, row in enumerate(clinicians):
        clinician = problem.clinicians[row]
        for paper in clinician.credentials:
            if paper.status in GOOD_STATUSES and accepts(clinician, paper):
                rows.append(at)
                papers.append((paper.valid_from_minute, _end(paper)))
    result = np.zeros((len(clinicians), len(slots)), dtype=np.bool_)
    span = np.array(papers, dtype=np.int64).reshape(-1, 2)
    valid = (span[:, :1] <= start[None, :]) & (span[:, 1:] >= until[None, :])
    np.logical_or.at(result, np.array(rows, dtype=np.int64), valid)
    return result


def why_not(problem: Problem, paper: Credential, slot: Slot) -> str:
    """What is wrong with a credential that is not valid for the slot."""
    if paper.status not in GOOD_STATUSES:
        return f"is {paper.status}"
    if paper.valid_from_minute > slot.start_minute:
        return "is not valid yet when the shift starts"
    after = _end(paper) - slot.end_minute
    margin = hours(problem.settings.credential_margin_minutes)
    when = f"{hours(after)} after" if after >= 0 else f"{hours(-after)} before"
    return f"expires {when} the shift's end, {margin} after it is needed"


def _end(paper: Credential) -> int:
    return NEVER if paper.expires_minute is None else paper.expires_minute
