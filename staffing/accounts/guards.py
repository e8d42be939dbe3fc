"""Who may open a blueprint: `pages.before_request(guard(RoleName.FACILITY_SCHEDULER))`.

Every page is closed to strangers before a guard is asked (see `staffing.access`); a guard says which
roles come in.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.identity import account_or_none
from staffing.accounts.models import AGENCY_ROLES, RoleName

Guard = Callable[[], ResponseReturnValue | None]


def guard(*roles: RoleName) -> Guard:
    """A `before_request` that lets accounts with one of `roles` in, asks strangers to sign in, else 403."""
    allowed = frozenset(role.value for role in roles)

    def check() -> ResponseReturnValue | None:
        account = account_or_none()
        if account is None:
            return ask_to_sign_in()
        if not account.acting_roles & allowed:
            abort(403)
        return None

    check.allowed_roles = allowed  # type: ignore[attr-defined]  # read by the walk of every route
    return check


def guard_agency() -> Guard:
    """The guard of pages for anybody who works at the agency."""
    return guard(*sorted(AGENCY_ROLES))


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a stranger to the sign-in page, and back afterwards; htmx is told to load that page whole."""
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("security.login")
        return response
    if request.method != "GET":
        return redirect(url_for("security.login"))
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
