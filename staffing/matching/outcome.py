"""A plan turned into what is stored: scored and flagged placements, reasons for empty slots, a summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solver.check import check
from solver.entities import Pair
from solver.rules import plan_findings
from solver.solution import Solution
from staffing.facilities.models import PatientContact
from staffing.matching.analysis import Analysis
from staffing.matching.piles import flags_of
from staffing.matching.problem_builder import Built
from staffing.matching.problem_builder.keys import clinician_key, row_id, slot_key
from staffing.matching.verdicts import overtime_cents
from staffing.matching.wording import rule_behind
from staffing.rates.pricing import margin_bp
from staffing.ratings.bands import Audience, is_new
from staffing.ratings.scores import ScoreBook

WORD = re.compile(r"\w+")
ROUNDING = 0.0002
"""Two means this near are the same one, rounded on different ways."""


@dataclass(frozen=True)
class Proposal:
    """One placement to store; `score`, `runner_up` and `flags` as the columns of ProposedPlacement."""

    slot_id: int
    facility_id: int
    clinician_id: int
    locked: bool
    score: dict[str, Any]
    runner_up: dict[str, Any] | None
    flags: list[str]


@dataclass(frozen=True)
class Unfilled:
    slot_id: int
    facility_id: int
    reasons: dict[str, int]


@dataclass
class Outcome:
    """Everything a finished run leaves."""

    proposals: list[Proposal] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def slot_ids(self) -> set[int]:
        """Every slot the plan speaks about."""
        return {one.slot_id for one in self.proposals} | {one.slot_id for one in self.unfilled}


@dataclass(frozen=True)
class MarginRule:
    """The agency's burden on pay and its floor, both in basis points."""

    burden_bp: int
    floor_bp: int


def sound_placements(built: Built, solution: Solution) -> tuple[list[Pair], list[str]]:
    """The placements that hold when checked again, and what was found against the others.

    The independent checker looks at the whole plan; only where it complains are the rules asked who is meant.
    """
    problem = built.problem
    complaints = check(problem, solution)
    if not complaints:
        return list(solution.placements), []
    slots_of: dict[str, list[str]] = {}
    for pair in solution.placements:
        slots_of.setdefault(pair.clinician_id, []).append(pair.slot_id)
    named = {word for complaint in complaints for word in WORD.findall(complaint)}
    faulty = {
        person
        for person, keys in slots_of.items()
        if plan_findings(
            problem,
            problem.clinicians[problem.clinician_index[person]],
            [problem.slots[problem.slot_index[key]] for key in keys],
        )
        or person in named
    }
    return [pair for pair in solution.placements if pair.clinician_id not in faulty], complaints


def outcome_of(
    built: Built, solution: Solution, book: ScoreBook, margin: MarginRule, beat: Callable[[], None]
) -> Outcome:
    """Score, flag and explain a plan. `beat` is called between slots; nothing here reads the database."""
    placements, complaints = sound_placements(built, solution)
    teller = _Teller(built, placements, book, margin)
    outcome = Outcome()
    for row, slot in enumerate(built.problem.slots):
        beat()
        slot_id = row_id(slot.id)
        if row in teller.analysis.taker:
            outcome.proposals.append(teller.proposal(row))
        else:
            facility_id = built.slots[slot_id].facility_id
            outcome.unfilled.append(Unfilled(slot_id, facility_id, teller.reasons(row)))
    outcome.summary = {**summary_of(solution), **teller.facts(), "complaints": complaints[:20]}
    return outcome


def summary_of(solution: Solution) -> dict[str, Any]:
    """Status, and per tier and term what the solver reports."""
    return {
        "status": solution.status.value,
        "seconds": round(solution.seconds, 2),
        "tiers": [
            {
                "name": tier.name,
                "objective": tier.objective,
                "bound": tier.bound,
                "gap": tier.gap,
                "proven": tier.proven,
                "terms": {
                    term.term: {
                        "weight": term.weight,
                        "total": term.total,
                        "low": term.low,
                        "high": term.high,
                        "share": term.share,
                    }
                    for term in tier.terms
                },
            }
            for tier in solution.tiers
        ],
        "refused_pins": [
            {
                "clinician_id": row_id(pin.pair.clinician_id),
                "slot_id": row_id(pin.pair.slot_id),
                "reasons": list(pin.reasons),
            }
            for pin in solution.refused_pins
        ],
    }


