"""At most 6 days in a row with a shift. A shift's day is the local date of its start."""

from __future__ import annotations

from solver.problem import Problem
from solver.rules.finding import Finding
from solver.rules.sequence.base import Schedule, SequenceRule, runs_longer_than


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every run of days that is too long."""
    limit = problem.settings.max_days
    runs = runs_longer_than((duty.local_day for duty in schedule.duties), limit)
    return [_finding(schedule, run, limit) for run in runs]


def _finding(schedule: Schedule, run: range, limit: int) -> Finding:
    ids = tuple(duty.id for duty in schedule.duties if duty.local_day in run)
    return Finding(
        rule="consecutive_days",
        text=f"{len(run)} days in a row, {limit} allowed",
        duties=ids,
        figure=len(run),
        limit=limit,
        inherited=schedule.new.isdisjoint(ids),
    )


RULE = SequenceRule("consecutive_days", findings)
