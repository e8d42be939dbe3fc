"""The session epoch: a new `fs_uniquifier` ends every open session of an account, wherever it is open."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import select

from staffing.accounts.models import Account, Role, RoleName
from staffing.audit import Actor, record
from staffing.db import db


def new_epoch() -> str:
    return secrets.token_hex(32)


def end_sessions(account: Account) -> None:
    """Sign `account` out everywhere; links signed with the old epoch die too."""
    account.fs_uniquifier = new_epoch()


def role_rows(roles: Iterable[RoleName]) -> list[Role]:
    """The rows of these roles, made where they do not exist yet."""
    names = sorted({role.value for role in roles})
    found = {role.name: role for role in db.session.scalars(select(Role).where(Role.name.in_(names)))}
    for name in names:
        if name not in found:
            found[name] = Role(name=name)
            db.session.add(found[name])
    return [found[name] for name in names]


def set_roles(account: Account, roles: Iterable[RoleName], by: Actor) -> None:
    """Give `account` exactly `roles` and end its sessions, so that no page keeps the old rights.

    An invitation that waits to be taken up has no session to end, and its link stays good.
    """
    before = sorted(account.role_names)
    account.roles = role_rows(roles)
    if account.password is not None:
        end_sessions(account)
    record(
        account, "roles_changed", by, before={"roles": before}, after={"roles": sorted(account.role_names)}
    )


def set_active(account: Account, active: bool, by: Actor, reason: str | None = None) -> None:
    """Open or close an account; closing ends its sessions."""
    if account.active == active:
        return
    account.active = active
    end_sessions(account)
    record(
        account,
        "account_opened" if active else "account_closed",
        by,
        before={"active": not active},
        after={"active": active},
        reason=reason,
    )
