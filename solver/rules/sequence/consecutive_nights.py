"""At most 3 nights in a row, then 24 h off before any shift. A night counts on the local date it starts."""

from __future__ import annotations

from collections.abc import Iterator

from solver.entities import Duty
from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule, runs_longer_than


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every run of nights that is too long, and every shift too soon after a full run."""
    nights = [duty for duty in schedule.duties if duty.night]
    limit = problem.settings.max_nights
    runs = runs_longer_than((night.local_day for night in nights), limit)
    return [
        *(_too_many(schedule, nights, run, limit) for run in runs),
        *_too_soon(problem, schedule, nights),
    ]


def _too_many(schedule: Schedule, nights: list[Duty], run: range, limit: int) -> Finding:
    ids = tuple(night.id for night in nights if night.local_day in run)
    text = f"{len(run)} nights in a row, {limit} allowed"
    return _finding(schedule, text, ids, len(run), limit)


def _too_soon(problem: Problem, schedule: Schedule, nights: list[Duty]) -> Iterator[Finding]:
    limit, needed = problem.settings.max_nights, problem.settings.recovery_minutes
    days = {night.local_day for night in nights}
    for last in nights:
        run = range(last.local_day - limit + 1, last.local_day)
        if not days.issuperset(run):
            continue
        earlier = [night.id for night in nights if night.local_day in run]
        for duty in schedule.duties:
            gap = duty.start_minute - last.end_minute
            if 0 <= gap < needed:
                text = f"{hours(gap)} off after {limit} nights before {duty.id}, {hours(needed)} needed"
                yield _finding(schedule, text, (*earlier, last.id, duty.id), gap, needed)


def _finding(schedule: Schedule, text: str, ids: tuple[str, ...], figure: int, limit: int) -> Finding:
    inherited = schedule.new.isdisjoint(ids)
    return Finding(
        rule="consecutive_nights", text=text, duties=ids, figure=figure, limit=limit, inherited=inherited
    )


RULE = SequenceRule("consecutive_nights", findings)
