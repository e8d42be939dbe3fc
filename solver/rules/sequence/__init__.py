"""Sequence rules: what a clinician's shifts ask of each other. The list is the table of contents."""

from __future__ import annotations

from solver.problem import Problem
from solver.rules.finding import Finding
from solver.rules.sequence import (
    consecutive_days,
    consecutive_nights,
    day_hours,
    long_days,
    night_to_day,
    overlap,
    own_hours,
    rest,
    site_change,
    week_hours,
)
from solver.rules.sequence.base import Schedule, SequenceRule

SEQUENCE_RULES: tuple[SequenceRule, ...] = (
    overlap.RULE,
    rest.RULE,
    site_change.RULE,
    night_to_day.RULE,
    day_hours.RULE,
    week_hours.RULE,
    long_days.RULE,
    consecutive_days.RULE,
    consecutive_nights.RULE,
    own_hours.RULE,
)


def sequence_findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every finding of every sequence rule; commitments alone give inherited ones."""
    return [finding for rule in SEQUENCE_RULES for finding in rule.findings(problem, schedule)]


__all__ = ["SEQUENCE_RULES", "Schedule", "SequenceRule", "sequence_findings"]
