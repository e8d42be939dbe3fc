"""Accounts with passwords, and a client that signs in through the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import hash_password

from staffing.accounts.models import Account
from staffing.db import db
from tests.clients import SignedInClient
from tests.factories import World

PASSPHRASE = "four quiet herons at dusk"
SignIn = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_failures_yet(app: Flask) -> None:
    """Failed sign-ins of earlier tests came from the same address; forget them."""
    for limiter in app.extensions["limiter"]:
        limiter.reset()


@pytest.fixture
def member(app: Flask, world: World) -> Account:
    """A facility scheduler who has chosen a password."""
    account = world.scheduler(world.facility())
    account.password = hash_password(PASSPHRASE)
    db.session.commit()
    return account


@pytest.fixture
def visitor(client_for: Callable[[Account | None], SignedInClient]) -> SignedInClient:
    return client_for(None)


def sign_in(client: SignedInClient, email: str, password: str = PASSPHRASE, **options: Any) -> Any:
    return client.post("/sign-in", data={"email": email, "password": password}, **options)


def is_signed_in(client: SignedInClient) -> bool:
    return client.get("/account/password").status_code == 200
