"""At most 4 12-h days in a row. A 12-h day holds 11 h on duty or more, by the shifts that start on it."""

from __future__ import annotations

from collections import Counter

from solver.problem import Problem
from solver.rules.finding import Finding
from solver.rules.sequence.base import Schedule, SequenceRule, runs_longer_than


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every run of 12-h days that is too long."""
    limit = problem.settings.max_long_days
    minutes: Counter[int] = Counter()
    for duty in schedule.duties:
        minutes[duty.local_day] += duty.minutes
    long_days = [day for day, total in minutes.items() if total >= problem.settings.long_day_minutes]
    return [_finding(schedule, run, limit) for run in runs_longer_than(long_days, limit)]


def _finding(schedule: Schedule, run: range, limit: int) -> Finding:
    ids = tuple(duty.id for duty in schedule.duties if duty.local_day in run)
    return Finding(
        rule="long_days",
        text=f"{len(run)} 12-h days in a row, {limit} allowed",
        duties=ids,
        figure=len(run),
        limit=limit,
        inherited=schedule.new.isdisjoint(ids),
    )


RULE = SequenceRule("long_days", findings)
