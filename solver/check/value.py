"""The stated totals, objectives, bounds and gaps, computed anew from the placements."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose

from solver.check.places import distance, driving, facility
from solver.entities import Clinician, Duty, Slot
from solver.problem import Problem
from solver.solution import Solution, TierResult

TOLERANCE = 1e-6
Given = list[tuple[Clinician, Slot]]


def value(problem: Problem, solution: Solution) -> list[str]:
    """Complaints about figures that do not follow from the plan."""
    people = {person.id: person for person in problem.clinicians}
    slots = {slot.id: slot for slot in problem.slots}
    given = [(people[p.clinician_id], slots[p.slot_id]) for p in solution.placements]
    return [complaint for tier in solution.tiers for complaint in _tier(problem, tier, given)]


def _tier(problem: Problem, tier: TierResult, given: Given) -> list[str]:
    complaints = []
    objective = 0.0
    for stated in tier.terms:
        total = TERM_CHECKS[stated.term](problem, given)
        objective += stated.weight * total
        if not _same(total, stated.total):
            complaints.append(f"{stated.term}: {stated.total} stated, {total} found")
    if not _same(objective, tier.objective):
        complaints.append(f"objective: {tier.name} states {tier.objective}, {objective} found")
    if tier.bound < tier.objective - TOLERANCE:
        complaints.append(f"bound: {tier.name} states a bound below its plan")
    if abs(tier.gap - (tier.bound - tier.objective) / max(0.01, abs(tier.bound))) > TOLERANCE:
        complaints.append(f"gap: {tier.name} states {tier.gap}")
    return complaints


def fill(problem: Problem, given: Given) -> float:
    """Priorities filled."""
    return sum(slot.priority for _, slot in given)


def communication(problem: Problem, given: Given) -> float:
    """Weighted mean from .60 to .95, lower while coached, times contact."""
    total = 0
    for person, slot in given:
        plans = [p for p in person.coaching if p.from_minute <= slot.start_minute < p.until_minute]
        lower = max((plan.setback_percent for plan in plans), default=0) / 100
        total += round(_scale(_mean(person, slot) - lower) * 1_000 * slot.contact_percent)
    return total / 100


def unit_average(problem: Problem, given: Given) -> float:
    """What the people placed in a unit lack of its minimum, all together."""
    asking = {u.id: u.minimum_communication for u in problem.units if u.minimum_communication is not None}
    lifts: dict[str, int] = {}
    for person, slot in given:
        if slot.unit_id in asking:
            apart = _scale(_mean(person, slot)) - _scale(asking[slot.unit_id])
            lifts[slot.unit_id] = lifts.get(slot.unit_id, 0) + round(apart * 100_000)
    return sum(min(0, lift) for lift in lifts.values()) / 100


def exploration(problem: Problem, given: Given) -> float:
    """Reserved shifts taken by the little rated."""
    return 1_000 * sum(person.little_rated for person, slot in given if slot.explore)


def _mean(person: Clinician, slot: Slot) -> float:
    weight = sum(slot.dimension_weights)
    both = zip(person.communication, slot.dimension_weights, strict=True)
    return sum(m * w for m, w in both) / weight if weight else 0.60


def _scale(mean: float) -> float:
    return min(1.0, max(0.0, (mean - 0.60) / (0.95 - 0.60)))


def continuity(problem: Problem, given: Given) -> float:
    """A quarter a shift worked in the unit, at most four."""
    known = [sum(h.shifts for h in person.history if h.unit_id == slot.unit_id) for person, slot in given]
    return sum(250 * min(4, shifts) for shifts in known)


def preferences(problem: Problem, given: Given) -> float:
    """Asked for 400; the place and the hours 150 each, 75 more or less for each step of the wish."""
    total = 0
    for person, slot in given:
        units, sites, kinds = (
            dict(pairs) for pairs in (person.wishes.units, person.wishes.facilities, person.wishes.kinds)
        )
        place = units.get(slot.unit_id, 0) + sites.get(slot.facility_id, 0)
        hours = kinds.get(slot.kind, 0) + (kinds.get("weekend", 0) if slot.weekend else 0)
        total += 400 if person.id in slot.preferred_clinicians else 0
        total += sum(150 + 75 * max(-2, min(2, wish)) for wish in (place, hours))
    return total


def travel(problem: Problem, given: Given) -> float:
    """From 10 minutes (1000) to 100 (0), hundredths rounded down."""
    total = 0
    for person, slot in given:
        site = facility(problem, slot.facility_id)
        minutes = 0 if slot.virtual else driving(distance(person, site), problem.settings)
        total += (100 - min(100, max(10, minutes))) * 100_000 // 90
    return total / 100


def overtime(problem: Problem, given: Given) -> float:
    """Premium cents past 40 h a workweek beyond the commitments' own, 30 cents a point."""
    after = problem.settings.overtime_after_minutes
    total = 0
    for person, taken in _by_person(given):
        cost = round(person.regular_rate_cents * 100 / 3_600)
        for week in {number for slot in taken for number, _ in slot.workweeks}:
            held = [m for d in _standing(problem, person) for number, m in d.workweeks if number == week]
            new = [m for slot in taken for number, m in slot.workweeks if number == week]
            before, now = max(0, sum(held) - after), max(0, sum(held) + sum(new) - after)
            total -= cost * (now - before)
    return total / 100


def fairness(problem: Problem, given: Given) -> float:
    """One point a minute to half of the wish, half a point to all of it, minus half a point beyond."""

    def worth(minutes: int, wish: int) -> float:
        half = wish // 2
        return min(minutes, half) + 0.5 * max(0, min(minutes, wish) - half) - 0.5 * max(0, minutes - wish)

    total = 0.0
    for person, taken in _by_person(given):
        if person.wanted_minutes >= 2:
            held = sum(
                duty.end_minute - duty.start_minute
                for duty in _standing(problem, person)
                if problem.horizon_start_minute <= duty.start_minute < problem.horizon_end_minute
            )
            new = sum(slot.end_minute - slot.start_minute for slot in taken)
            total += worth(held + new, person.wanted_minutes) - worth(held, person.wanted_minutes)
    return total


def stability(problem: Problem, given: Given) -> float:
    """Published pairs kept."""
    published = {(pair.clinician_id, pair.slot_id) for pair in problem.published}
    return sum(1_000 for person, slot in given if (person.id, slot.id) in published)


def _by_person(given: Given) -> list[tuple[Clinician, list[Slot]]]:
    taken: dict[str, tuple[Clinician, list[Slot]]] = {}
    for person, slot in given:
        taken.setdefault(person.id, (person, []))[1].append(slot)
    return list(taken.values())


def _standing(problem: Problem, person: Clinician) -> list[Duty]:
    return [duty for duty in problem.commitments if duty.clinician_id == person.id]


def _same(one: float, two: float) -> bool:
    return isclose(one, two, rel_tol=1e-9, abs_tol=0.02)


TERM_CHECKS: dict[str, Callable[[Problem, Given], float]] = {
    "fill": fill,
    "communication": communication,
    "continuity": continuity,
    "preferences": preferences,
    "travel": travel,
    "overtime": overtime,
    "fairness": fairness,
    "stability": stability,
    "unit_average": unit_average,
    "exploration": exploration,
}
