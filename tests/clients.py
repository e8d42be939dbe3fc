"""A Flask test client that is signed in, sends a valid CSRF token, and leaks no context into requests."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from staffing.accounts.models import Account
from staffing.db import db
from staffing.db.scope import set_scope

RAW_CSRF = "0123456789abcdef0123456789abcdef01234567"


class SignedInClient(FlaskClient):
    """Every unsafe request carries a CSRF token unless it says `csrf=False`.

    A request runs in a context of its own: the test's scope does not leak into it, and what the test's
    own session left open is committed first.
    """

    @classmethod
    def of(cls, app: Flask, account: Account | None) -> SignedInClient:
        client = cls(app, app.response_class, use_cookies=True)
        with client.session_transaction() as session:
            session["csrf_token"] = RAW_CSRF
            if account is not None:
                session["_user_id"] = account.fs_uniquifier
                session["_fresh"] = True
        return client

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> Any:
        db.session.commit()
        if csrf and kwargs.get("method", "GET") not in {"GET", "HEAD", "OPTIONS"}:
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self.csrf_token())
            kwargs["headers"] = headers
        return contextvars.Context().run(self._open_unscoped, *args, **kwargs)

    def _open_unscoped(self, *args: Any, **kwargs: Any) -> Any:
        set_scope(None)
        kwargs.setdefault("buffered", True)  # a streamed body is read in the context it was made in
        return super().open(*args, **kwargs)

    def csrf_token(self) -> str:
        """A token that matches the session of this client."""
        serializer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(serializer.dumps(RAW_CSRF))
