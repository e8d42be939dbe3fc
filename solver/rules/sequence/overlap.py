"""A clinician is in one place at a time."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule
from solver.tables import DutyTable, Ints


def gap_needed(problem: Problem, before: DutyTable, after: DutyTable) -> Ints:
    """Nothing more than not to overlap: 0."""
    return np.zeros((len(before.start), len(after.start)), dtype=np.int64)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every pair of duties that share a minute."""
    table = schedule.table
    shared = np.minimum(table.end[:, None], table.end[None, :]) - table.start[None, :]
    shared[np.tril_indices(len(schedule.duties))] = 0
    return [_finding(schedule, int(i), int(j), int(shared[i, j])) for i, j in np.argwhere(shared > 0)]


def _finding(schedule: Schedule, i: int, j: int, minutes: int) -> Finding:
    one, two = schedule.duties[i], schedule.duties[j]
    return Finding(
        rule="overlap",
        text=f"{one.id} and {two.id} overlap by {hours(minutes)}",
        duties=(one.id, two.id),
        figure=minutes,
        limit=0,
        inherited=not (schedule.is_new[i] or schedule.is_new[j]),
    )


RULE = SequenceRule("overlap", findings, gap_needed)
