"""Pairs a coordinator has locked: placed first, as long as no rule stands against them."""

from __future__ import annotations

from dataclasses import dataclass

from solver.engine.pairs import Pairs
from solver.entities import Slot
from solver.problem import Problem
from solver.rules.verdict import verdict
from solver.solution import RefusedPin


@dataclass(frozen=True, slots=True)
class Pins:
    """`rows`: pair rows that must be chosen. `refused`: pins that cannot stand, with the reasons."""

    rows: frozenset[int]
    refused: tuple[RefusedPin, ...]


def settle_pins(problem: Problem, pairs: Pairs) -> Pins:
    """Accept pins in their order, each checked together with those accepted before."""
    keys = zip(pairs.clinician.tolist(), pairs.slot.tolist(), strict=True)
    row_of = {key: row for row, key in enumerate(keys)}
    held: dict[str, list[Slot]] = {}
    taken: set[str] = set()
    rows: list[int] = []
    refused: list[RefusedPin] = []
    for pin in dict.fromkeys(problem.pinned):
        key = (problem.clinician_index[pin.clinician_id], problem.slot_index[pin.slot_id])
        clinician, slot = problem.clinicians[key[0]], problem.slots[key[1]]
        reasons = [f.text for f in verdict(problem, clinician, slot, held.get(clinician.id, ()))]
        if slot.id in taken:
            reasons.insert(0, "the shift is locked for somebody else")
        if reasons:
            refused.append(RefusedPin(pair=pin, reasons=tuple(reasons)))
            continue
        taken.add(slot.id)
        held.setdefault(clinician.id, []).append(slot)
        rows.append(row_of[key])
    return Pins(frozenset(rows), tuple(refused))
