"""The shift starts no sooner than the clinician's minimum notice allows."""

from __future__ import annotations

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding, hours
from solver.tables import Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m] True where start - now >= notice."""
    lead = problem.slot_table.duty.start[slots] - problem.now_minute
    return lead[None, :] >= problem.clinician_table.minimum_notice[clinicians][:, None]


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Gives the time left and the time wanted."""
    lead = slot.start_minute - problem.now_minute
    wanted = clinician.minimum_notice_minutes
    if lead >= wanted:
        return None
    text = f"starts in {hours(lead)}, wants {hours(wanted)} notice"
    return Finding(rule="notice", text=text, figure=lead, limit=wanted)


RULE = PairingRule("notice", allowed, reason)
