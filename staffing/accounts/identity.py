"""Who is signed in to the present request."""

from __future__ import annotations

from flask_security import current_user

from staffing.accounts.models import Account
from staffing.audit import Actor


class NotSignedIn(RuntimeError):
    """Work that needs a person was reached by nobody (a guard is missing)."""


def account_or_none() -> Account | None:
    """The signed-in account, if any."""
    account = current_user._get_current_object()
    return account if isinstance(account, Account) else None


def current_account() -> Account:
    """The signed-in account; raises NotSignedIn."""
    account = account_or_none()
    if account is None:
        raise NotSignedIn("this page has no guard and was opened by nobody")
    return account


def current_actor() -> Actor:
    """The signed-in account as the audit trail names it; raises NotSignedIn."""
    account = current_account()
    return Actor(account.id, account.name)
