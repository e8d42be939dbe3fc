"""What every sequence rule offers, and the schedule it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.entities import Clinician, Duty
from solver.problem import Problem
from solver.rules.finding import Finding
from solver.tables import Bools, DutyTable, Ints


@dataclass(frozen=True)
class Schedule:
    """One clinician's duties in order of start, some of them `new` (by id); the rest stand already."""

    clinician: Clinician
    duties: tuple[Duty, ...]
    new: frozenset[str]
    table: DutyTable

    @classmethod
    def of(
        cls, problem: Problem, clinician: Clinician, new: Sequence[Duty], standing: Iterable[Duty] = ()
    ) -> Schedule:
        """The clinician's commitments and other `standing` duties with the `new` ones among them."""
        every = {d.id: d for d in (*problem.commitments_of.get(clinician.id, ()), *standing, *new)}
        duties = tuple(sorted(every.values(), key=lambda d: (d.start_minute, d.end_minute, d.id)))
        table = DutyTable.of(duties, problem.facility_index)
        return cls(clinician, duties, frozenset(d.id for d in new), table)

    @cached_property
    def is_new(self) -> Bools:
        """Column over the duties."""
        return np.fromiter((d.id in self.new for d in self.duties), dtype=np.bool_)


GapNeeded = Callable[[Problem, DutyTable, DutyTable], Ints]


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """A rule between duties of one clinician.

    `findings(problem, schedule)`: every breach, those among commitments alone marked inherited.
    `gap_needed(problem, before, after)`: minutes the rule wants between the end of one duty and the start of
    a later one, [n, m], 0 where it asks for nothing; None when the rule is not about two duties alone.
    """

    name: str
    findings: Callable[[Problem, Schedule], list[Finding]]
    gap_needed: GapNeeded | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Two duties too close: the later one starts `gap` minutes after the earlier ends, `needed` wanted."""

    before: Duty
    after: Duty
    gap: int
    needed: int
    inherited: bool


def too_close(problem: Problem, schedule: Schedule, gap_needed: GapNeeded) -> list[Breach]:
    """Every pair of duties that do not overlap but are closer than needed."""
    table = schedule.table
    gap = table.start[None, :] - table.end[:, None]
    needed = gap_needed(problem, table, table)
    later = np.triu(np.ones(gap.shape, dtype=np.bool_), k=1)
    found = later & (gap >= 0) & (gap < needed)
    return [
        Breach(
            schedule.duties[i],
            schedule.duties[j],
            int(gap[i, j]),
            int(needed[i, j]),
            not (schedule.is_new[i] or schedule.is_new[j]),
        )
        for i, j in np.argwhere(found)
    ]


def runs_longer_than(days: Iterable[int], limit: int) -> list[range]:
    """Maximal runs of consecutive days that are longer than the limit."""
    runs: list[range] = []
    for day in sorted(set(days)):
        if runs and runs[-1].stop == day:
            runs[-1] = range(runs[-1].start, day + 1)
        else:
            runs.append(range(day, day + 1))
    return [run for run in runs if len(run) > limit]
