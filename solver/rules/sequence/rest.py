"""Rest between shifts (10 h)."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule, too_close
from solver.tables import DutyTable, Ints


def gap_needed(problem: Problem, before: DutyTable, after: DutyTable) -> Ints:
    """The rest between any two shifts."""
    return np.full((len(before.start), len(after.start)), problem.settings.rest_minutes, dtype=np.int64)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every pair of shifts with less rest between them."""
    return [
        Finding(
            rule="rest",
            text=f"only {hours(b.gap)} between {b.before.id} and {b.after.id}, {hours(b.needed)} needed",
            duties=(b.before.id, b.after.id),
            figure=b.gap,
            limit=b.needed,
            inherited=b.inherited,
        )
        for b in too_close(problem, schedule, gap_needed)
    ]


RULE = SequenceRule("rest", findings, gap_needed)
