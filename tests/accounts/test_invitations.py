"""An invitation opens once, for a week, for the account it was made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from staffing.accounts.invitations import LIFE, EmailTaken, invitation_link, invite
from staffing.accounts.models import Account, RoleName
from staffing.accounts.sessions import set_active
from staffing.audit import SYSTEM, Actor, AuditEntry
from staffing.db import db
from tests.accounts.conftest import is_signed_in, sign_in
from tests.clients import SignedInClient
from tests.factories import NOW, World

NEW = "nine slow trains to Tyler"


@pytest.fixture
def invited(app: Flask, world: World) -> Account:
    by = world.coordinator()
    account = invite(
        "Sam Okafor", " Sam@Example.org ", [RoleName.FACILITY_SCHEDULER], Actor(by.id, by.name), NOW
    )
    db.session.commit()
    return account


def path_of(account: Account) -> str:
    return invitation_link(account).removeprefix("http://localhost")


def choose(client: SignedInClient, path: str, password: str = NEW, again: str | None = None) -> Any:
    return client.post(path, data={"new_password": password, "again": password if again is None else again})


def test_an_invited_account_chooses_a_password_and_is_in(invited: Account, visitor: SignedInClient) -> None:
    path = path_of(invited)
    assert "Welcome, Sam Okafor" in visitor.get(path).text
    answer = choose(visitor, path)
    assert (answer.status_code, answer.location) == (302, "/facility/")
    assert is_signed_in(visitor)
    assert invited.email == "sam@example.org"
    actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["invited", "invitation_taken_up"]


def test_the_link_works_once(
    invited: Account, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    path = path_of(invited)
    choose(client_for(None), path)
    late = client_for(None)
    assert late.get(path).status_code == 410
    assert choose(late, path, "another long passphrase 7").status_code == 410
    assert sign_in(client_for(None), invited.email, NEW).status_code == 302


@pytest.mark.parametrize(("early", "status"), [(timedelta(minutes=1), 200), (timedelta(minutes=-1), 410)])
def test_the_link_lives_a_week(
    invited: Account, visitor: SignedInClient, monkeypatch: pytest.MonkeyPatch, early: timedelta, status: int
) -> None:
    made = TimestampSigner.get_timestamp
    age = int((LIFE - early).total_seconds())
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: made(self) - age)
        path = path_of(invited)
    assert visitor.get(path).status_code == status


def test_a_tampered_link_opens_nothing(invited: Account, visitor: SignedInClient) -> None:
    path = path_of(invited)
    assert visitor.get(path[:-2] + ("AA" if not path.endswith("AA") else "BB")).status_code == 410
    assert visitor.get("/invitation/no-token").status_code == 410


def test_a_closed_account_cannot_take_its_invitation_up(invited: Account, visitor: SignedInClient) -> None:
    path = path_of(invited)
    set_active(invited, False, SYSTEM)
    db.session.commit()
    assert visitor.get(path).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "message"),
    [
        ("fourteen chars", "fourteen chars", "at least 15"),
        (NEW, NEW + "!", "not the same"),
        ("", "", "Choose a password"),
        ("sam okafor sam@example.org", "sam okafor sam@example.org", "mostly your name"),
    ],
)
def test_a_bad_first_password_says_why_and_keeps_the_link(
    invited: Account, visitor: SignedInClient, password: str, again: str, message: str
) -> None:
    path = path_of(invited)
    answer = choose(visitor, path, password, again)
    assert answer.status_code == 200
    assert message in answer.text
    assert choose(visitor, path).status_code == 302


def test_one_email_one_account(invited: Account) -> None:
    with pytest.raises(EmailTaken):
        invite("Sam Again", "SAM@example.org", [RoleName.CLINICIAN], SYSTEM, NOW)
