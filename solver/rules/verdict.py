"""May this clinician work this slot, and if not, why: every rule that speaks against it, with figures."""

from __future__ import annotations

from collections.abc import Sequence

from solver.entities import Clinician, Duty, Slot
from solver.problem import Problem
from solver.rules.eligibility import PAIRING_RULES
from solver.rules.finding import Finding
from solver.rules.sequence import Schedule, sequence_findings


def verdict(
    problem: Problem, clinician: Clinician, slot: Slot, extra_duties: Sequence[Duty] = ()
) -> list[Finding]:
    """Every finding that blocks the pair; empty when the clinician may work the slot.

    Clinician and slot are the problem's own. `extra_duties`: further time the clinician holds, such as other
    placements of the plan; the problem's commitments always count.
    """
    reasons = (rule.reason(problem, clinician, slot) for rule in PAIRING_RULES)
    blocking = [finding for finding in reasons if finding is not None]
    return blocking + sequence_verdict(problem, clinician, slot, extra_duties)


def sequence_verdict(
    problem: Problem, clinician: Clinician, slot: Slot, extra_duties: Sequence[Duty] = ()
) -> list[Finding]:
    """The sequence rules' part of `verdict`."""
    schedule = Schedule.of(problem, clinician, (slot,), extra_duties)
    return [finding for finding in sequence_findings(problem, schedule) if not finding.inherited]


def plan_findings(problem: Problem, clinician: Clinician, slots: Sequence[Slot]) -> list[Finding]:
    """Every finding against giving the clinician all of these slots together."""
    pairing = [rule.reason(problem, clinician, slot) for slot in slots for rule in PAIRING_RULES]
    sequence = sequence_findings(problem, Schedule.of(problem, clinician, slots))
    return [finding for finding in (*pairing, *sequence) if finding is not None and not finding.inherited]


def inherited_findings(problem: Problem, clinician: Clinician) -> list[Finding]:
    """Breaches among the clinician's commitments: reported, never blocking."""
    return sequence_findings(problem, Schedule.of(problem, clinician, ()))
