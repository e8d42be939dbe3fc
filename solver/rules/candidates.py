"""All clinicians for one slot: those who may work it, best first, and what stands against the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from solver.entities import Duty, Slot
from solver.problem import Problem
from solver.rules.eligibility import PAIRING_RULES
from solver.rules.finding import Finding
from solver.rules.verdict import sequence_verdict
from solver.tables import Ints
from solver.terms.base import POINT
from solver.terms.score import tier_points


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A clinician who may work the slot. `score`: weighted points of the last tier; `points`: by term."""

    clinician_id: str
    score: float
    points: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """`ranked`: best first. `blocked`: the first rule against each other clinician, by id."""

    ranked: tuple[Candidate, ...]
    blocked: Mapping[str, str]
    resting: Mapping[str, tuple[Finding, ...]]

    def counts(self) -> dict[str, int]:
        """How many each rule keeps away, most first."""
        return dict(Counter(self.blocked.values()).most_common())


def candidates(problem: Problem, slot: Slot, plan: Mapping[str, Sequence[Duty]] | None = None) -> Candidates:
    """Rank everybody for a slot.

    `plan`: other placements that clinicians (by id) would hold; commitments always count. `resting` in the
    result has the findings of those whom only sequence rules keep away.
    """
    held = plan or {}
    allowed, blocked = _pairing(problem, slot)
    free: list[int] = []
    resting: dict[str, tuple[Finding, ...]] = {}
    for row in allowed:
        person = problem.clinicians[row]
        findings = sequence_verdict(problem, person, slot, held.get(person.id, ()))
        if findings:
            blocked[person.id] = findings[0].rule
            resting[person.id] = tuple(findings)
        else:
            free.append(int(row))
    return Candidates(ranked=_rank(problem, slot, free, held), blocked=blocked, resting=resting)


def _pairing(problem: Problem, slot: Slot) -> tuple[Ints, dict[str, str]]:
    column = np.array([problem.slot_index[slot.id]])
    rows = np.arange(len(problem.clinicians))
    blocked: dict[str, str] = {}
    for rule in PAIRING_RULES:
        passes = rule.allowed(problem, rows, column)[:, 0]
        blocked.update((problem.clinicians[row].id, rule.name) for row in rows[~passes])
        rows = rows[passes]
    return rows, blocked


def _rank(
    problem: Problem, slot: Slot, rows: list[int], held: Mapping[str, Sequence[Duty]]
) -> tuple[Candidate, ...]:
    tier = problem.tiers[-1]
    people = np.array(rows, dtype=np.int64)
    others = [[d for d in held.get(problem.clinicians[r].id, ()) if d.id != slot.id] for r in rows]
    points = tier_points(problem, tier, people, problem.slot_index[slot.id], others)
    score = np.zeros(len(rows), dtype=np.int64)
    for term in tier.terms:
        score += term.weight * points[term.term]
    return tuple(
        Candidate(
            clinician_id=problem.clinicians[rows[at]].id,
            score=int(score[at]) / POINT,
            points={name: int(values[at]) / POINT for name, values in points.items()},
        )
        for at in np.argsort(-score, kind="stable")
    )
