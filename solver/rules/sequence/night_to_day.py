"""From a night to a shift that is no night: 24 h off."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule, too_close
from solver.tables import DutyTable, Ints


def gap_needed(problem: Problem, before: DutyTable, after: DutyTable) -> Ints:
    """The turn-around where a night comes before a day, else 0."""
    turning = before.night[:, None] & ~after.night[None, :]
    return np.where(turning, problem.settings.night_to_day_minutes, 0)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every day shift too soon after a night."""
    return [
        Finding(
            rule="night_to_day",
            text=f"{hours(b.gap)} from the night {b.before.id} to {b.after.id}, {hours(b.needed)} needed",
            duties=(b.before.id, b.after.id),
            figure=b.gap,
            limit=b.needed,
            inherited=b.inherited,
        )
        for b in too_close(problem, schedule, gap_needed)
    ]


RULE = SequenceRule("night_to_day", findings, gap_needed)
