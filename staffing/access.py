"""What every request starts with: nobody gets in unasked, and whose rows it may see.

It stands above the rooms because a scope is made from accounts, facilities and clinicians together.
"""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from flask_security import logout_user
from sqlalchemy import select

from staffing.accounts.guards import ask_to_sign_in
from staffing.accounts.identity import account_or_none
from staffing.accounts.models import AGENCY_ROLES, Account, RoleName
from staffing.accounts.passwords import may_sign_in
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.db.engine import reading_only
from staffing.db.scope import scope_or_none, set_scope
from staffing.facilities.models import FacilityMember
from staffing.settings import Settings

PUBLIC = frozenset(
    {
        "accounts.home",
        "accounts.invitation",
        "demo_messages.message",
        "demo_messages.messages",
        "health.healthz",
        "health.ready",
        "kiosk.ask",
        "kiosk.show",
        "offer_link.accept_offer",
        "offer_link.calendar",
        "offer_link.decline_offer",
        "offer_link.show",
        "offer_link.static",
        "rate.send",
        "rate.show",
        "rating_form.static",
        "security.login",
        "security.logout",
        "static",
        "web.static",
    }
)
"""Every endpoint a stranger may reach. All others ask for a sign-in before their own guard is heard."""

WRITES_NOTHING = frozenset({"security.login"})
"""POSTs that only read: hashing a password must not hold SQLite's one write lock."""


def init_app(app: Flask, settings: Settings) -> None:
    """Open each request: read-only or not, who it is, what it may see; close it again."""

    @app.before_request
    def open_request() -> ResponseReturnValue | None:
        g.outer_scope, g.open_blocks = scope_or_none(), ExitStack()
        set_scope(None)
        if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint in WRITES_NOTHING:
            g.open_blocks.enter_context(reading_only())
        if request.endpoint in {None, "static", "web.static"}:
            return None
        account = account_or_none()
        if account is not None and not may_sign_in(account, demo=settings.demo):
            logout_user()
            account = None
        if account is not None:
            set_scope(scope_of(account))
        elif request.endpoint not in PUBLIC:
            return ask_to_sign_in()
        return None

    @app.teardown_request
    def close_request(_error: BaseException | None) -> None:
        if blocks := g.pop("open_blocks", None):
            blocks.close()
            set_scope(g.pop("outer_scope", None))


def scope_of(account: Account) -> Scope | None:
    """The rows `account` may see; None where it is linked to nothing (business rows then raise)."""
    if account.acting_roles & AGENCY_ROLES:
        return Scope.agency(account.agency_id)
    with use_scope(Scope.system(account.agency_id)):
        if RoleName.FACILITY_SCHEDULER in account.acting_roles:
            mine = select(FacilityMember.facility_id).where(FacilityMember.account_id == account.id)
            return Scope.facilities(account.agency_id, frozenset(db.session.scalars(mine)))
        own = db.session.scalar(select(Clinician.id).where(Clinician.account_id == account.id))
    return None if own is None else Scope.clinician(account.agency_id, own)
