"""The agency's own facts: changed with an audit row, refused beside the field with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account, Agency
from staffing.audit import AuditEntry
from staffing.db import db
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]
ADDRESS = "/admin/agency/"


def filled_in(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Prairie Staffing",
        "phone": "(214) 555-0111",
        "email": "hello@example.org",
        "timezone": "America/Denver",
        "burden": "14.5",
        "margin_floor": "20",
        **changes,
    }


def kept(world: World) -> Agency:
    db.session.rollback()
    return db.session.get_one(Agency, world.agency_id)


def test_what_is_changed_is_kept_and_told_in_the_trail(world: World, client_for: ClientFor) -> None:
    assert client_for(world.coordinator()).post(ADDRESS, data=filled_in()).status_code == 302
    agency = kept(world)
    assert (agency.name, agency.phone, agency.timezone) == (
        "Prairie Staffing",
        "(214) 555-0111",
        "America/Denver",
    )
    assert (agency.burden_bp, agency.margin_floor_bp) == (1450, 2000)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "agency")).one()
    assert (told.before or {})["name"] == "Lone Star Staffing"
    assert (told.after or {})["margin_floor_bp"] == 2000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "required"),
        ({"burden": "100"}, "between 0 and 99.99"),
        ({"margin_floor": "a lot"}, "Enter a number"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
        ({"email": "nowhere"}, "Invalid email"),
        ({"name": "Other Agency"}, "Another agency"),
    ],
)
def test_errors_stand_on_the_page_and_nothing_is_lost(
    world: World, client_for: ClientFor, change: dict[str, str], words: str
) -> None:
    World.create("Other Agency")
    answer = client_for(world.coordinator()).post(ADDRESS, data=filled_in(**change))
    assert answer.status_code == 200
    assert words in answer.text
    assert "(214) 555-0111" in answer.text
    assert kept(world).name == "Lone Star Staffing"
