"""`python -m staffing.demo.bench`: the table of docs/results.md, from a run on this machine.

The demo agency is built in a temporary folder as on `BENCH_NOW`, so that every machine matches the same
problem; only the seconds depend on the machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from flask_migrate import upgrade
from sqlalchemy import select

from solver.check import check
from solver.engine import solve
from solver.entities import CONTACT_PERCENT
from solver.limits import Limits
from solver.presets import DEFAULT_PRESET, VALUE_SHARES, tiers_of
from solver.problem import Problem
from solver.solution import Solution
from solver.terms.communication import weighted_mean
from staffing.audit import SYSTEM
from staffing.db import Scope, db, transact, use_scope
from staffing.demo.load import DAYS_AHEAD, load
from staffing.demo.names import DATA
from staffing.demo.places import PBJ_FACILITY
from staffing.demo.sizes import FULL
from staffing.facilities.models import Facility, Unit, UnitKind
from staffing.matching.period import open_slot_ids
from staffing.matching.problem_builder import Selection, build
from staffing.requests.models import ShiftRequest, Slot
from staffing.requests.pbj import decode, read_days
from staffing.requests.pbj_import import import_plan, plan_import

BENCH_NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PBJ_WEEK = (date(2023, 4, 10), date(2023, 4, 16))
PBJ_SAMPLE = DATA / "pbj_sample.csv"
MOST = CONTACT_PERCENT["most"]


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    name: str
    slots: int
    people: int
    filled: int
    seconds: float
    gaps: tuple[float, ...]
    communication: float
    """Mean posterior mean of those placed where they talk most of the shift."""
    faults: int


def demo_problem(now: datetime) -> Problem:
    """Two weeks of the demo agency. Needs the agency's scope."""
    first = now.date() + timedelta(days=1)
    slot_ids = open_slot_ids(first, first + timedelta(days=DAYS_AHEAD - 1), [], now)
    return build(Selection(now=now, slot_ids=slot_ids)).problem


def import_pbj_week(now: datetime) -> list[int]:
    """Import the real week into the Dallas nursing facility; ids of its slots. The caller commits."""
    days = read_days(decode(PBJ_SAMPLE.read_bytes()), *PBJ_WEEK)
    facility = db.session.scalars(select(Facility).where(Facility.name == PBJ_FACILITY)).one()
    unit = db.session.scalars(
        select(Unit).where(Unit.facility_id == facility.id, Unit.kind == UnitKind.LONG_TERM_CARE)
    ).one()
    made = import_plan(plan_import(days, now.date()), unit, SYSTEM, now)
    ids = [request.id for request in made]
    query = select(Slot.id).join(ShiftRequest, Slot.request_id == ShiftRequest.id)
    return list(db.session.scalars(query.where(ShiftRequest.id.in_(ids)).order_by(Slot.starts_at, Slot.id)))


def with_communication(problem: Problem, weight: int) -> Problem:
    """The same problem under the default preset with another weight for communication."""
    return replace(problem, tiers=tiers_of({**VALUE_SHARES[DEFAULT_PRESET], "communication": weight}))


def measure(name: str, problem: Problem, seconds: float) -> Result:
    """Solve, re-check independently, and sum up."""
    solution = solve(problem, Limits(seconds=seconds, workers=2, seed=1))
    return Result(
        name=name,
        slots=len(problem.slots),
        people=len(problem.clinicians),
        filled=len(solution.placements),
        seconds=solution.seconds,
        gaps=tuple(tier.gap for tier in solution.tiers),
        communication=communication_where_most(problem, solution),
        faults=len(check(problem, solution)),
    )


def communication_where_most(problem: Problem, solution: Solution) -> float:
    """Mean communication score of those placed on slots where they talk most of the shift."""
    pairs = [
        (problem.clinician_index[pair.clinician_id], row)
        for pair in solution.placements
        if problem.slots[row := problem.slot_index[pair.slot_id]].contact_percent == MOST
    ]
    people, slots = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    return float(weighted_mean(problem, people, slots).mean())


def table(results: Sequence[Result]) -> str:
    """The results as Markdown."""
    lines = [
        "| match | slots × people | seconds | filled | gap, fill | gap, value | communication* |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in results:
        gaps = " | ".join(f"{gap:.2%}" for gap in one.gaps)
        lines.append(
            f"| {one.name} | {one.slots:,} × {one.people} | {one.seconds:.1f} | {one.filled:,}"
            f" ({one.filled / one.slots:.1%}) | {gaps} | {one.communication:.4f} |"
        )
    lines += ["", "* mean score of those placed where they talk most of the shift"]
    return "\n".join(lines)


@contextmanager
def bench_agency() -> Iterator[None]:
    """The demo agency in a temporary folder, under its scope."""
    from staffing.app import create_app
    from staffing.settings import load as load_settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"INSTANCE": str(Path(folder))}))
        with app.app_context():
            upgrade()
            agency_id = transact(lambda: load(FULL, BENCH_NOW, _say).id)
            with use_scope(Scope.system(agency_id)):
                yield
            db.session.remove()
            db.engine.dispose()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(seconds: float = 60.0) -> int:
    """Print the table; 1 when the independent check finds a fault."""
    default = VALUE_SHARES[DEFAULT_PRESET]["communication"]
    results = []
    with bench_agency():
        demo = demo_problem(BENCH_NOW)
        slots = transact(lambda: import_pbj_week(BENCH_NOW))
        week = build(Selection(now=BENCH_NOW, slot_ids=slots)).problem
        for name, problem in (("Two weeks of the demo agency", demo), ("One real week (PBJ)", week)):
            for weight in (default, 0):
                _say(f"{name}, communication {weight} …")
                results.append(
                    measure(f"{name}, communication {weight}", with_communication(problem, weight), seconds)
                )
    print(table(results))
    return int(any(result.faults for result in results))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