class _Teller:
    """Speaks about one plan in the agency's terms."""

    def __init__(self, built: Built, placements: list[Pair], book: ScoreBook, margin: MarginRule) -> None:
        self.built, self.book, self.margin = built, book, margin
        self.analysis = Analysis(built.problem, placements)
        self.pinned = {(pair.clinician_id, pair.slot_id) for pair in built.problem.pinned}

    def proposal(self, row: int) -> Proposal:
        clinician = self.analysis.taker[row]
        score = self._score(clinician, row)
        runner_up = self._runner_up(row, score)
        slot_id, clinician_id = self._ids(clinician, row)
        shifts_here = self.analysis.shifts_here(clinician, row)
        return Proposal(
            slot_id=slot_id,
            facility_id=self.built.slots[slot_id].facility_id,
            clinician_id=clinician_id,
            locked=(clinician_key(clinician_id), slot_key(slot_id)) in self.pinned,
            score=score,
            runner_up=runner_up,
            flags=flags_of(score, runner_up, shifts_here, self.margin.floor_bp),
        )

    def reasons(self, row: int) -> dict[str, int]:
        """How many clinicians each rule keeps away, most first; for a date, the rule behind it."""
        slot_id = row_id(self.built.problem.slots[row].id)
        counts = Counter(
            rule_behind(self.built, rule, self._ids(clinician, row)[1], slot_id)
            for clinician, rule in self.analysis.why_unfilled(row).items()
        )
        return dict(counts.most_common())

    def facts(self) -> dict[str, Any]:
        """Fill, and the mean communication where they talk most of the shift."""
        taker, slots = self.analysis.taker, self.built.problem.slots
        talking = [
            self.analysis.communication_mean(clinician, row)
            for row, clinician in taker.items()
            if self.built.slots[row_id(slots[row].id)].patient_contact == PatientContact.MOST
        ]
        return {
            "filled": len(taker),
            "slots": len(slots),
            "communication_mean": round(sum(talking) / len(talking), 4) if talking else None,
            "exploration": self._exploration(),
            "unit_averages": self._unit_averages(),
        }

    def _exploration(self) -> dict[str, int]:
        """Shifts reserved for the little rated, and how many of them one got."""
        problem = self.built.problem
        reserved = [row for row, slot in enumerate(problem.slots) if slot.explore]
        takers = [self.analysis.taker[row] for row in reserved if row in self.analysis.taker]
        taken = sum(problem.clinicians[taker].little_rated for taker in takers)
        return {"reserved": len(reserved), "taken": taken}

    def _unit_averages(self) -> list[dict[str, Any]]:
        """Units with a minimum where somebody is placed: unit, minimum (percent) and average (0 to 1)."""
        units = self.built.places.units
        return [
            {
                "unit_id": row_id(key),
                "minimum": units[row_id(key)].minimum_communication,
                "average": round(average, 4),
            }
            for key, average in self.analysis.unit_averages().items()
        ]

    def _ids(self, clinician: int, row: int) -> tuple[int, int]:
        problem = self.built.problem
        return row_id(problem.slots[row].id), row_id(problem.clinicians[clinician].id)

    def _score(self, clinician: int, row: int) -> dict[str, Any]:
        slot_id, clinician_id = self._ids(clinician, row)
        points, slot = self.analysis.points(clinician, row), self.built.slots[slot_id]
        overtime = overtime_cents(self.built.problem.clinicians[clinician], points.terms)
        person = self.book.rows[clinician_id]
        responses, raters = int(self.book.responses_of[person]), int(self.book.raters_of[person])
        return {
            "terms": points.terms,
            "total": round(points.total, 2),
            "intensity": PatientContact(slot.patient_contact).value,
            "communication": {
                **self._communication(clinician, row),
                "responses": responses,
                "raters": raters,
                "new": is_new(Audience.COORDINATOR, responses=responses, raters=raters),
            },
            "wishes": self.analysis.wishes(clinician, row),
            "travel_minutes": self.analysis.drive_minutes(clinician, row),
            "overtime_cents": overtime,
            "margin_bp": margin_bp(slot.pay_cents + overtime, slot.bill_cents, self.margin.burden_bp),
        }

    def _communication(self, clinician: int, row: int) -> dict[str, float]:
        """The person's mean under the slot's weights; for the little rated also what they counted as."""
        counted = round(self.analysis.communication_mean(clinician, row), 4)
        weights = np.array(self.built.problem.slots[row].dimension_weights)
        if not (self.built.problem.clinicians[clinician].little_rated and weights.any()):
            return {"mean": counted}
        means = self.book.means[self.book.rows[self._ids(clinician, row)[1]]].reshape(-1)
        mean = round(float(weights @ means / weights.sum()), 4)
        return {"mean": mean} if mean >= counted - ROUNDING else {"mean": mean, "counted_as": counted}

    def _runner_up(self, row: int, score: dict[str, Any]) -> dict[str, Any] | None:
        """The next best person. `difference`: points of the total the whole plan would lose with them."""
        found = self.analysis.runner_up(row)
        if found is None:
            return None
        clinician, points = found
        apart = {name: round(score["terms"][name] - worth, 2) for name, worth in points.terms.items()}
        return {
            "clinician_id": row_id(self.built.problem.clinicians[clinician].id),
            "total": round(points.total, 2),
            "difference": round(self.analysis.weighted(apart), 2),
            "terms": apart,
        }
