"""Nothing protected reaches a match: not its problem, not its plan, not a statement it sends."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from solver.engine import solve
from solver.limits import Limits
from staffing.db import db
from staffing.equity.answers import keep_answers
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute
from staffing.matching.blobs import pack_problem
from staffing.matching.problem_builder import Selection, build
from staffing.settings import ROOT
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage
from tests.statements import counted

SECRET = "a-secret-for-tests-only-0123456789"
MAY_NAME_IT = {"staffing/equity", "staffing/demo/voluntary.py", "staffing/tables.py"}
"""The room itself, the generator of fictional answers, and the list of all tables."""


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def say(stage: Stage, groups: dict[int, str]) -> None:
    for person, group in groups.items():
        key = person_key(SECRET, stage.world.agency_id, person)
        keep_answers(key, {Attribute.RACE_ETHNICITY: group}, date(2026, 11, 1))
    db.session.flush()


def test_permuting_the_groups_leaves_problem_and_plan_as_they_are(stage: Stage) -> None:
    people = [stage.nurse().id for _ in range(4)]
    slots = [stage.slot(start=at(MONDAY + day * DAY, 7)).id for day in range(3)]
    groups = ["black", "white", "asian", "hispanic"]
    outcomes = []
    for order in (groups, groups[::-1], [*groups[1:], groups[0]]):
        say(stage, dict(zip(people, order, strict=True)))
        with counted() as statements:
            problem = build(Selection(now=NOW, slot_ids=slots)).problem
        assert not [text for text in statements if "voluntary" in text]
        plan = solve(problem, Limits(seconds=5, workers=1, seed=1)).placements
        outcomes.append((pack_problem(problem), sorted((pair.clinician_id, pair.slot_id) for pair in plan)))
    assert len(outcomes[0][1]) == 3
    assert outcomes[0] == outcomes[1] == outcomes[2]


def sources() -> list[Path]:
    return [path for room in ("admin", "staffing", "solver") for path in (ROOT / room).rglob("*.py")]


def names_in(text: str) -> set[str]:
    """Every name, attribute, imported name and string of a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
            case ast.Constant(value=str(words)):
                found.add(words)
    return found


def reads_answers(text: str) -> bool:
    return any("VoluntaryGroup" in name or "voluntary_group" in name for name in names_in(text))


def test_no_other_module_reads_the_answers() -> None:
    reading = {str(path.relative_to(ROOT)) for path in sources() if reads_answers(path.read_text())}
    assert "staffing/equity/answers.py" in reading
    strangers = [path for path in reading if not any(path.startswith(room) for room in MAY_NAME_IT)]
    assert strangers == []


def test_the_search_would_notice_another_reader() -> None:
    assert reads_answers("from staffing.equity import models\nrows = models.VoluntaryGroup")
    assert reads_answers('db.session.execute(text("SELECT value FROM voluntary_group"))')
    assert not reads_answers("rows = models.EquityReport")


def importers() -> set[str]:
    """Modules outside the room that import anything of it."""
    return {
        str(path.relative_to(ROOT))
        for path in sources()
        if "staffing/equity/" not in str(path) and "staffing.equity" in path.read_text()
    }


def test_few_import_the_room_and_none_below_it() -> None:
    assert importers() == {
        "admin/screens/equity.py",
        "staffing/app.py",
        "staffing/demo/voluntary.py",
        "staffing/tables.py",
        "staffing/worker.py",
    }
