"""The clinician's own maximum of hours per agency workweek, where they set one."""

from __future__ import annotations

from collections import defaultdict

from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every workweek with more minutes than the clinician wants at most."""
    limit = schedule.clinician.max_minutes_week
    if limit is None:
        return []
    minutes: dict[int, int] = defaultdict(int)
    ids: dict[int, list[str]] = defaultdict(list)
    for duty in schedule.duties:
        for week, worked in duty.workweeks:
            if worked:
                minutes[week] += worked
                ids[week].append(duty.id)
    return [_finding(schedule, minutes[week], limit, ids[week]) for week in minutes if minutes[week] > limit]


def _finding(schedule: Schedule, figure: int, limit: int, ids: list[str]) -> Finding:
    return Finding(
        rule="own_hours",
        text=f"{hours(figure)} in one workweek, wants at most {hours(limit)}",
        duties=tuple(ids),
        figure=figure,
        limit=limit,
        inherited=schedule.new.isdisjoint(ids),
    )


RULE = SequenceRule("own_hours", findings)
