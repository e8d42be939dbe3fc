"""Tiny problems for tests: one of everything, all allowed, every part replaceable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from solver.check import check
from solver.engine import solve
from solver.entities import (
    Clinician,
    Commitment,
    CompactState,
    Credential,
    Facility,
    Pair,
    Role,
    ScreeningCheck,
    Slot,
    Unit,
)
from solver.limits import Limits
from solver.problem import Problem
from solver.rules import verdict
from solver.settings import DEFAULT_SCREENINGS, RuleSettings
from solver.solution import Solution, Status, TierResult
from solver.terms.base import POINT
from solver.times import duty_facts, to_minute
from solver.value import Plan, term_results, tier_value

MONDAY = to_minute(datetime(2026, 6, 15, tzinfo=UTC))
NOW = MONDAY - 1_440
HOUR, DAY = 60, 1_440
END = MONDAY + 28 * DAY
LAX = RuleSettings(
    rest_minutes=0,
    day_minutes=DAY,
    week_minutes=7 * DAY,
    max_long_days=99,
    max_days=99,
    max_nights=99,
    recovery_minutes=0,
    night_to_day_minutes=0,
    site_change_minutes=0,
    travel_base_minutes=0,
    travel_km_per_hour=100_000,
)


def slot(name: str = "s1", start: int = 7 * HOUR, length: int = 12 * HOUR, **fields: Any) -> Slot:
    """An RN shift `start` minutes after Monday 00:00 UTC at u1."""
    return Slot(
        **(
            _duty(name, start, length)
            | {"role": "RN", "patient_states": ("TX",), "dimension_weights": (1, 1)}
            | fields
        )
    )


def commitment(name: str, start: int, length: int = 12 * HOUR, **fields: Any) -> Commitment:
    """Time c1 holds already."""
    return Commitment(**(_duty(name, start, length) | {"clinician_id": "c1"} | fields))


def clinician(name: str = "c1", **fields: Any) -> Clinician:
    """Somebody who may do everything."""
    fitting: dict[str, Any] = {
        "id": name,
        "roles": ("RN",),
        "latitude": 32.0,
        "longitude": -97.0,
        "residence_state": "TX",
        "communication": (0.8, 0.8),
        "availability": ((NOW, END),),
        "credentials": (Credential(kind="RN", state="TX", multistate=True),),
        "screenings": tuple(ScreeningCheck(kind=s.kind, checked_minute=NOW) for s in DEFAULT_SCREENINGS),
        "orientations": ("f1", "f2"),
    }
    return Clinician(**(fitting | fields))


def world(*parts: Clinician | Slot | Commitment, **fields: Any) -> Problem:
    """A problem of these people and duties; somebody who may do everything when nobody is given."""
    people = tuple(part for part in parts if isinstance(part, Clinician)) or (clinician(),)
    given: dict[str, Any] = {
        "now_minute": NOW,
        "horizon_start_minute": MONDAY,
        "horizon_end_minute": END,
        "dimensions": ("respect", "clarity"),
        "roles": (Role(id="RN", licence="RN", compact=True), Role(id="CNA"), Role(id="MD", licence="MD")),
        "facilities": (
            Facility(id="f1", latitude=32.0, longitude=-97.0, system_id="sys", long_term_care=True),
            Facility(id="f2", latitude=32.4, longitude=-97.0),
        ),
        "units": (Unit(id="u1", facility_id="f1"), Unit(id="u2", facility_id="f2")),
        "clinicians": people,
        "slots": tuple(part for part in parts if isinstance(part, Slot)),
        "commitments": tuple(part for part in parts if isinstance(part, Commitment)),
        "compact_states": tuple(CompactState(state=state) for state in ("TX", "OK")),
    }
    return Problem(**(given | fields))


def quick(problem: Problem, **limits: Any) -> Solution:
    """Solved with one worker."""
    return solve(problem, Limits(**({"seconds": 10, "workers": 1} | limits)))


def stated(problem: Problem, *pairs: tuple[str, str]) -> Solution:
    """A solution that claims exactly these placements."""
    placements = tuple(Pair(clinician_id=person, slot_id=shift) for person, shift in pairs)
    rows = [(problem.clinician_index[p], problem.slot_index[s]) for p, s in pairs]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
    plan = Plan(columns[:, 0], columns[:, 1])
    taken = {shift for _, shift in pairs}
    tiers = tuple(
        TierResult(
            name=tier.name,
            objective=tier_value(problem, tier, plan) / POINT,
            bound=tier_value(problem, tier, plan) / POINT,
            gap=0.0,
            proven=False,
            seconds=0.0,
            terms=term_results(problem, tier, plan),
        )
        for tier in problem.tiers
    )
    unfilled = tuple(shift.id for shift in problem.slots if shift.id not in taken)
    return Solution(
        status=Status.FEASIBLE,
        placements=placements,
        unfilled=unfilled,
        tiers=tiers,
        refused_pins=(),
        seconds=0.0,
        seed=0,
    )


def assert_allowed(problem: Problem) -> None:
    """c1 may take every slot: no rule speaks against it, the engine does it, the checker agrees."""
    person, shifts = problem.clinicians[0], problem.slots
    assert verdict(problem, person, shifts[-1], shifts[:-1]) == []
    solution = quick(problem)
    assert solution.unfilled == ()
    assert check(problem, solution) == []


def assert_blocked(problem: Problem, rule: str) -> None:
    """c1 may take every slot but one, because of this rule alone; rules, engine and checker agree."""
    person, shifts = problem.clinicians[0], problem.slots
    assert {finding.rule for finding in verdict(problem, person, shifts[-1], shifts[:-1])} == {rule}
    solution = quick(problem)
    assert len(solution.unfilled) == 1
    assert check(problem, solution) == []
    complaints = check(problem, stated(problem, *((person.id, shift.id) for shift in shifts)))
    assert {complaint.split(":")[0] for complaint in complaints} == {rule}


def lax(**figures: Any) -> RuleSettings:
    """Sequence rules that never bind, but for the figures given."""
    return replace(LAX, **figures)


def _duty(name: str, start: int, length: int) -> dict[str, Any]:
    facts = duty_facts(MONDAY + start, MONDAY + start + length, "UTC", "UTC")
    return {**facts, "id": name, "facility_id": "f1", "unit_id": "u1"}
