"""`/ready` is red when the database is not what the code expects."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from staffing.accounts.models import Account
from staffing.db import db
from tests.clients import SignedInClient
from tests.conftest import both_databases

ClientFor = Callable[[Account | None], SignedInClient]


def test_healthz_answers(client_for: ClientFor) -> None:
    assert client_for(None).get("/healthz").json == {"status": "ok"}


@both_databases
def test_ready_on_a_sound_database(client_for: ClientFor) -> None:
    answer = client_for(None).get("/ready")
    assert answer.json == {"status": "ready", "faults": []}


def test_not_ready_when_a_guard_is_gone(app: Flask, client_for: ClientFor) -> None:
    db.session.execute(text("DROP TRIGGER placement_no_overlap_insert"))
    db.session.commit()
    answer = client_for(None).get("/ready")
    assert answer.status_code == 503
    assert answer.json["faults"] == ["guard missing: placement_no_overlap_insert"]


def test_not_ready_when_migrations_are_behind(app: Flask, client_for: ClientFor) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    assert "migrations are not at head" in client_for(None).get("/ready").json["faults"]
