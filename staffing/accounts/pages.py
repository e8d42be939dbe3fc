"""Pages around an account: where `/` leads, and taking up an invitation."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from staffing.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSPHRASE
from staffing.accounts.forms import InvitationForm
from staffing.accounts.guards import ask_to_sign_in
from staffing.accounts.identity import account_or_none
from staffing.accounts.invitations import InvitationOver, invited_account, take_up
from staffing.accounts.models import AGENCY_ROLES, Account, RoleName
from staffing.db import Scope, transact, use_scope, utc_now

pages = Blueprint("accounts", __name__, template_folder="templates")


def home_of(account: Account) -> str:
    """The first page of an account: agency people before facility schedulers before clinicians."""
    if account.acting_roles & AGENCY_ROLES:
        return "/admin/"
    if RoleName.FACILITY_SCHEDULER in account.acting_roles:
        return "/facility/"
    if RoleName.CLINICIAN in account.acting_roles:
        return "/clinician/"
    abort(403)


@pages.get("/")
def home() -> ResponseReturnValue:
    account = account_or_none()
    return ask_to_sign_in() if account is None else redirect(home_of(account))


@pages.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    try:
        account = invited_account(token)
    except InvitationOver:
        abort(410)
    form = InvitationForm()
    if not form.judge(account):
        return render_template("accounts/invitation.html", form=form, invited=account)
    with use_scope(Scope.system(account.agency_id)):
        account = transact(lambda: _take_up_once(token, str(form.new_password.data)))
    login_user(account, authn_via=["password"])
    flash("Welcome. Your password is set.", "success")
    return redirect(home_of(account))


def _take_up_once(token: str, password: str) -> Account:
    try:
        account = invited_account(token)
    except InvitationOver:
        abort(410)
    take_up(account, password, utc_now())
    return account


@pages.app_context_processor
def demo_sign_ins() -> dict[str, object]:
    """The demo's one-click sign-ins, for the sign-in page; none outside demo mode."""
    shown = DEMO_ACCOUNTS if current_app.config["SETTINGS"].demo else ()
    return {"demo_accounts": shown, "demo_passphrase": DEMO_PASSPHRASE if shown else ""}
