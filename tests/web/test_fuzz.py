"""A seeded fuzz of every route: whatever arrives, the answer is never a 5xx.

Values come from a list of things that have broken such services: ids no column holds, NUL, digits that are
not ASCII, numbers that are none, other types, markup, very long text. New routes are fuzzed by themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Blueprint, Flask

from admin.access import SCREEN_ROLES
from staffing.accounts.models import RoleName
from staffing.db import db
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.factories import World
from tests.web.cast import Cast, make_cast
from tests.web.routes import Address, addresses, is_shut

SEED = 20261123
NASTY = (
    "", " ", "0", "-1", "1", "2147483647", "2147483648", "9223372036854775808", "1" * 40, "1e400", "NaN",
    "Infinity", "-inf", "1_000", "٣", "１２", "²", "0x10", "1.5", "1,5", "null", "None", "true", "[]", "{}",
    "a\x00b", "\x00", "' OR 1=1 --", "%", "%s%n", "<script>alert(1)</script>", "../../etc/passwd", "\ud7ff",
    "🩺", "é́", "x" * 5000, "2026-02-30", "2026-13-01", "0000-00-00", "9999-12-31", "10000-01-01", "25:61",
    "2026-12-07T07:00", "=1+1", "{{ 7*7 }}", "\r\nSet-Cookie: a=b",
)  # fmt: skip
QUERY = (
    "page",
    "id",
    "day",
    "week",
    "from",
    "to",
    "unit",
    "facility",
    "search",
    "sort",
    "page_size",
    "status",
)
FIELD = re.compile(r'name="([^"]{1,80})"')
FUZZERS = (
    "anonymous",
    RoleName.COORDINATOR.value,
    RoleName.FACILITY_SCHEDULER.value,
    RoleName.CLINICIAN.value,
)


@pytest.fixture
def cast(world: World) -> Cast:
    return make_cast(world)


def spoiled_path(address: Address, dice: random.Random) -> str:
    """The address with one of its variable parts, or else a query value, replaced by something nasty."""
    path = address.path.partition("?")[0]
    parts = path.split("/")
    places = [place for place, part in enumerate(parts) if re.search(r"\d|no-such", part)]
    if places and dice.random() < 0.7:
        parts[dice.choice(places)] = quote(dice.choice(NASTY) or "0", safe="")
        return "/".join(parts)
    pairs = (f"{name}={quote(dice.choice(NASTY))}" for name in dice.sample(QUERY, 3))
    return f"{path}?{'&'.join(pairs)}"


def spoiled_form(fields: list[str], dice: random.Random) -> dict[str, str]:
    """Some of a page's fields, each with something nasty in it."""
    chosen = [name for name in fields if name != "csrf_token" and dice.random() < 0.8]
    return {name: dice.choice(NASTY) for name in chosen}


def broken_reads(client: SignedInClient, found: list[Address], dice: random.Random, tries: int) -> list[str]:
    paths = [
        spoiled_path(address, dice) for address in found if "GET" in address.methods for _ in range(tries)
    ]
    return [f"GET {path!r}" for path in paths if client.get(path).status_code >= 500]


def broken_writes(client: SignedInClient, found: list[Address], dice: random.Random, tries: int) -> list[str]:
    faults = []
    for address in found:
        if "POST" not in address.methods or address.endpoint == "security.logout":
            continue
        for form in forms_for(client, address, dice, tries):
            if client.post(address.path, data=form).status_code >= 500:
                faults.append(f"POST {address.path} {form!r}")
    return faults


def forms_for(
    client: SignedInClient, address: Address, dice: random.Random, tries: int
) -> list[dict[str, Any]]:
    """An empty form, then spoiled ones made of the fields the page itself shows."""
    shown = client.get(address.path).text if tries and "GET" in address.methods else ""
    fields = sorted(set(FIELD.findall(shown)) | {"id", "reason", "version", "clinician_id", "note"})
    return [{}, *(spoiled_form(fields, dice) for _ in range(tries))]


@both_databases
@pytest.mark.parametrize("who", FUZZERS)
def test_no_route_breaks(app: Flask, cast: Cast, client_for: Callable[..., SignedInClient], who: str) -> None:
    """Shut doors are tried once; open ones several times on PostgreSQL, which breaks more easily."""
    reads, writes = (2, 3) if db.engine.dialect.name == "postgresql" else (1, 1)
    dice = random.Random(f"{SEED}:{who}")
    client = client_for(cast.accounts[who])
    open_to, shut = doors(app, cast, frozenset({who}))
    faults = broken_reads(client, open_to, dice, reads) + broken_writes(client, open_to, dice, writes)
    faults += broken_reads(client, shut, dice, 1) + broken_writes(client, shut, dice, 0)
    assert not faults, "\n".join(faults)


def doors(app: Flask, cast: Cast, roles: frozenset[str]) -> tuple[list[Address], list[Address]]:
    """Every address of ours: those some of `roles` may open, and those shut to them."""
    found = list(addresses(app, cast.ours))
    shut = [address for address in found if is_shut(app, address, roles)]
    return [address for address in found if address not in shut], shut


def test_most_doors_are_shut_to_strangers_and_open_to_coordinators(app: Flask, cast: Cast) -> None:
    open_to, shut = doors(app, cast, frozenset())
    assert 0 < len(open_to) < len(shut)
    assert all(address.endpoint.rpartition(".")[0] not in SCREEN_ROLES for address in open_to)
    open_to, shut = doors(app, cast, frozenset({RoleName.COORDINATOR.value}))
    assert len(open_to) > 2 * len(shut) > 0
    assert {address.endpoint for address in shut} >= {"clinician.home", "facility.home"}


def test_the_fuzz_would_notice_a_route_that_breaks() -> None:
    fragile = Flask("fragile")
    fragile.secret_key = "x"
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted/<key>", "page", lambda key: str(int(key)))
    fragile.register_blueprint(planted)
    client = fragile.test_client()
    address = Address("planted.page", "/planted/1", frozenset({"GET"}), 1)
    assert broken_reads(client, [address], random.Random(SEED), 20)  # type: ignore[arg-type]
