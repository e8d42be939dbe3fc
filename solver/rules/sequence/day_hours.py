"""At most 12.5 h on duty in any rolling 24 h (16 h under an audited emergency override)."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.finding import Finding
from solver.rules.sequence.base import Schedule, SequenceRule
from solver.rules.sequence.rolling import minutes_inside, overfull, window_starts, with_exemption
from solver.settings import DAY
from solver.tables import DutyTable, Ints


def gap_needed(problem: Problem, before: DutyTable, after: DutyTable) -> Ints:
    """Two shifts that exceed the cap together must leave 24 h - cap between them.

    With a gap g, the fullest window holds min(both together, 24 h - g) minutes.
    """
    cap = problem.settings.day_cap_minutes
    together = counted(before, cap)[:, None] + counted(after, cap)[None, :]
    return np.where(together > cap, DAY - cap, 0)


def counted(table: DutyTable, cap: int) -> Ints:
    """Minutes of a shift that count, the DST exemption applied."""
    exempt = (table.local_minutes <= cap) & (table.minutes > cap)
    return np.where(exempt, cap, table.minutes)


def inside_windows(problem: Problem, table: DutyTable) -> Ints:
    """Counted minutes of each duty in each window that can be the fullest, [W, N]."""
    inside = minutes_inside(table, window_starts(table, DAY), DAY)
    return with_exemption(inside, table, problem.settings.day_cap_minutes)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """The fullest 24 hours, where over the cap."""
    inside = inside_windows(problem, schedule.table)
    return overfull("day_hours", schedule, inside, problem.settings.day_cap_minutes, "24 hours")


RULE = SequenceRule("day_hours", findings, gap_needed)
