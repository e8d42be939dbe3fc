"""An independent re-check of a plan: plain Python, its own arithmetic, nothing shared with rules or model.

It reads only the entities. Each complaint starts with the name of the rule it is about.
"""

from __future__ import annotations

from solver.check.pairing import PAIRING_CHECKS
from solver.check.sequence import SEQUENCE_CHECKS
from solver.check.structure import other_tiers, structure, unknown
from solver.check.value import value
from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.solution import Solution


def check(problem: Problem, solution: Solution) -> list[str]:
    """Every complaint about a solution; empty when it holds."""
    complaints = unknown(problem, solution)
    if complaints:
        return complaints
    complaints = structure(problem, solution)
    people = {person.id: person for person in problem.clinicians}
    slots = {slot.id: slot for slot in problem.slots}
    given: dict[str, list[Slot]] = {}
    for pair in solution.placements:
        given.setdefault(pair.clinician_id, []).append(slots[pair.slot_id])
    for person_id, taken in given.items():
        complaints += _person(problem, people[person_id], taken)
    return complaints + (other_tiers(problem, solution) or value(problem, solution))


def _person(problem: Problem, person: Clinician, taken: list[Slot]) -> list[str]:
    complaints = []
    for slot in taken:
        for name, allows in PAIRING_CHECKS.items():
            if not allows(problem, person, slot):
                complaints.append(f"{name}: {person.id} on {slot.id}")
    standing = [duty for duty in problem.commitments if duty.clinician_id == person.id]
    for name, breach in SEQUENCE_CHECKS.items():
        found = breach(problem, person, standing, taken)
        complaints += [f"{name}: {person.id}, {text}" for text in found]
    return complaints
