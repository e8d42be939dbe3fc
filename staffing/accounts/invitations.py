"""Invitations: a new account chooses its own password through a signed, expiring link that works once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from flask_security.utils import hash_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import func, select

from staffing.accounts.models import Account, RoleName
from staffing.accounts.sessions import end_sessions, new_epoch, role_rows
from staffing.audit import Actor, record
from staffing.db import current_scope, db

LIFE = timedelta(days=7)


class EmailTaken(ValueError):
    """An account with this e-mail exists already."""


class InvitationOver(ValueError):
    """The link was used, is too old, or was never ours."""


def invite(name: str, email: str, roles: Iterable[RoleName], by: Actor, now: datetime) -> Account:
    """Make an account without a password in the agency of the scope; the caller links and messages it.

    `now` (UTC) is when the person was invited. Raises EmailTaken.
    """
    email = email.strip().casefold()
    if db.session.scalar(select(Account.id).where(func.lower(Account.email) == email)) is not None:
        raise EmailTaken(email)
    account = Account(
        agency_id=current_scope().require_agency(),
        name=name.strip(),
        email=email,
        fs_uniquifier=new_epoch(),
        roles=role_rows(roles),
        created_at=now,
    )
    db.session.add(account)
    record(account, "invited", by, after={"roles": sorted(account.role_names)})
    return account


def invitation_link(account: Account) -> str:
    """The absolute link for the account's invitation message; good for LIFE, until it is taken up."""
    token = _serializer().dumps([account.id, _epoch_mark(account)])
    base = current_app.config["SETTINGS"].public_url
    return f"{base}/invitation/{token}"


def invited_account(token: str) -> Account:
    """The account a link was made for; raises InvitationOver."""
    try:
        account_id, mark = _serializer().loads(token, max_age=int(LIFE.total_seconds()))
    except (BadSignature, ValueError, TypeError) as error:
        raise InvitationOver from error
    account = db.session.get(Account, account_id)
    if account is None or not account.active or not hmac.compare_digest(mark, _epoch_mark(account)):
        raise InvitationOver
    return account


def take_up(account: Account, password: str, now: datetime) -> None:
    """Set the first password; the link dies with the old session epoch."""
    account.password = hash_password(password)
    account.confirmed_at = now
    end_sessions(account)
    record(account, "invitation_taken_up", Actor(account.id, account.name))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="invitation")


def _epoch_mark(account: Account) -> str:
    return hashlib.sha256(account.fs_uniquifier.encode()).hexdigest()[:24]
