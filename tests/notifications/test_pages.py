"""The demo's page of sent messages: there in the demo, for the demo agency only, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from staffing.accounts.models import Account
from staffing.db import Scope, db, use_scope, utc_now
from staffing.notifications import messages
from staffing.notifications.messages import Person
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]


def _write(world: World, name: str, wait: timedelta = timedelta()) -> int:
    due_at = utc_now() + wait
    with use_scope(Scope.agency(world.agency_id)):
        message = messages.credential_expired("1", Person(name, "robin@example.org"), "RN TX", "Thu", due_at)
        assert message is not None
        db.session.flush()
        return message.id


def test_a_visitor_reads_the_demo_agencys_messages(world: World, client_for: ClientFor) -> None:
    world.agency.is_demo = True
    message_id = _write(world, "Robin")
    visitor = client_for(None)
    assert "RN TX has ended" in visitor.get("/demo/messages/").get_data(as_text=True)
    assert "Hello Robin" in visitor.get(f"/demo/messages/{message_id}").get_data(as_text=True)
    assert visitor.get("/demo/messages/999999").status_code == 404


@pytest.mark.parametrize(("wait", "shown"), [(timedelta(minutes=4), True), (timedelta(minutes=6), False)])
def test_what_waits_for_hours_does_not_show(
    world: World, client_for: ClientFor, wait: timedelta, shown: bool
) -> None:
    world.agency.is_demo = True
    _write(world, "Robin", wait)
    assert ("RN TX has ended" in client_for(None).get("/demo/messages/").text) is shown


def test_another_agencys_messages_are_never_shown(world: World, client_for: ClientFor) -> None:
    message_id = _write(world, "Robin")
    assert client_for(None).get("/demo/messages/").status_code == 404
    assert client_for(None).get(f"/demo/messages/{message_id}").status_code == 404


def test_outside_the_demo_the_page_does_not_exist(
    app: Flask, world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.agency.is_demo = True
    _write(world, "Robin")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    assert client_for(None).get("/demo/messages/").status_code == 404
