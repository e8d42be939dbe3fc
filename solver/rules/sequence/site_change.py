"""Between different sites: the travel time + 30 min. Virtual shifts are worked from home and need none."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule, SequenceRule, too_close
from solver.tables import DutyTable, Ints


def gap_needed(problem: Problem, before: DutyTable, after: DutyTable) -> Ints:
    """Travel + buffer between two sites, 0 at the same site or where either shift is virtual."""
    apart = problem.minutes_between[np.ix_(before.facility, after.facility)]
    minutes = apart + problem.settings.site_change_minutes
    same = before.facility[:, None] == after.facility[None, :]
    none = same | before.virtual[:, None] | after.virtual[None, :]
    return np.where(none, 0, minutes)


def findings(problem: Problem, schedule: Schedule) -> list[Finding]:
    """Every pair of shifts too close for the way between their sites."""
    return [
        Finding(
            rule="site_change",
            text=(
                f"{hours(b.gap)} between {b.before.id} at {b.before.facility_id} and {b.after.id} at "
                f"{b.after.facility_id}, {hours(b.needed)} needed to change sites"
            ),
            duties=(b.before.id, b.after.id),
            figure=b.gap,
            limit=b.needed,
            inherited=b.inherited,
        )
        for b in too_close(problem, schedule, gap_needed)
    ]


RULE = SequenceRule("site_change", findings, gap_needed)
