"""The walk, reading: every rule of the application × every role × own, neighbour's and foreign rows.

A new route is walked by itself. It must never answer 500, never let a stranger in unless it is public, keep
out the roles its guard does not name, and never show what belongs to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask

from staffing.access import PUBLIC
from staffing.accounts.models import RoleName
from staffing.db import db
from tests.clients import SignedInClient
from tests.factories import World
from tests.web.cast import NEIGHBOUR, WALKERS, Cast, make_cast
from tests.web.routes import Address, addresses, admin_views, allowed_roles, is_shut

FOR_EVERYBODY_SIGNED_IN = frozenset({"security.change_password", "security.verify", "accounts.home"})
SHOWS_ALL_MESSAGES = frozenset({"demo_messages.messages", "demo_messages.message"})
"""Demo mode only: the page that stands in for every mailbox."""
OPENING_OTHER_PAGES = (
    RoleName.COORDINATOR.value,
    RoleName.FACILITY_SCHEDULER.value,
    RoleName.CLINICIAN.value,
    "foreign_coordinator",
)
"""Walkers none of whom opens only what another one opens."""
WALKS = [("sqlite", who) for who in WALKERS] + [("postgresql", who) for who in OPENING_OTHER_PAGES]


@pytest.fixture
def cast(world: World) -> Cast:
    return make_cast(world)


def is_asset(endpoint: str) -> bool:
    return endpoint == "static" or endpoint.endswith(".static")


def unguarded(app: Flask) -> set[str]:
    """Endpoints with no guard of their own that are neither public nor for everybody signed in."""
    closed_screens = {
        name
        for name, view in admin_views(app).items()
        if type(view).is_accessible.__module__.startswith("admin")
    }
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not is_asset(rule.endpoint)
        and rule.endpoint not in PUBLIC | FOR_EVERYBODY_SIGNED_IN
        and rule.endpoint.rpartition(".")[0] not in closed_screens
        and allowed_roles(app, rule.endpoint) is None
    }


def open_all(client: SignedInClient, found: list[Address]) -> list[tuple[Address, Any]]:
    return [(address, client.get(address.path)) for address in found if "GET" in address.methods]


def everything(app: Flask, cast: Cast) -> list[Address]:
    """Each address once for every party whose rows it can name."""
    paths: dict[str, Address] = {}
    for party in cast.parties():
        for address in addresses(app, party):
            paths.setdefault(f"{address.endpoint} {address.path}", address)
    return list(paths.values())


def test_every_endpoint_is_guarded_or_public(app: Flask) -> None:
    assert unguarded(app) == set()


def test_an_unguarded_blueprint_would_be_noticed(app: Flask) -> None:
    bare = Flask("bare")
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted", "page", lambda: "hello")
    bare.register_blueprint(planted)
    assert unguarded(bare) == {"planted.page"}


def test_public_endpoints_exist_and_are_few(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()} | {"static"}
    assert set(PUBLIC) <= known
    assert len(PUBLIC) <= 20


@pytest.mark.parametrize(("database", "who"), WALKS, indirect=["database"])
def test_reading(app: Flask, cast: Cast, client_for: Callable[..., SignedInClient], who: str) -> None:
    """GET of every address: no 500, no stranger inside, no role past its guard, no canary shown.

    PostgreSQL, which is stricter about ids, is asked for everything by the coordinator, and by others for
    addresses that name rows and are open to them: a guard answers before any row is looked for.
    """
    account = cast.accounts[who]
    roles = account.role_names if account else frozenset()
    whole = db.engine.dialect.name == "sqlite" or who == RoleName.COORDINATOR
    found = [
        address
        for address in everything(app, cast)
        if whole or (address.names_rows and not is_shut(app, address, roles))
    ]
    faults = []
    for address, answer in open_all(client_for(account), found):
        faults += [
            f"{fault}: GET {address.path}" for fault in faults_of(app, cast, who, roles, address, answer)
        ]
    assert not faults, "\n".join(faults)


def faults_of(
    app: Flask, cast: Cast, who: str, roles: frozenset[str], address: Address, answer: Any
) -> list[str]:
    """What is wrong with an answer `who` got."""
    found = []
    if answer.status_code >= 500:
        found.append(str(answer.status_code))
    opened = answer.status_code == 200
    if who == "anonymous" and opened and address.endpoint not in PUBLIC and not is_asset(address.endpoint):
        found.append("a stranger is in")
    guard = allowed_roles(app, address.endpoint)
    if (
        guard is not None
        and who != "anonymous"
        and not roles & guard
        and answer.status_code not in {403, 404}
    ):
        found.append(f"{answer.status_code} past the guard")
    if address.endpoint not in SHOWS_ALL_MESSAGES:
        found += [f"shows {word}" for word in cast.hidden_from(who) if shows(answer, word)]
    return found


def shows(answer: Any, word: str) -> bool:
    return word.lower().encode() in answer.data.lower()


def test_the_walk_would_notice_a_leak_and_an_error(app: Flask, cast: Cast) -> None:
    address = Address("clinician.home", "/planted", frozenset({"GET"}), None)
    leak = app.response_class(f"<p>{NEIGHBOUR} Ward</p>", 200)
    broken = app.response_class("", 500)
    scheduler = RoleName.FACILITY_SCHEDULER.value
    assert faults_of(app, cast, scheduler, frozenset({scheduler}), address, leak) == [
        "200 past the guard",
        f"shows {NEIGHBOUR}",
    ]
    assert faults_of(app, cast, "anonymous", frozenset(), address, leak) == [
        "a stranger is in",
        f"shows {NEIGHBOUR}",
    ]
    assert "500" in faults_of(app, cast, scheduler, frozenset({scheduler}), address, broken)
