"""Is the solution a plan for this problem: known ids, one clinician a slot, pins and lists complete."""

from __future__ import annotations

from collections import Counter

from solver.problem import Problem
from solver.solution import Solution


def structure(problem: Problem, solution: Solution) -> list[str]:
    """Complaints about ids, double use, the unfilled list, and pins neither placed nor refused."""
    people = {person.id for person in problem.clinicians}
    slots = {slot.id for slot in problem.slots}
    placed = Counter(pair.slot_id for pair in solution.placements)
    complaints = [f"unknown: {p}" for p in solution.placements if p.clinician_id not in people]
    complaints += [f"unknown: slot {slot}" for slot in placed if slot not in slots]
    complaints += [f"one_clinician: slot {slot} is given {n} times" for slot, n in placed.items() if n > 1]
    if sorted(solution.unfilled) != sorted(slots - set(placed)):
        complaints.append("unfilled: the list is not what the placements leave open")
    settled = {*solution.placements, *(refusal.pair for refusal in solution.refused_pins)}
    complaints += [f"pinned: {pin} is missing" for pin in problem.pinned if pin not in settled]
    if [tier.name for tier in solution.tiers] != [tier.name for tier in problem.tiers]:
        complaints.append("tiers: not those of the problem")
    return complaints
