"""Sign-in: Flask-Security on our accounts, with rate limits that come before the password is hashed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_out  # type: ignore[import-untyped]
from flask_security import Security, SQLAlchemyUserDatastore

from staffing.accounts.forms import ChangePasswordForm, SignInForm
from staffing.accounts.models import Account, Role
from staffing.accounts.passwords import MIN_LENGTH, PasswordRules
from staffing.accounts.sessions import end_sessions
from staffing.db import db
from staffing.settings import Settings

SIGN_IN = "security.login"
CHANGE_PASSWORD = "security.change_password"  # noqa: S105  # an endpoint's name
ASK_AGAIN = "security.verify"
FAILED_SIGN_INS = "10 per 5 minutes; 50 per day"
"""For one address and one e-mail; only failures count, so a busy demo locks nobody out."""
FAILED_FROM_ONE_ADDRESS = "60 per 5 minutes"


def init_app(app: Flask, settings: Settings) -> None:
    """Add sign-in, sign-out and the change of password to `app`."""
    app.config.update(_configuration(settings))
    Security(
        app,
        SQLAlchemyUserDatastore(db, Account, Role),
        login_form=SignInForm,
        change_password_form=ChangePasswordForm,
        password_util_cls=PasswordRules,
    )
    user_logged_out.connect(_end_sessions_at_sign_out, app)
    app.view_functions[ASK_AGAIN] = _not_offered
    _limit_failures(app)


def _configuration(settings: Settings) -> dict[str, Any]:
    salt = hashlib.sha256(f"passwords:{settings.secret_key}".encode()).hexdigest()
    return {
        "SECURITY_PASSWORD_SALT": salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": MIN_LENGTH,
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_VERIFY_URL": "/account/verify",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_LOGOUT_USER_TEMPLATE": "accounts/sign_out.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_SCRIPT_NONCE_KEY": "nonce",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_MSG_PASSWORD_CHANGE": (
            "Your password is changed. Every other device is signed out.",
            "success",
        ),
        "SECURITY_MSG_INVALID_PASSWORD": ("This is not your present password.", "error"),
        "SECURITY_MSG_PASSWORD_IS_THE_SAME": ("The new password must differ from the present one.", "error"),
        "SESSION_COOKIE_NAME": "staffing_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "REMEMBER_COOKIE_NAME": "staffing_remember",
        "REMEMBER_COOKIE_DURATION": timedelta(days=14),
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.secure_cookies,
    }


def _not_offered() -> ResponseReturnValue:
    """Flask-Security always adds a page that asks for the password again; nothing of ours leads there."""
    abort(404)


def _end_sessions_at_sign_out(_app: Flask, user: Any, **_extra: Any) -> None:
    """A copied cookie must not outlive the sign-out: the account's epoch moves on."""
    if isinstance(user, Account):
        end_sessions(user)
        db.session.commit()


def _limit_failures(app: Flask) -> None:
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)
    by_account = limiter.limit(
        FAILED_SIGN_INS, key_func=_address_and_email, methods=["POST"], deduct_when=_was_refused
    )
    by_address = limiter.limit(FAILED_FROM_ONE_ADDRESS, methods=["POST"], deduct_when=_was_refused)
    app.view_functions[SIGN_IN] = by_address(by_account(app.view_functions[SIGN_IN]))
    app.view_functions[CHANGE_PASSWORD] = by_address(app.view_functions[CHANGE_PASSWORD])


def _address_and_email() -> str:
    email = request.form.get("email", "").strip().casefold()[:255]
    return f"{get_remote_address()}|{hashlib.sha256(email.encode()).hexdigest()}"


def _was_refused(response: Response) -> bool:
    """A sign-in that worked redirects; anything else is a failure."""
    return response.status_code != 302
