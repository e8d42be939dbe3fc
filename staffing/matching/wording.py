"""Findings of the solver in sentences people read: names and local times instead of keys."""

from __future__ import annotations

import re
from dataclasses import dataclass

from solver.rules import Finding
from staffing.clock import local
from staffing.matching.problem_builder import Built
from staffing.matching.problem_builder.commitments import Held
from staffing.matching.problem_builder.keys import row_id
from staffing.matching.problem_builder.shifts import SlotFacts

KEY = re.compile(r"\b([cfhopsu])(\d+)\b")
REJECTED = "rejected"
DATED_TEXT = {
    "do_not_return": "do-not-return on the day of this shift",
    "orientation": "orientation is not valid on the day of this shift",
}


@dataclass(frozen=True)
class Blocker:
    """A hard rule that stands against a placement.

    `text`: one sentence for a coordinator. `figures`: the value met and the value allowed, where the rule
    has any, in its own unit (minutes, metres, days).
    """

    rule: str
    text: str
    figures: dict[str, int]


def as_blocker(built: Built, finding: Finding, clinician_id: int, slot_id: int) -> Blocker:
    """The finding in words; a pair forbidden by a date is told by the rule behind it."""
    rule = rule_behind(built, finding.rule, clinician_id, slot_id)
    if rule != finding.rule:
        return Blocker(rule, DATED_TEXT[rule], {})
    figures = {"figure": finding.figure, "limit": finding.limit}
    text = KEY.sub(lambda key: _name(built, key), finding.text).replace("_", " ")
    return Blocker(rule, text, {name: value for name, value in figures.items() if value is not None})


def rule_behind(built: Built, rule: str, clinician_id: int, slot_id: int) -> str:
    """The rule's name, where the solver only knows that a pair is forbidden."""
    return built.dated.get((clinician_id, slot_id), rule) if rule == REJECTED else rule


def _name(built: Built, key: re.Match[str]) -> str:
    kind, row = key[1], row_id(key[0])
    if kind == "f" and row in built.places.facilities:
        return built.places.facilities[row].name
    if kind == "u" and row in built.places.units:
        return built.places.units[row].name
    if kind == "s" and row in built.slots:
        return "this shift" if len(built.slots) == 1 else _when(built, built.slots[row])
    if key[0] in built.held:
        return _when(built, built.held[key[0]])
    return "this health system" if kind == "h" else key[0]


def _when(built: Built, duty: SlotFacts | Held) -> str:
    place = built.places.facilities[duty.facility_id]
    start, end = local(duty.starts_at, place.zone), local(duty.ends_at, place.zone)
    return f"{start:%a} {start.day} {start:%b} {start:%H:%M}–{end:%H:%M} at {place.name}"
