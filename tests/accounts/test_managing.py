"""Roles given and taken, accounts closed: audited, never one's own, never the last administrator's."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from staffing.accounts.managing import CannotManage, change_agency_roles, open_or_close
from staffing.accounts.models import Account, RoleName
from staffing.audit import Actor, AuditEntry
from staffing.db import db
from tests.factories import World

ADMINISTRATOR, COORDINATOR = RoleName.AGENCY_ADMINISTRATOR, RoleName.COORDINATOR


@pytest.fixture
def chief(world: World) -> Account:
    return world.account(ADMINISTRATOR, password="hash")


def by(account: Account) -> Actor:
    return Actor(account.id, account.name)


def test_roles_are_changed_with_a_trail_and_the_sessions_end(world: World, chief: Account) -> None:
    member = world.account(COORDINATOR, password="hash")
    epoch = member.fs_uniquifier
    change_agency_roles(member, [RoleName.BILLING_MANAGER], by(chief))
    assert member.role_names == {"billing_manager"}
    assert member.fs_uniquifier != epoch
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "roles_changed")).one()
    assert (told.before, told.after) == ({"roles": ["coordinator"]}, {"roles": ["billing_manager"]})
    assert told.actor_id == chief.id


def test_the_same_roles_again_change_nothing(world: World, chief: Account) -> None:
    member = world.account(COORDINATOR, password="hash")
    epoch = member.fs_uniquifier
    change_agency_roles(member, [COORDINATOR], by(chief))
    assert member.fs_uniquifier == epoch


def test_an_invitation_that_waits_keeps_its_link(world: World, chief: Account) -> None:
    invited = world.coordinator()
    epoch = invited.fs_uniquifier
    change_agency_roles(invited, [RoleName.BILLING_MANAGER], by(chief))
    assert (invited.fs_uniquifier, invited.role_names) == (epoch, {"billing_manager"})


def test_what_somebody_is_elsewhere_stays_and_cannot_be_given(world: World, chief: Account) -> None:
    nurse = world.account(RoleName.CLINICIAN, password="hash")
    change_agency_roles(nurse, [COORDINATOR, RoleName.FACILITY_SCHEDULER], by(chief))
    assert nurse.role_names == {"clinician", "coordinator"}


def test_one_role_at_least(world: World, chief: Account) -> None:
    with pytest.raises(CannotManage, match="at least one role"):
        change_agency_roles(world.coordinator(), [], by(chief))


def test_nobody_changes_or_closes_their_own(world: World, chief: Account) -> None:
    world.account(ADMINISTRATOR, password="hash")
    with pytest.raises(CannotManage, match="Somebody else"):
        change_agency_roles(chief, [ADMINISTRATOR, COORDINATOR], by(chief))
    with pytest.raises(CannotManage, match="your own"):
        open_or_close(chief, False, by(chief))


@pytest.mark.parametrize(
    ("another", "kept"),
    [
        ({"password": "hash"}, False),
        ({"password": None}, True),
        ({"password": "hash", "active": False}, True),
    ],
    ids=["one who can sign in", "one only invited", "one whose account is closed"],
)
def test_the_last_administrator_stays(
    world: World, chief: Account, another: dict[str, object], kept: bool
) -> None:
    world.account(ADMINISTRATOR, **another)
    World.create("Other Agency").account(ADMINISTRATOR, password="hash")
    coordinator = by(world.coordinator())
    for leave in (
        lambda: open_or_close(chief, False, coordinator),
        lambda: change_agency_roles(chief, [COORDINATOR], coordinator),
    ):
        chief.active = True
        if kept:
            with pytest.raises(CannotManage, match="last agency administrator"):
                leave()
        else:
            leave()
    assert (ADMINISTRATOR in chief.role_names) is kept
