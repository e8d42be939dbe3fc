"""The time of a problem as classes of slots, and the hours budgets that schedules over them must keep.

Slots that start, end and count alike are one class: within a schedule at most one of them can be worked, and
what may follow it is the same. Two kinds, nights and others, are told apart, for only they ask for different
gaps after the same end. Classes stand in order of their end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.engine.pairs import leaves_gap
from solver.problem import Problem
from solver.settings import WEEK
from solver.tables import Bools, DutyTable, Ints

MOST_CLASSES = 2_000
STEPS = 3  # a period's longest shift counts for this many units of its budget


@dataclass(frozen=True)
class Timeline:
    """`of_slot`: class of each slot, [S]. `night`: [T]. `before[k, t]`: how many classes of kind k, in order,
    may come before class t; later ones of the kind may not."""

    of_slot: Ints
    table: DutyTable
    night: Bools
    before: Ints

    def __len__(self) -> int:
        return len(self.night)


@dataclass(frozen=True)
class Budgets:
    """Units of work in periods, for some clinicians.

    `first`, `last`: periods a class touches, [T]; `units_first`, `units_last`: its units there (the second 0
    where it touches one period). `limit`: units that a clinician's schedules can hold, [P, C]. Every
    schedule within the minutes is within the units; some beyond may be, too.
    """

    people: Ints
    first: Ints
    last: Ints
    units_first: Ints
    units_last: Ints
    limit: Ints


def few_classes(problem: Problem) -> bool:
    """Few enough classes for a table of what may follow what."""
    return len(np.unique(_keys(problem), axis=0)) <= MOST_CLASSES


def timeline(problem: Problem) -> Timeline:
    """The classes of a problem's slots."""
    duty = problem.slot_table.duty
    _, row, of_slot = np.unique(_keys(problem), axis=0, return_index=True, return_inverse=True)
    here = duty.rows(row)
    # one site for all: what the way between sites asks for is left out
    table = replace(here, facility=np.zeros_like(here.facility))
    fits = leaves_gap(problem, table, table)
    before = np.zeros((2, len(row)), dtype=np.int64)
    for kind in (0, 1):
        mine = np.flatnonzero(table.night == bool(kind))
        places = np.arange(1, len(mine) + 1)[:, None]
        before[kind] = (fits[mine] * places).max(axis=0, initial=0)
    return Timeline(of_slot.reshape(-1), table, table.night, before)


def budgets(problem: Problem, line: Timeline) -> list[Budgets]:
    """By the clinician's own hours a workweek where they set some; by the rule of 7 days for the rest."""
    own = np.array([_own_limit(problem, row) is not None for row in range(len(problem.clinicians))])
    parts = []
    for people, build in ((np.flatnonzero(own), _workweeks), (np.flatnonzero(~own), _seven_days)):
        if len(people):
            minutes, left = build(problem, line, people)
            parts.append(_budget(people, minutes, left))
    return parts


def _keys(problem: Problem) -> Ints:
    duty = problem.slot_table.duty
    return np.stack([duty.end, duty.start, duty.night.astype(np.int64), duty.local_minutes], axis=1)


def _own_limit(problem: Problem, person: int) -> int | None:
    limit = problem.clinicians[person].max_minutes_week
    return limit if limit is not None and limit < problem.settings.week_minutes else None


def _workweeks(problem: Problem, line: Timeline, people: Ints) -> tuple[Ints, Ints]:
    """Minutes of each class in each workweek, [T, P], and what each clinician may still work, [P, C]."""
    column = {week: at for at, week in enumerate(problem.workweeks)}
    worked = np.zeros((len(problem.slots), len(column)), dtype=np.int64)
    for row, slot in enumerate(problem.slots):
        for week, minutes in slot.workweeks:
            worked[row, column[week]] = minutes
    least = np.full((len(line), len(column)), np.iinfo(np.int64).max)
    np.minimum.at(least, line.of_slot, worked)
    left = np.zeros((len(column), len(people)), dtype=np.int64)
    for at, person in enumerate(people.tolist()):
        left[:, at] = _own_limit(problem, person) or 0
        for duty in problem.commitments_of.get(problem.clinicians[person].id, ()):
            for week, minutes in duty.workweeks:
                if week in column:
                    left[column[week], at] -= minutes
    return least, np.maximum(left, 0)


