"""A tier of the objective as a linear expression over the model's decisions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from solver.engine.pairs import Roster
from solver.engine.variables import Assigned, Chosen
from solver.entities import Tier
from solver.tables import Ints
from solver.terms import TERM_OF, Curve, LoadTerm, UnitTerm
from solver.terms.score import NONE, Rows, minutes_in


class TierObjective:
    """Weighted hundredths of points: a coefficient a pair, excess minutes past a bend, what units lack.

    `standing`: placements outside the model that stand still; they count with their units. `alone`: what each
    pair is worth as the only one of its unit, [K].
    """

    def __init__(self, assigned: Assigned, tier: Tier, standing: Rows = NONE) -> None:
        self.assigned = assigned
        self.standing = standing
        self.coefficients: Ints = np.zeros(len(assigned.pairs), dtype=np.int64)
        self.excess: list[tuple[cp_model.IntVar, int]] = []
        self.losses: list[tuple[Callable[[Chosen], int], int]] = []
        self.alone: Ints = np.zeros(len(assigned.pairs), dtype=np.int64)
        for row in tier.terms:
            term = TERM_OF[row.term]
            if isinstance(term, LoadTerm):
                self._add_load(term, row.weight)
            elif isinstance(term, UnitTerm):
                self._add_units(term, row.weight)
            else:
                pairs = assigned.pairs
                self.coefficients += row.weight * term.points(assigned.problem, pairs.clinician, pairs.slot)
        self.alone += self.coefficients

    def expression(self) -> cp_model.LinearExpr:
        """To be maximised."""
        variables = [*self.assigned.takes, *(variable for variable, _ in self.excess)]
        weights = [*self.coefficients.tolist(), *(-cost for _, cost in self.excess)]
        return cp_model.LinearExpr.weighted_sum(variables, weights)

    def value(self, chosen: Chosen) -> int:
        """Of a plan, exactly."""
        pairs = int(self.coefficients[list(chosen)].sum())
        return pairs - sum(cost * read(chosen) for read, cost in self.losses)

    def most(self) -> int:
        """An upper bound without any search: every slot to its best taker, no excess minutes."""
        best = np.zeros(len(self.assigned.problem.slots), dtype=np.int64)
        np.maximum.at(best, self.assigned.pairs.slot, self.coefficients)
        return int(best.sum())

    def _add_units(self, term: UnitTerm, weight: int) -> None:
        """What each unit lacks of nought, priced by a helper."""
        problem, pairs = self.assigned.problem, self.assigned.pairs
        gains = term.gains(problem, pairs.clinician, pairs.slot)
        self.alone += weight * np.minimum(0, gains)
        unit_of = problem.slot_table.unit
        standing = term.gains(problem, *self.standing)
        moving = np.flatnonzero(gains)
        for unit in np.unique(unit_of[pairs.slot[moving]]).tolist():
            rows = moving[unit_of[pairs.slot[moving]] == unit]
            self._add_lack(rows, gains[rows], int(standing[unit_of[self.standing[1]] == unit].sum()), weight)

    def _add_lack(self, rows: Ints, gains: Ints, standing: int, cost: int) -> None:
        """Each hundredth below nought, the standing placements counted in, costs this much."""
        most = -standing - int(gains[gains < 0].sum())
        if most <= 0:
            return
        gain_of: dict[int, int] = dict(zip(rows.tolist(), gains.tolist(), strict=True))

        def read(chosen: Chosen) -> int:
            return max(0, -standing - sum(gain_of[row] for row in gain_of.keys() & chosen))

        lack = self.assigned.helper(0, most, read)
        takes = [self.assigned.takes[row] for row in rows.tolist()]
        self.assigned.model.add(lack >= -standing - cp_model.LinearExpr.weighted_sum(takes, gains.tolist()))
        self.excess.append((lack, cost))
        self.losses.append((read, cost))

    def _add_load(self, term: LoadTerm, weight: int) -> None:
        for roster in self.assigned.rosters:
            for curve in term.curves(self.assigned.problem, roster.clinician):
                self._add_curve(roster, curve, weight)

    def _add_curve(self, roster: Roster, curve: Curve, weight: int) -> None:
        """The slope at the standing minutes for all, less the fall in slope for what goes past each bend."""
        minutes = np.array([minutes_in(slot, curve) for slot in roster.slots], dtype=np.int64)
        reach = curve.standing + _most(roster, curve, int(minutes.sum()))
        slope = max((step for step in curve.steps if step[0] <= curve.standing), key=lambda s: s[0])[1]
        self.coefficients[roster.pairs] += weight * slope * minutes
        for bend, next_slope in curve.steps:
            if curve.standing < bend < reach:
                spare = bend - curve.standing
                self._add_bend(roster, minutes, spare, weight * (slope - next_slope))
                slope = next_slope

    def _add_bend(self, roster: Roster, minutes: Ints, spare: int, cost: int) -> None:
        """Minutes beyond the spare ones cost this much each."""
        length: list[tuple[int, int]] = list(zip(roster.pairs.tolist(), minutes.tolist(), strict=True))

        def read(chosen: Chosen) -> int:
            return max(0, sum(part for pair, part in length if pair in chosen) - spare)

        excess = self.assigned.helper(0, int(minutes.sum()) - spare, read)
        total = cp_model.LinearExpr.weighted_sum(self.assigned.shifts_of(roster), minutes.tolist())
        self.assigned.model.add(excess >= total - spare)
        self.excess.append((excess, cost))
        self.losses.append((read, cost))


def _most(roster: Roster, curve: Curve, minutes: int) -> int:
    """New minutes that can fall into the curve's period at most."""
    limit: int | None = roster.clinician.max_minutes_week
    if curve.workweek is not None and limit is not None:
        minutes = min(minutes, max(0, limit - curve.standing))
    return minutes
