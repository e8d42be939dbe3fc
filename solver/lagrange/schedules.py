"""Every clinician's best schedule at given worths of the classes: dynamic programming over time x hours.

A state is (kind and place of the last class worked, units used in its period). Clinicians lie along the last
axis, so one pass over the classes serves all of them at once. Weighted interval scheduling with a budget; the
worths may be floats (while prices are sought) or whole numbers (where a bound is proven).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.lagrange.timeline import Budgets, Timeline
from solver.tables import Ints

NONE = -1
IMPOSSIBLE = -(2**60)  # whole in both kinds of numbers, and no sum of real worths reaches it
CHUNK = 1_000  # clinicians at once: their states fit the processor's cache

NOBODY: Ints = np.zeros(0, dtype=np.int64)
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Schedules:
    """`best`: worth of each clinician's best schedule, [C]. `person`, `chosen`: its classes, row by row."""

    best: Numbers
    person: Ints
    chosen: Ints


def best_schedules(line: Timeline, budgets: Sequence[Budgets], worth: Numbers) -> Schedules:
    """`worth`: [T, C], IMPOSSIBLE where a clinician cannot work the class."""
    best = np.zeros(worth.shape[1], dtype=worth.dtype)
    person, chosen = [NOBODY], [NOBODY]
    for budget in budgets:
        for since in range(0, len(budget.people), CHUNK):
            rows = np.arange(since, min(since + CHUNK, len(budget.people)))
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

    def __init__(self, line: Timeline, budget: Budgets, rows: Ints, worth: Numbers) -> None:
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

    def best(self) -> Numbers:
        """[n] the best schedule's worth."""
        return np.maximum(*(self._full(row) for row in self._ends()))

    def trace(self) -> tuple[Ints, Ints]:
        """The best schedules' (clinician, class) pairs, from their ends backwards."""
        who, found = self.at, [(NOBODY, NOBODY)]
        row, units = self._better(who, *(np.full(len(who), end) for end in self._ends()), None)
        while len(who):
            last = self.lasts[row, units, who].astype(np.int64)
            going = last != NONE
            who, last, units, row = who[going], last[going], units[going], row[going]
            found.append((who, last))
            row, units = self._previous(who, last, units, row)
        return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])

    def _ends(self) -> tuple[int, int]:
        return int(self.base[1]) - 1, len(self.values) - 1

    def _work(self, number: int, worth: Numbers) -> None:
        """Add the schedules that end with a class."""
        budget, row = self.budget, int(self.row_of[number])
        first, last, units = (int(c[number]) for c in (budget.first, budget.last, budget.units_first))
        before = np.maximum(*(self._read(int(one), first) for one in self.before[:, number]))
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

    def _full(self, row: int) -> Numbers:
        """[n] the row's values with its period's whole budget."""
        return self.values[row, self.limit[self.period[row]], self.at]

    def _read(self, row: int, period: int) -> Numbers:
        """[B, n] the row's values seen from a period: in a later one its own budget is whole again."""
        if self.period[row] == period:
            return self.values[row]
        return np.broadcast_to(self._full(row), self.values.shape[1:])

    def _carried(self, row: int, period: int) -> tuple[Numbers, NDArray[np.int16]]:
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
        return self._better(who, *self.before[:, last], (units, first))

    def _better(
        self, who: Ints, day: Ints, night: Ints, inside: tuple[Ints, Ints] | None
    ) -> tuple[Ints, Ints]:
        """The better of two rows, and the units its state has left; `inside`: units and period it is read from."""
        units = [self.limit[self.period[row], who] for row in (day, night)]
        if inside is not None:
            same = [self.period[row] == inside[1] for row in (day, night)]
            units = [np.where(here, inside[0], whole) for here, whole in zip(same, units, strict=True)]
        values = [self.values[row, left, who] for row, left in zip((day, night), units, strict=True)]
        at_night = values[1] > values[0]
        return np.where(at_night, night, day), np.where(at_night, units[1], units[0])
