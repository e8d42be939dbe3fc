"""The match form and a run's page: what a run was asked beside its preset, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.audit import AuditEntry
from staffing.db import db
from staffing.matching.models import MatchRun
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
PAGE = "/admin/runs/"


def asked(scene: Scene, **fields: str) -> dict[str, str]:
    slot = scene.slot()
    day = (slot.starts_at - timedelta(hours=6)).date()
    return {"first_day": str(day), "last_day": str(day + timedelta(days=1)), "preset": "balanced", **fields}


def latest() -> MatchRun:
    return db.session.scalars(select(MatchRun).order_by(MatchRun.id.desc())).first() or pytest.fail("no run")


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({}, {"newcomer_floor": "prior", "explore_percent": 0}),
        (
            {"newcomer_floor": "95", "explore_percent": "20"},
            {"newcomer_floor": 95, "explore_percent": 20},
        ),
    ],
)
def test_a_run_keeps_what_it_was_asked(
    scene: Scene, client_for: ClientFor, fields: dict[str, str], options: dict[str, object]
) -> None:
    client = client_for(scene.world.coordinator())
    assert client.post(PAGE, data=asked(scene, **fields)).status_code == 302
    run = latest()
    assert run.options == options
    query = select(AuditEntry).where(AuditEntry.entity == "match_run", AuditEntry.entity_id == run.id)
    after = db.session.scalars(query).one().after or {}
    assert {name: after[name] for name in options} == options


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("newcomer_floor", "59"),
        ("newcomer_floor", "96"),
        ("explore_percent", "21"),
        ("explore_percent", "-1"),
    ],
)
def test_what_is_out_of_range_is_refused_beside_its_field(
    scene: Scene, client_for: ClientFor, field: str, value: str
) -> None:
    client, before = client_for(scene.world.coordinator()), latest().id
    page = client.post(PAGE, data=asked(scene, **{field: value}))
    assert page.status_code == 200
    assert f'id="{field}-error"' in page.text
    assert "<details open>" in page.text
    assert latest().id == before


def test_a_runs_page_tells_what_came_of_it(scene: Scene, client_for: ClientFor) -> None:
    unit, run = scene.slot().unit_id, scene.run
    run.options = {"newcomer_floor": 85, "explore_percent": 10}
    run.summary = {
        "tiers": [],
        "exploration": {"reserved": 4, "taken": 3},
        "unit_averages": [
            {"unit_id": unit, "minimum": 90, "average": 0.8994},
            {"unit_id": unit, "minimum": 90, "average": 0.9},
        ],
    }
    db.session.commit()
    text = client_for(scene.world.coordinator()).get(f"{PAGE}{run.id}/").text
    assert "85 %" in text
    assert "4 shifts (10 %), of which such people got 3" in text
    assert "1 of 2 reach it" in text
    assert text.count("89.9 %") == 1