def _seven_days(problem: Problem, line: Timeline, people: Ints) -> tuple[Ints, Ints]:
    """The same for stretches of 7 days one after the other, on duty."""
    start, end = line.table.start, line.table.end
    since = np.arange(int(start.min()), int(end.max()), WEEK)
    left = np.full((len(since), len(people)), problem.settings.week_minutes)
    for at, person in enumerate(people.tolist()):
        for duty in problem.commitments_of.get(problem.clinicians[person].id, ()):
            left[:, at] -= _shared(np.array([duty.start_minute]), np.array([duty.end_minute]), since)[0]
    return _shared(start, end, since), np.maximum(left, 0)


def _shared(start: Ints, end: Ints, since: Ints) -> Ints:
    """Minutes of duties in stretches of 7 days, [n, P]."""
    first = np.maximum(start[:, None], since[None, :])
    last = np.minimum(end[:, None], since[None, :] + WEEK)
    shared: Ints = np.maximum(last - first, 0)
    return shared


def _budget(people: Ints, minutes: Ints, left: Ints) -> Budgets:
    """Minutes in units, and the most units that the minutes left can hold: small, and hardly looser."""
    touched = minutes > 0
    some = touched.any(axis=1)
    first = np.where(some, touched.argmax(axis=1), 0)
    last = np.where(some, minutes.shape[1] - 1 - touched[:, ::-1].argmax(axis=1), 0)
    first, last = np.maximum.accumulate(np.where(some, first, 0)), np.maximum.accumulate(last)
    unit = max(1, int(minutes.max(initial=0)) // STEPS)
    units = (2 * minutes + unit) // (2 * unit)
    rows = np.arange(len(minutes))
    cut = last > first
    return Budgets(
        people=people,
        first=first,
        last=last,
        units_first=units[rows, first],
        units_last=np.where(cut, units[rows, last], 0),
        limit=_most_units(minutes, units, left),
    )


def _most_units(minutes: Ints, units: Ints, left: Ints) -> Ints:
    """[P, C] the most units that shifts within these minutes can have: a knapsack, each kind of shift free
    to repeat, those across an end of the period at most once each."""
    cut = (minutes > 0).sum(axis=1) > 1
    result = np.zeros_like(left)
    for period in range(minutes.shape[1]):
        inside = np.unique(np.stack([minutes[~cut, period], units[~cut, period]], axis=1), axis=0)
        ends = np.concatenate(
            [_kinds(cut & side, minutes, units, period) for side in _sides(minutes, period)]
        )
        best = _knapsack(inside[inside[:, 0] > 0], ends, int(left[period].max(initial=0)))
        result[period] = best[left[period]]
    return result


def _sides(minutes: Ints, period: int) -> tuple[Bools, Bools]:
    """Classes that reach into a period from the one before, and out of it: a person can hold one of each."""
    here = minutes[:, period] > 0
    earlier = (minutes[:, :period] > 0).any(axis=1)
    return here & earlier, here & ~earlier


def _kinds(which: Bools, minutes: Ints, units: Ints, period: int) -> Ints:
    return np.unique(np.stack([minutes[which, period], units[which, period]], axis=1), axis=0)


def _knapsack(repeated: Ints, once: Ints, most: int) -> Ints:
    """[most + 1] the most units within so many minutes."""
    best = np.zeros(most + 1, dtype=np.int64)
    for at in range(1, most + 1):
        for minutes, units in repeated.tolist():
            if minutes <= at:
                best[at] = max(best[at], best[at - minutes] + units)
    for minutes, units in once.tolist():
        if minutes <= most:
            with_it = best.copy()
            with_it[minutes:] = np.maximum(best[minutes:], best[: most + 1 - minutes] + units)
            best = with_it
    return best
