"""What a plan means, placement by placement: points, the next best person, and why slots stay empty.

Works on the problem and the plan alone: no database, no OR-Tools.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.entities import Clinician, Pair, Slot
from solver.problem import Problem
from solver.rules import PAIRING_RULES
from solver.rules.verdict import sequence_verdict
from solver.tables import Ints
from solver.terms import TERM_OF, Curve, LoadTerm, PairTerm, UnitTerm
from solver.terms.base import POINT
from solver.terms.communication import weighted_mean
from solver.terms.score import Rows, minutes_in, unit_points
from solver.terms.travel import minutes_to_work
from staffing.matching.wishes_met import wishes_met

PLACED_ELSEWHERE = "placed_elsewhere"
STILL_POSSIBLE = "still_possible"
"""Nothing stands against them: the search ended before it got there."""


@dataclass(frozen=True)
class Points:
    """Points by term for one pair, and their weighted mean."""

    terms: dict[str, float]
    total: float


class Analysis:
    """A plan under the magnifying glass. Rows are the problem's own."""

    def __init__(self, problem: Problem, placements: Iterable[Pair]) -> None:
        self.problem = problem
        self.terms = problem.tiers[-1].terms
        self.weight = sum(term.weight for term in self.terms)
        self.taker = {
            problem.slot_index[pair.slot_id]: problem.clinician_index[pair.clinician_id]
            for pair in placements
        }
        self.given: dict[int, list[int]] = defaultdict(list)
        for slot, clinician in self.taker.items():
            self.given[clinician].append(slot)

    @cached_property
    def first_bar(self) -> Ints:
        """[C, S] index of the first pairing rule against each pair, -1 where none is."""
        people, slots = np.arange(len(self.problem.clinicians)), np.arange(len(self.problem.slots))
        bar = np.full((len(people), len(slots)), -1, dtype=np.int64)
        for index, rule in enumerate(PAIRING_RULES):
            bar[(bar < 0) & ~rule.allowed(self.problem, people, slots)] = index
        return bar

    def points(self, clinician: int, slot: int) -> Points:
        """What this person on this slot adds to the rest of their part of the plan."""
        return self._points(np.array([clinician]), slot)[0]

    def weighted(self, terms: Mapping[str, float]) -> float:
        """The weighted mean of points by term, 0 to 1000."""
        return sum(row.weight * terms[row.term] for row in self.terms) / self.weight

    def communication_mean(self, clinician: int, slot: int) -> float:
        """The person's mean under the slot's weights, 0 to 1."""
        return float(weighted_mean(self.problem, np.array([clinician]), np.array([slot]))[0])

    def wishes(self, clinician: int, slot: int) -> dict[str, int]:
        """The person's wishes about the slot's place and hours, −2 to +2."""
        return wishes_met(self.problem, np.array([clinician]), slot)[0]

    def drive_minutes(self, clinician: int, slot: int) -> int:
        """From home; 0 for a virtual slot."""
        return int(minutes_to_work(self.problem, np.array([clinician]), np.array([slot]))[0])

    def shifts_here(self, clinician: int, slot: int) -> int:
        """Shifts the person has worked in the slot's unit."""
        unit = self.problem.slots[slot].unit_id
        return sum(past.shifts for past in self.problem.clinicians[clinician].history if past.unit_id == unit)

    def runner_up(self, slot: int) -> tuple[int, Points] | None:
        """The best other person who could take a placed slot with the rest of the plan as it is.

        Nobody is taken from a placement of their own, so the difference in points between the two is what
        the whole plan would gain or lose by putting one in the other's place.
        """
        people = np.flatnonzero(self.first_bar[:, slot] < 0)
        people = people[people != self.taker[slot]]
        scored = self._points(people, slot)
        best = sorted(zip(people.tolist(), scored, strict=True), key=lambda one: -one[1].total)
        for clinician, points in best:
            if not self._clashes(clinician, slot, self._rest_of_plan(clinician, slot)):
                return clinician, points
        return None

    def why_unfilled(self, slot: int) -> dict[int, str]:
        """What keeps each clinician from an empty slot: the first rule that bars them, or where they are."""
        return {
            clinician: PAIRING_RULES[bar].name if bar >= 0 else self._why_not(clinician, slot)
            for clinician, bar in enumerate(self.first_bar[:, slot].tolist())
        }

    def _why_not(self, clinician: int, slot: int) -> str:
        planned = self._rest_of_plan(clinician, slot)
        if not self._clashes(clinician, slot, planned):
            return STILL_POSSIBLE
        without_plan = self._clashes(clinician, slot, ())
        return without_plan[0] if without_plan else PLACED_ELSEWHERE

    def _clashes(self, clinician: int, slot: int, planned: Sequence[Slot]) -> list[str]:
        person = self.problem.clinicians[clinician]
        return [
            finding.rule
            for finding in sequence_verdict(self.problem, person, self.problem.slots[slot], planned)
        ]

    def _rest_of_plan(self, clinician: int, slot: int) -> list[Slot]:
        return [self.problem.slots[other] for other in self.given.get(clinician, ()) if other != slot]

    def _unit_mates(self, slot: int) -> Rows:
        """The plan's other placements in the slot's unit."""
        unit = self.problem.slot_table.unit
        rows = [row for row in self._taken_in_unit[int(unit[slot])] if row != slot]
        people = np.array([self.taker[row] for row in rows], dtype=np.int64)
        return people, np.array(rows, dtype=np.int64)

    @cached_property
    def _taken_in_unit(self) -> dict[int, list[int]]:
        """Rows of filled slots by row of their unit."""
        taken: dict[int, list[int]] = defaultdict(list)
        for row in self.taker:
            taken[int(self.problem.slot_table.unit[row])].append(row)
        return taken

    def unit_averages(self) -> dict[str, float]:
        """Mean communication of those placed in each unit that asks for a minimum, 0 to 1, by its key."""
        asking = [
            row for row, unit in enumerate(self.problem.units) if unit.minimum_communication is not None
        ]
        return {
            self.problem.units[row].id: float(
                np.mean([self.communication_mean(self.taker[s], s) for s in here])
            )
            for row in asking
            if (here := self._taken_in_unit.get(row))
        }

    def _points(self, people: Ints, slot: int) -> list[Points]:
        columns = {row.term: self._term(row.term, people, slot) for row in self.terms}
        named = (
            {name: int(column[at]) / POINT for name, column in columns.items()} for at in range(len(people))
        )
        return [Points(terms, self.weighted(terms)) for terms in named]

    def _term(self, term: str, people: Ints, slot: int) -> Ints:
        kind = TERM_OF[term]
        if isinstance(kind, PairTerm):
            return kind.points(self.problem, people, np.full(len(people), slot))
        if isinstance(kind, UnitTerm):
            return unit_points(self.problem, kind, people, slot, self._unit_mates(slot))
        gains = (sum(self._gains(term, int(clinician), slot)) for clinician in people)
        return np.fromiter(gains, dtype=np.int64, count=len(people))

    def _gains(self, term: str, clinician: int, slot: int) -> Iterator[int]:
        duty = self.problem.slots[slot]
        for curve in self._curves(term, clinician):
            extra = minutes_in(duty, curve)
            if extra:
                before = sum(minutes_in(other, curve) for other in self._rest_of_plan(clinician, slot))
                yield curve.gain(before + extra) - curve.gain(before)

    @cached_property
    def _known_curves(self) -> dict[tuple[str, int], tuple[Curve, ...]]:
        return {}

    def _curves(self, term: str, clinician: int) -> tuple[Curve, ...]:
        key = (term, clinician)
        if key not in self._known_curves:
            kind = TERM_OF[term]
            assert isinstance(kind, LoadTerm)
            self._known_curves[key] = kind.curves(self.problem, self._person(clinician))
        return self._known_curves[key]

    def _person(self, clinician: int) -> Clinician:
        return self.problem.clinicians[clinician]
