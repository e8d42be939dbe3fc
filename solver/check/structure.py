"""Is the solution a plan for this problem: known ids, one clinician a slot, pins and lists complete."""

from __future__ import annotations

from collections import Counter

from solver.problem import Problem
from solver.solution import Solution


def unknown(problem: Problem, solution: Solution) -> list[str]:
    """Complaints about clinicians and slots that the problem does not have."""
    people = {person.id for person in problem.clinicians}
    slots = {slot.id for slot in problem.slots}
    return [
        f"unknown: {pair.clinician_id} on {pair.slot_id}"
        for pair in solution.placements
        if pair.clinician_id not in people or pair.slot_id not in slots
    ]


def structure(problem: Problem, solution: Solution) -> list[str]:
    """Complaints about double use, the unfilled list, and pins neither placed nor refused."""
    slots = {slot.id for slot in problem.slots}
    placed = Counter(pair.slot_id for pair in solution.placements)
    complaints = [f"one_clinician: slot {slot} is given {n} times" for slot, n in placed.items() if n > 1]
    if sorted(solution.unfilled) != sorted(slots - set(placed)):
        complaints.append("unfilled: the list is not what the placements leave open")
    settled = {*solution.placements, *(refusal.pair for refusal in solution.refused_pins)}
    complaints += [f"pinned: {pin} is missing" for pin in problem.pinned if pin not in settled]
    return complaints


def other_tiers(problem: Problem, solution: Solution) -> list[str]:
    """A complaint when the solution reports other tiers, terms or weights than the problem asks for."""
    asked = [(tier.name, [(row.term, row.weight) for row in tier.terms]) for tier in problem.tiers]
    stated = [(tier.name, [(row.term, row.weight) for row in tier.terms]) for tier in solution.tiers]
    return [] if stated == asked else ["tiers: not those of the problem"]
