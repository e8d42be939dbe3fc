"""The clinician's own maximum of hours per workweek."""

from __future__ import annotations

from ortools.sat.python import cp_model

from solver.engine.pairs import Roster
from solver.engine.variables import Assigned
from solver.entities import Duty


def post(assigned: Assigned) -> None:
    """At most the wanted minutes in each workweek, commitments included."""
    for roster in assigned.rosters:
        limit = roster.clinician.max_minutes_week
        if limit is not None:
            for week in assigned.problem.workweeks:
                _post_week(assigned, roster, week, limit)


def _post_week(assigned: Assigned, roster: Roster, week: int, limit: int) -> None:
    left = max(0, limit - sum(_worked(duty, week) for duty in roster.standing))
    minutes = [_worked(slot, week) for slot in roster.slots]
    if sum(minutes) > left:
        total = cp_model.LinearExpr.weighted_sum(assigned.shifts_of(roster), minutes)
        assigned.model.add(total <= left)


def _worked(duty: Duty, week: int) -> int:
    return sum(minutes for number, minutes in duty.workweeks if number == week)
