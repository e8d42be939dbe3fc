"""A sum of tiers as worths of single pairs, every concave part of it dualised.

- hours (`LoadTerm`): a curve is the least of its tangents, so a slope s a minute and what the curve can be
  worth beyond it, max over m of gain(m) - s m, are a bound, for any s between its last and first slope;
- what a unit lacks (`UnitTerm`): min(0, G) is at most mu G for any mu in 0 to 1.

All multipliers are kept whole (mu in parts of `PARTS`), so worths are whole and rounded upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.engine.pairs import Pairs
from solver.entities import WeightedTerm
from solver.problem import Problem
from solver.tables import Floats, Ints
from solver.terms import TERM_OF, Curve, LoadTerm, UnitTerm

PARTS = 1_024


@dataclass
class Hours:
    """One curve a clinician over one period. `minutes`: of each slot in it, [S]. `bends`, `gains`: [C, n]
    minutes from which the slope falls, from 0, and what the curve is worth there."""

    minutes: Ints
    bends: Ints
    gains: Ints
    low: Ints
    high: Ints
    slope: Ints

    def beyond(self) -> Ints:
        """[C] the most a curve can be worth above its slope."""
        most: Ints = (self.gains - self.slope[:, None] * self.bends).max(axis=1)
        return most

    def scale(self) -> int:
        """Minutes of the longest shift."""
        return max(1, int(self.minutes.max(initial=0)))

    def wanted(self) -> Ints:
        """[C] minutes at which that is."""
        at = (self.gains - self.slope[:, None] * self.bends).argmax(axis=1)
        wanted: Ints = self.bends[np.arange(len(at)), at]
        return wanted


@dataclass
class Units:
    """`gains`: weighted, of each pair, [K]. `share`: of PARTS, [U]."""

    unit: Ints
    gains: Ints
    share: Ints

    def scale(self) -> float:
        """What a part of a share is worth in the pair with the largest gain."""
        return max(1, int(np.abs(self.gains).max(initial=0))) / PARTS


class Worth:
    """Whole worths of the pairs under the present multipliers."""

    def __init__(self, problem: Problem, pairs: Pairs, terms: Sequence[WeightedTerm]) -> None:
        self.pairs = pairs
        self.fixed: Ints = np.zeros(len(pairs), dtype=np.int64)
        self.hours: list[Hours] = []
        self.units: list[Units] = []
        for row in terms:
            term = TERM_OF[row.term]
            if isinstance(term, LoadTerm):
                self._add_hours(problem, term, row.weight)
            elif isinstance(term, UnitTerm):
                gains = row.weight * term.gains(problem, pairs.clinician, pairs.slot)
                unit = problem.slot_table.unit[pairs.slot]
                share = np.full(len(problem.units), PARTS // 2)
                self.units.append(Units(unit, gains, share))
            else:
                self.fixed += row.weight * term.points(problem, pairs.clinician, pairs.slot)

    def of_pairs(self) -> Ints:
        """[K] worth of each pair."""
        worth = self.fixed
        for hours in self.hours:
            worth = worth + hours.slope[self.pairs.clinician] * hours.minutes[self.pairs.slot]
        for units in self.units:
            worth = worth - (-units.gains * units.share[units.unit] // PARTS)
        return worth

    def constant(self) -> int:
        """What the plan can be worth beside its pairs."""
        return sum(int(hours.beyond().sum()) for hours in self.hours)

    def slack(self, chosen: Ints) -> list[Floats]:
        """How the bound falls with each multiplier, for the pairs of the best schedules.

        In parts of a whole shift (hours) or of a whole gain (units), so that these weigh like slots do."""
        people, slots = self.pairs.clinician[chosen], self.pairs.slot[chosen]
        slack: list[Floats] = []
        for hours in self.hours:
            used = np.bincount(people, hours.minutes[slots], len(hours.slope))
            slack.append((hours.wanted() - used) / hours.scale())
        for units in self.units:
            lifted = np.bincount(units.unit[chosen], units.gains[chosen], len(units.share))
            slack.append(-lifted / PARTS / units.scale())
        return slack

    def moved(self, steps: Sequence[Floats]) -> None:
        """Add steps to the multipliers, as whole numbers within their ranges."""
        rest = iter(steps)
        for hours in self.hours:
            slope = hours.slope + np.rint(next(rest) / hours.scale()).astype(np.int64)
            hours.slope = np.clip(slope, hours.low, hours.high)
        for units in self.units:
            share = units.share + np.rint(next(rest) / units.scale()).astype(np.int64)
            units.share = np.clip(share, 0, PARTS)

    def _add_hours(self, problem: Problem, term: LoadTerm, weight: int) -> None:
        """One layer for the horizon and one for each workweek that some curve is about."""
        curves: dict[int | None, dict[int, Curve]] = {}
        for person in np.unique(self.pairs.clinician).tolist():
            for curve in term.curves(problem, problem.clinicians[person]):
                curves.setdefault(curve.workweek, {})[person] = curve
        for week, of_person in curves.items():
            self.hours.append(_hours(problem, week, of_person, weight))


def _hours(problem: Problem, week: int | None, of_person: dict[int, Curve], weight: int) -> Hours:
    bends = np.zeros((len(problem.clinicians), max(len(c.steps) for c in of_person.values())), dtype=np.int64)
    gains, slopes = np.zeros_like(bends), np.zeros_like(bends)
    for person, curve in of_person.items():
        now = max(step for step in curve.steps if step[0] <= curve.standing)
        later = [step for step in curve.steps if step[0] > curve.standing]
        slopes[person] = weight * (later[-1] if later else now)[1]
        slopes[person, 0] = weight * now[1]
        for at, (minutes, _) in enumerate(later, start=1):
            bends[person, at] = minutes - curve.standing
            gains[person, at] = weight * curve.gain(minutes - curve.standing)
    low, high = slopes[:, -1], slopes[:, 0]
    return Hours(_minutes(problem, week), bends, gains, low, high, high.copy())


def _minutes(problem: Problem, week: int | None) -> Ints:
    if week is None:
        return problem.slot_table.duty.minutes
    worked = (sum(m for w, m in slot.workweeks if w == week) for slot in problem.slots)
    return np.fromiter(worked, dtype=np.int64)
