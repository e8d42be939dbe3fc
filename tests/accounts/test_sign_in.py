"""Signing in and out: what lets you in, what keeps you out, and when a cookie dies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password

from staffing.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSPHRASE
from staffing.accounts.models import Account, RoleName
from staffing.accounts.sessions import set_active, set_roles
from staffing.audit import SYSTEM
from staffing.db import db
from tests.accounts.conftest import PASSPHRASE, is_signed_in, sign_in
from tests.clients import SignedInClient
from tests.conftest import build_app, make_settings
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]


def test_the_right_password_signs_in_and_leads_home(member: Account, visitor: SignedInClient) -> None:
    answer = sign_in(visitor, member.email)
    assert (answer.status_code, answer.location) == (302, "/")
    assert visitor.get("/").location == "/facility/"


def test_the_email_may_be_written_in_capitals(member: Account, visitor: SignedInClient) -> None:
    assert sign_in(visitor, member.email.upper()).status_code == 302


@pytest.mark.parametrize("password", ["wrong but long enough", "", "x" * 5000])
def test_a_wrong_password_stays_outside(member: Account, visitor: SignedInClient, password: str) -> None:
    assert sign_in(visitor, member.email, password).status_code == 200
    assert not is_signed_in(visitor)


def test_an_unknown_email_and_a_wrong_password_read_the_same(member: Account, client_for: ClientFor) -> None:
    known, unknown = client_for(None), client_for(None)
    shown = sign_in(known, member.email, "wrong but long enough").text.replace(member.email, "E")
    other = sign_in(unknown, "nobody@example.org", "wrong but long enough").text.replace(
        "nobody@example.org", "E"
    )
    message = "do not match an account"
    assert message in shown
    assert message in other
    assert shown.count("field-error") == other.count("field-error")


def test_a_closed_account_stays_outside(member: Account, visitor: SignedInClient) -> None:
    set_active(member, False, SYSTEM)
    db.session.commit()
    sign_in(visitor, member.email)
    assert not is_signed_in(visitor)


def test_an_account_that_never_took_its_invitation_up_stays_outside(
    world: World, visitor: SignedInClient
) -> None:
    account = world.coordinator()
    assert sign_in(visitor, account.email, "any long password at all").status_code == 200


def test_signing_out_needs_a_token_and_kills_a_copied_cookie(
    member: Account, visitor: SignedInClient
) -> None:
    sign_in(visitor, member.email)
    copied = visitor.get_cookie("staffing_session")
    assert copied is not None
    assert visitor.post("/sign-out", csrf=False).status_code == 400
    assert is_signed_in(visitor)
    assert visitor.get("/sign-out").status_code == 405
    visitor.post("/sign-out")
    visitor.set_cookie("staffing_session", copied.value)
    assert not is_signed_in(visitor)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(
    member: Account, client_for: ClientFor
) -> None:
    here, elsewhere = client_for(None), client_for(None)
    for client in (here, elsewhere):
        sign_in(client, member.email)
    new = "nine slow trains to Tyler"
    answer = here.post(
        "/account/password",
        data={"password": PASSPHRASE, "new_password": new, "new_password_confirm": new},
    )
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in(client_for(None), member.email, new).status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "message"),
    [
        ("not the password", "nine slow trains to Tyler", "not your present password"),
        (PASSPHRASE, "fourteen chars", "at least 15 characters"),
        (PASSPHRASE, "passwordpassword", "too easy to guess"),
        (PASSPHRASE, PASSPHRASE, "must differ"),
    ],
)
def test_a_bad_change_of_password_says_why(
    member: Account, client_for: ClientFor, present: str, new: str, message: str
) -> None:
    client = client_for(member)
    answer = client.post(
        "/account/password", data={"password": present, "new_password": new, "new_password_confirm": new}
    )
    assert answer.status_code == 200
    assert message in answer.text


def test_changing_the_roles_ends_open_sessions(member: Account, visitor: SignedInClient) -> None:
    sign_in(visitor, member.email)
    set_roles(member, [RoleName.FACILITY_SCHEDULER, RoleName.CLINICIAN], SYSTEM)
    db.session.commit()
    assert not is_signed_in(visitor)


def test_a_remembered_device_is_forgotten_with_the_session(member: Account, visitor: SignedInClient) -> None:
    visitor.post("/sign-in", data={"email": member.email, "password": PASSPHRASE, "remember": "y"})
    visitor.delete_cookie("staffing_session")
    assert is_signed_in(visitor)
    set_roles(member, [RoleName.FACILITY_SCHEDULER], SYSTEM)
    db.session.commit()
    assert not is_signed_in(visitor)


def test_cookies_are_closed_to_scripts_and_other_sites(member: Account, visitor: SignedInClient) -> None:
    answer = visitor.post("/sign-in", data={"email": member.email, "password": PASSPHRASE, "remember": "y"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_failures_are_limited_for_one_address_and_email_only(
    member: Account, visitor: SignedInClient
) -> None:
    codes = [sign_in(visitor, member.email, f"wrong number {n} of many").status_code for n in range(12)]
    assert codes == [200] * 10 + [429] * 2
    assert sign_in(visitor, member.email).status_code == 429
    assert sign_in(visitor, "someone.else@example.org").status_code == 200


def test_signing_in_often_is_no_failure(member: Account, client_for: ClientFor) -> None:
    for _ in range(15):
        assert sign_in(client_for(None), member.email).status_code == 302


def test_the_next_page_stays_on_this_site(member: Account, client_for: ClientFor) -> None:
    inside = client_for(None).post(
        "/sign-in?next=/facility/board", data={"email": member.email, "password": PASSPHRASE}
    )
    outside = client_for(None).post(
        "/sign-in?next=//evil.example/x", data={"email": member.email, "password": PASSPHRASE}
    )
    assert inside.location == "/facility/board"
    assert outside.location is None


@pytest.fixture
def demo_account(app: Flask, world: World) -> Account:
    account = world.account(RoleName.COORDINATOR, email=DEMO_ACCOUNTS[0].email)
    account.password = hash_password(DEMO_PASSPHRASE)
    db.session.commit()
    return account


def test_the_demo_doors_open_in_demo_mode(demo_account: Account, visitor: SignedInClient) -> None:
    page = visitor.get("/sign-in").text
    assert all(account.email in page for account in DEMO_ACCOUNTS)
    assert sign_in(visitor, demo_account.email, DEMO_PASSPHRASE).status_code == 302


def test_demo_credentials_are_refused_outside_demo_mode(
    app: Flask, demo_account: Account, tmp_path: Path
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    strict = build_app(replace(make_settings(url, tmp_path), demo=False))
    visitor, holder = SignedInClient.of(strict, None), SignedInClient.of(strict, demo_account)
    assert DEMO_ACCOUNTS[0].email not in visitor.get("/sign-in").text
    assert sign_in(visitor, demo_account.email, DEMO_PASSPHRASE).status_code == 200
    assert not is_signed_in(holder)


def test_every_account_of_a_demo_agency_is_refused_outside_demo_mode(
    app: Flask, world: World, member: Account, tmp_path: Path
) -> None:
    world.agency.is_demo = True
    db.session.commit()
    strict = build_app(replace(make_settings(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path), demo=False))
    assert sign_in(SignedInClient.of(strict, None), member.email).status_code == 200
