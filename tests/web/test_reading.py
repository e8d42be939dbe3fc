"""A page that only reads waits for nobody who writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from staffing.accounts.models import Account
from staffing.db import db
from tests.clients import SignedInClient
from tests.factories import World


@pytest.fixture
def somebody_writing(app: Flask) -> Iterator[Callable[[], None]]:
    """Call it to open a write transaction on the SQLite file from elsewhere."""
    path = app.config["SETTINGS"].database_url.removeprefix("sqlite:///")
    elsewhere = sqlite3.connect(path, isolation_level=None)

    def begin() -> None:
        db.session.commit()
        elsewhere.execute("BEGIN IMMEDIATE")
        elsewhere.execute("UPDATE agency SET phone = '(214) 555-0199'")

    yield begin
    elsewhere.execute("ROLLBACK")
    elsewhere.close()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/runs/",
        "/admin/review/",
        "/facility/",
        "/facility/week",
        "/clinician/offers",
        "/sign-in",
    ],
)
def test_a_get_is_answered_while_somebody_else_writes(
    path: str,
    world: World,
    client_for: Callable[[Account | None], SignedInClient],
    somebody_writing: Callable[[], None],
) -> None:
    people = {
        "admin": world.coordinator,
        "facility": lambda: world.scheduler(world.unit().facility),
        "clinician": lambda: world.sign_in_of(world.clinician()),
    }
    who = people.get(path.split("/")[1], lambda: None)()
    db.session.commit()
    client = client_for(who)
    somebody_writing()
    assert client.get(path).status_code == 200
