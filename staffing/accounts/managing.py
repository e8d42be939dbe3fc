"""Changing what an account may do at the agency, so that somebody can always manage the accounts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from staffing.accounts.models import AGENCY_ROLES, Account, Agency, Role, RoleName
from staffing.accounts.sessions import set_active, set_roles
from staffing.audit import Actor
from staffing.db import db


class CannotManage(ValueError):
    """The change would lock somebody out who is needed; `field` names what to change."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def change_agency_roles(account: Account, wanted: Iterable[RoleName], by: Actor) -> None:
    """Give `account` exactly these roles at the agency and end its sessions; raises CannotManage.

    What it is for a facility or as a clinician stays: those roles come with a membership or a file.
    """
    _refuse_own(account, by, "Somebody else has to change your own roles.")
    kept = {RoleName(name) for name in account.role_names} - AGENCY_ROLES
    roles = kept | (set(wanted) & AGENCY_ROLES)
    if not roles:
        raise CannotManage("roles", "Choose at least one role, or close the account instead.")
    if RoleName.AGENCY_ADMINISTRATOR not in roles:
        _keep_an_administrator(account)
    if {role.value for role in roles} != account.role_names:
        set_roles(account, roles, by)


def open_or_close(account: Account, active: bool, by: Actor) -> None:
    """Open an account, or close it and end its sessions; raises CannotManage."""
    _refuse_own(account, by, "You cannot close your own account.")
    if not active:
        _keep_an_administrator(account)
    set_active(account, active, by)


def _refuse_own(account: Account, by: Actor, message: str) -> None:
    if account.id == by.user_id:
        raise CannotManage("roles", message)


def _keep_an_administrator(leaving: Account) -> None:
    """Refuse to lose the last one who can sign in as administrator; writers take turns on the agency."""
    turn = select(Agency.id).where(Agency.id == leaving.agency_id).with_for_update(key_share=True)
    db.session.scalars(turn).one()
    managing = select(Account.id).where(
        Account.agency_id == leaving.agency_id,
        Account.active,
        Account.password.is_not(None),
        Account.roles.any(Role.name == RoleName.AGENCY_ADMINISTRATOR.value),
    )
    if set(db.session.scalars(managing)) == {leaving.id}:
        raise CannotManage(
            "roles", f"{leaving.name} is the last agency administrator. Make somebody else one first."
        )
