"""Status moves only along the lifecycle, and every move leaves its audit row."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry, IllegalTransition
from staffing.db import db
from staffing.requests.models import SlotStatus
from tests.factories import World, at

ROOT = Path(__file__).resolve().parents[2]


def test_a_move_writes_who_what_and_why(world: World) -> None:
    slot = world.slot(world.unit(), start=at(date(2026, 12, 7), 7))
    slot.move_to(SlotStatus.CANCELLED, Actor(7, "Pat Example"), "census fell")
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "slot")).one()
    assert (entry.before, entry.after) == ({"status": "open"}, {"status": "cancelled"})
    assert (entry.actor_id, entry.actor_name, entry.reason) == (7, "Pat Example", "census fell")


def test_a_move_the_lifecycle_does_not_know_is_refused(world: World) -> None:
    slot = world.slot(world.unit(), start=at(date(2026, 12, 7), 7))
    slot.move_to(SlotStatus.CANCELLED, Actor(None, "system"))
    with pytest.raises(IllegalTransition):
        slot.move_to(SlotStatus.OPEN, Actor(None, "system"))


def _assigns_status(path: Path) -> list[int]:
    targets = [
        (node.lineno, target)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return [line for line, target in targets if isinstance(target, ast.Attribute) and target.attr == "status"]


def test_nothing_else_assigns_a_status() -> None:
    offenders = {
        str(path.relative_to(ROOT)): lines
        for folder in ("staffing", "admin")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "lifecycle.py" and (lines := _assigns_status(path))
    }
    assert offenders == {}
