"""Every clinician's best schedule at given worths of the classes: dynamic programming over time x hours.

A state is (kind and place of the last class worked, units used in its period). Clinicians lie along the last
axis, so one pass over the classes serves all of them at once. Weighted interval scheduling with a budget.
Worths are whole numbers below 2**50 held as floats: sums of them are exact, and their maxima twice as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.lagrange.timeline import Budgets, Timeline
from solver.tables import Floats, Ints

NONE = -1
IMPOSSIBLE = -(2.0**50)  # no sum of real worths reaches it, and sums with it stay exact
CHUNK = 1_000  # clinicians at once: their states of one class fit the processor's cache
STATES = 10_000_000  # at once, in 80 MB

NOBODY: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Schedules:
    """`best`: worth of each clinician's best schedule, [C]. `person`, `chosen`: its classes, row by row."""

    best: Floats
    person: Ints
    chosen: Ints


def best_schedules(line: Timeline, budgets: Sequence[Budgets], worth: Floats) -> Schedules:
    """`worth`: [T, C], IMPOSSIBLE where a clinician cannot work the class."""
    best = np.zeros(worth.shape[1], dtype=worth.dtype)
    person, chosen = [NOBODY], [NOBODY]
    for budget in budgets:
        wide = (len(line) + 2) * (int(budget.limit.max(initial=0)) + 1)
        chunk = max(1, min(CHUNK, STATES // wide))
        for since in range(0, len(budget.people), chunk):
            rows = np.arange(since, min(since + chunk, len(budget.people)))
            people = budget.people[rows]
            states = Pass(line, budget, rows, worth[:, people])
            best[people] = states.best()
            who, which = states.trace()
            person.append(people[who])
            chosen.append(which)
    return Schedules(best, np.concatenate(person), np.concatenate(chosen))


class Pass:
    """One pass over the classes for some clinicians with one kind of budget.

    `values[row, b, c]`: the best of the schedules that end with one of the kind's classes up to the row's, b
    units at most used in the row's period; `lasts`: the class they end with. Row 0 of a kind: no class.
    """

    def __init__(self, line: Timeline, budget: Budgets, rows: Ints, worth: Floats) -> None:
        """`rows`: of the budget's people. `worth`: [T, n]."""
        self.line, self.budget = line, budget
        self.limit = budget.limit[:, rows]
        self.at = np.arange(len(rows))
        wide = int(self.limit.max(initial=0)) + 1
        days = int((~line.night).sum())
        self.base = np.array([0, days + 1])
        kind = line.night.astype(np.int64)
        place = np.where(line.night, np.cumsum(line.night), np.cumsum(~line.night))
        self.row_of = self.base[kind] + place
        self.before = line.before + self.base[:, None]
        self.period = np.full(len(line) + 2, NONE)
        self.period[self.row_of] = budget.last
        self.values = np.zeros((len(line) + 2, wide, len(rows)), dtype=worth.dtype)
        self.lasts = np.full(self.values.shape, NONE, dtype=np.int16)
        for number in range(len(line)):
            self._work(number, worth[number])

    def best(self) -> Floats:
        """[n] the best schedule's worth."""
        day, night = self._ends()
        return np.maximum(self._full(day), self._full(night))

    def trace(self) -> tuple[Ints, Ints]:
        """The best schedules' (clinician, class) pairs, from their ends backwards."""
        who, found = self.at, [(NOBODY, NOBODY)]
        ends = np.repeat(np.array(self._ends())[:, None], len(who), axis=1)
        row, units = self._better(who, ends, np.stack([self.limit[self.period[end], who] for end in ends]))
        while len(who):
            last = self.lasts[row, units, who].astype(np.int64)
            going = last != NONE
            who, last, units, row = who[going], last[going], units[going], row[going]
            found.append((who, last))
            row, units = self._previous(who, last, units, row)
        return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])

    def _ends(self) -> tuple[int, int]:
        return int(self.base[1]) - 1, len(self.values) - 1

    def _work(self, number: int, worth: Floats) -> None:
        """Add the schedules that end with a class."""
        budget, row = self.budget, int(self.row_of[number])
        first, last, units = (int(c[number]) for c in (budget.first, budget.last, budget.units_first))
        day, night = self.before[:, number].tolist()
        before = np.maximum(self._read(day, first), self._read(night, first))
        ending = np.full(self.values.shape[1:], IMPOSSIBLE, dtype=worth.dtype)
        if first == last:
            ending[units:] = before[: max(0, len(before) - units)] + worth
        else:
            spare = self.limit[first] - units
            reached = np.where(spare >= 0, before[np.maximum(spare, 0), self.at], IMPOSSIBLE)
            ending[int(budget.units_last[number]) :] = reached + worth
        held, held_last = self._carried(row - 1, last)
        np.maximum(held, ending, out=self.values[row])
        self.lasts[row] = np.where(ending > held, np.int16(number), held_last)

    def _full(self, row: int) -> Floats:
        """[n] the row's values with its period's whole budget."""
        full: Floats = self.values[row, self.limit[self.period[row]], self.at]
        return full

    def _read(self, row: int, period: int) -> Floats:
        """[B, n] the row's values seen from a period: in a later one its own budget is whole again."""
        if self.period[row] == period:
            held: Floats = self.values[row]
            return held
        return np.broadcast_to(self._full(row), self.values.shape[1:])

    def _carried(self, row: int, period: int) -> tuple[Floats, NDArray[np.int16]]:
        """The row before, as the next one begins with it."""
        if self.period[row] == period:
            return self.values[row], self.lasts[row]
        lasts = self.lasts[row, self.limit[self.period[row]], self.at]
        return self._read(row, period), np.broadcast_to(lasts, self.lasts.shape[1:])

    def _previous(self, who: Ints, last: Ints, units: Ints, row: Ints) -> tuple[Ints, Ints]:
        """Where the schedules stood before their last class."""
        budget, own = self.budget, self.row_of[last]
        whole = self.limit[self.period[own], who]
        units = np.where(self.period[own] == self.period[row], units, whole)
        first = budget.first[last]
        cut = first != budget.last[last]
        units = np.where(cut, self.limit[first, who], units) - budget.units_first[last]
        before = self.before[:, last]
        whole_before = np.stack([self.limit[self.period[one], who] for one in before])
        return self._better(who, before, np.where(self.period[before] == first, units, whole_before))

    def _better(self, who: Ints, rows: Ints, units: Ints) -> tuple[Ints, Ints]:
        """Of a row of either kind and its units, [2, n], the one worth more."""
        day, night = (self.values[row, left, who] for row, left in zip(rows, units, strict=True))
        return np.where(night > day, rows[::-1], rows)[0], np.where(night > day, units[::-1], units)[0]
