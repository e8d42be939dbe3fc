"""The licence is valid for the place of care: every state a patient may be in.

eligible(state) = active licence of that state, or a multistate licence whose home state is the state of
residence while both states operate the Nurse Licensure Compact (RN, LPN/LVN; NCSBN).
"""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Credential, Role, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.eligibility.papers import Accepts, held, valid_for, why_not
from solver.rules.finding import Finding
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where each of the slot's states is covered, or the role needs no licence."""
    groups: dict[tuple[str, str], list[int]] = {}
    for column, row in enumerate(slots):
        slot = problem.slots[row]
        for state in slot.patient_states:
            groups.setdefault((slot.role, state), []).append(column)
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for (role_id, state), columns in groups.items():
        role = problem.role_of[role_id]
        if role.licence is not None:
            result[:, columns] &= _covered(problem, clinicians, slots[columns], role, state)
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Names the first state not covered and what is wrong with the licence there, if any."""
    role = problem.role_of[slot.role]
    if role.licence is None:
        return None
    papers = [paper for paper in clinician.credentials if paper.kind == role.licence]
    for state in slot.patient_states:
        if not any(_reaches(problem, clinician, paper, slot, role, state) for paper in papers):
            return Finding(rule="licence", text=_explain(problem, papers, slot, role, state))
    return None


def _covered(problem: Problem, clinicians: Ints, slots: Ints, role: Role, state: str) -> Bools:
    def own(_: Clinician, paper: Credential) -> bool:
        return paper.kind == role.licence and paper.state == state

    result = held(problem, clinicians, slots, own)
    if not role.compact:
        return result
    there = np.array([_operating(problem, state, problem.slots[row]) for row in slots], dtype=np.bool_)
    for home in sorted({problem.clinicians[row].residence_state for row in clinicians}):
        here = np.array([_operating(problem, home, problem.slots[row]) for row in slots], dtype=np.bool_)
        if (here & there).any():
            result |= held(problem, clinicians, slots, _multistate(role, home)) & (here & there)[None, :]
    return result


def _multistate(role: Role, home: str) -> Accepts:
    return lambda clinician, paper: (
        paper.kind == role.licence
        and paper.multistate
        and paper.state == home
        and clinician.residence_state == home
    )


def _reaches(
    problem: Problem, clinician: Clinician, paper: Credential, slot: Slot, role: Role, state: str
) -> bool:
    if not valid_for(problem, paper, slot):
        return False
    if paper.state == state:
        return True
    at_home = paper.multistate and paper.state == clinician.residence_state
    both = _operating(problem, clinician.residence_state, slot) and _operating(problem, state, slot)
    return role.compact and at_home and both


def _operating(problem: Problem, state: str, slot: Slot) -> bool:
    """The state operates the compact during the whole shift."""
    return any(
        row.state == state
        and row.from_minute <= slot.start_minute
        and (row.until_minute is None or row.until_minute >= slot.end_minute)
        for row in problem.compact_states
    )


def _explain(problem: Problem, papers: list[Credential], slot: Slot, role: Role, state: str) -> str:
    for paper in papers:
        if paper.state == state:
            return f"{role.licence} licence of {state} {why_not(problem, paper, slot)}"
    return f"no {role.licence} licence that covers {state}"


RULE = PairingRule("licence", allowed, reason)
