"""The accounts' screen: administrators give and take roles, others only invite and close."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from staffing.accounts.models import Account, RoleName
from staffing.db import db
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def chief(world: World) -> Account:
    return world.account(RoleName.AGENCY_ADMINISTRATOR, password="hash")


def roles_of(account: Account) -> frozenset[str]:
    db.session.rollback()
    db.session.expire_all()
    return account.role_names


def test_an_administrator_changes_roles(world: World, chief: Account, client_for: ClientFor) -> None:
    member, client = world.coordinator(), client_for(chief)
    url = f"/admin/members/roles/?id={member.id}"
    assert f'aria-label="Roles of {member.name}"' in client.get("/admin/members/").text
    assert re.search(r'<input checked[^>]*value="coordinator"', client.get(url).text)
    assert client.post(url, data={"roles": ["billing_manager"]}).status_code == 302
    assert roles_of(member) == {"billing_manager"}
    assert "is now billing manager." in client.get("/admin/members/").text


def test_the_last_administrator_is_told_beside_the_field(
    world: World, chief: Account, client_for: ClientFor
) -> None:
    second = world.account(RoleName.AGENCY_ADMINISTRATOR, active=True)
    page = client_for(second).post(f"/admin/members/roles/?id={chief.id}", data={"roles": ["coordinator"]})
    assert page.status_code == 200
    assert "last agency administrator" in page.text
    assert roles_of(chief) == {"agency_administrator"}


def test_a_coordinator_gives_no_roles(world: World, chief: Account, client_for: ClientFor) -> None:
    client = client_for(world.coordinator())
    assert "Roles of" not in client.get("/admin/members/").text
    answer = client.post(f"/admin/members/roles/?id={chief.id}", data={"roles": ["coordinator"]})
    assert answer.status_code == 403
    assert roles_of(chief) == {"agency_administrator"}


@pytest.mark.parametrize(
    ("role", "made"), [(RoleName.COORDINATOR, False), (RoleName.AGENCY_ADMINISTRATOR, True)]
)
def test_only_an_administrator_invites_an_administrator(
    world: World, client_for: ClientFor, role: RoleName, made: bool
) -> None:
    typed = {"name": "Dana Dean", "email": "dana@example.org", "role": "agency_administrator"}
    client_for(world.account(role)).post("/admin/members/invite/", data=typed)
    db.session.rollback()
    assert (db.session.query(Account).filter_by(email="dana@example.org").count() == 1) is made


def test_an_account_of_another_agency_is_not_found(chief: Account, client_for: ClientFor) -> None:
    foreign = World.create("Other Agency").coordinator()
    answer = client_for(chief).post(f"/admin/members/roles/?id={foreign.id}", data={"roles": ["coordinator"]})
    assert answer.status_code == 404
