"""The model's decisions behind sentence-like queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from ortools.sat.python import cp_model

from solver.engine.pairs import Pairs, Roster
from solver.problem import Problem

Expression: TypeAlias = Any  # a linear expression of CP-SAT, or a constant
Chosen = frozenset[int]  # pair rows of a plan


class Assigned:
    """One yes/no decision a pair, and helpers that only exist where a rule can bind.

    Helpers remember how to read their value off a plan, so that a plan makes a complete hint.
    """

    def __init__(self, problem: Problem, pairs: Pairs) -> None:
        self.problem = problem
        self.pairs = pairs
        self.model = cp_model.CpModel()
        self.takes = [self.model.new_bool_var("") for _ in range(len(pairs))]
        self._helpers: list[tuple[cp_model.IntVar, Callable[[Chosen], int]]] = []

    @property
    def rosters(self) -> Sequence[Roster]:
        """Clinicians with at least one possible slot."""
        return self.pairs.rosters

    def takers_of(self, slot: int) -> list[cp_model.IntVar]:
        """Decisions of everyone who may take a slot (by row)."""
        return [self.takes[pair] for pair in self.pairs.of_slot.get(slot, ())]

    def shifts_of(self, roster: Roster) -> list[cp_model.IntVar]:
        """Decisions of one clinician, in the roster's order."""
        return [self.takes[pair] for pair in roster.pairs.tolist()]

    def forbid(self, roster: Roster, places: Iterable[int]) -> None:
        """Never these places of the roster."""
        for place in places:
            self.model.add(self.takes[int(roster.pairs[place])] == 0)

    def any_of(self, roster: Roster, places: Sequence[int]) -> Expression:
        """At least one of these places is taken: 1, otherwise 0 (or, where it does not hurt, 1)."""
        rows = [int(roster.pairs[place]) for place in places]
        takes = [self.takes[row] for row in rows]
        if one_at_most(roster, places):
            return cp_model.LinearExpr.sum(takes)
        some = self.helper(0, 1, lambda chosen: int(not chosen.isdisjoint(rows)))
        for take in takes:
            self.model.add_implication(take, some)
        return some

    def helper(self, low: int, high: int, read: Callable[[Chosen], int]) -> cp_model.IntVar:
        """A variable that follows from the plan; `read` gives its value for a plan's pair rows."""
        variable = self.model.new_int_var(low, high, "")
        self._helpers.append((variable, read))
        return variable

    def hint(self, chosen: Chosen) -> None:
        """Start the search from this plan."""
        self.model.clear_hints()
        for pair, take in enumerate(self.takes):
            self.model.add_hint(take, pair in chosen)
        for variable, read in self._helpers:
            self.model.add_hint(variable, read(chosen))


def one_at_most(roster: Roster, places: Sequence[int]) -> bool:
    """No two of these places go together, so their sum is 0 or 1."""
    return bool(roster.conflict[np.ix_(places, places)].all())
