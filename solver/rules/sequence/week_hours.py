"""At most 60 h on duty in any rolling 7 days."""

from __future__ import annotations

from solver.problem import Problem
from solver.rules.finding import Finding
from solver.rules.sequence.base import Schedule, SequenceRule
from solver.rules.sequence.rolling import minutes_inside, overfull, window_starts
from solver.settings import WEEK
from solver.tables import DutyTable, Ints


def inside_windows(problem: Problem, table: DutyTable) -> Ints:
    """Minutes of each duty in each window that can be the fullest, [W, N]."""
    return minutes_inside(table, window_starts(table, WEEK), WEEK)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """The fullest 7 days, where over the cap."""
    inside = inside_windows(problem, schedule.table)
    return overfull("week_hours", schedule, inside, problem.settings.week_minutes, "7 days")


RULE = SequenceRule("week_hours", findings)
