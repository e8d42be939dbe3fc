"""Error pages: a kind sentence, what to do next and a reference; never SQL, never a stack."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from staffing.audit import IllegalTransition
from staffing.db import db
from staffing.web.logs import request_id, stack_of, told

log = logging.getLogger(__name__)

SECRET_PARTS = ("password", "csrf", "token", "version")


@dataclass(frozen=True)
class Words:
    title: str
    text: str


WORDS = {
    400: Words(
        "That did not arrive in one piece", "Please go back, check what you entered and send it again."
    ),
    401: Words("Please sign in", "This page is for people who are signed in."),
    403: Words("This page is not yours", "Your account does not open this page. Your coordinator can help."),
    404: Words("Nothing here", "This page does not exist, or it belongs to somebody else."),
    405: Words("That cannot be done here", "Please go back and use the buttons on the page."),
    409: Words(
        "This has moved on meanwhile",
        "Somebody acted on it before you did. Open it again to see how it stands.",
    ),
    410: Words(
        "This link is no longer good",
        "It was used already, or its time is over. Ask your coordinator for a new one.",
    ),
    413: Words("That is too much at once", "Please send a smaller file or fewer rows."),
    429: Words("Too many tries", "Please wait five minutes, then try again. Your account is not locked."),
    500: Words(
        "Something went wrong on our side",
        "It is not your doing. Please try again; if it stays, give us the reference.",
    ),
}
SIGNATURE = Words(
    "This page was open too long",
    "You may have signed in or out in another tab. Load the page again, then send it once more.",
)
STALE = Words(
    "Someone changed this meanwhile",
    "Your change was not saved, so that nothing of theirs is lost. What you typed is below: "
    "open the page again and enter it.",
)


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IllegalTransition, _moved_on)
    app.register_error_handler(Exception, _unexpected)


def error_page(
    status: int, words: Words | None = None, typed: list[tuple[str, str]] | None = None
) -> tuple[str, int]:
    """The error page for `status`; `typed` is what the person had entered, to copy from."""
    words = words or WORDS.get(status, WORDS[400 if status < 500 else 500])
    page = render_template(
        "web/error.html", words=words, status=status, reference=request_id(), typed=typed or []
    )
    return page, status


def typed_values() -> list[tuple[str, str]]:
    """What the person entered, without passwords and tokens."""
    return [
        (name.replace("_", " ").replace("-", " · "), value)
        for name, value in request.form.items(multi=True)
        if value.strip() and not any(part in name.lower() for part in SECRET_PARTS)
    ]


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # an untrusted host: no page of ours may build addresses from it
        return "400", 400
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    body, _ = error_page(status)
    headers = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    return body, status, headers


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return error_page(400, SIGNATURE, typed_values())


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(409, STALE, typed_values())


def _moved_on(_error: IllegalTransition) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(409)


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Log where it happened and what it was."""
    db.session.rollback()
    log.error(
        "unexpected error",
        extra={
            "facts": {
                "reference": request_id(),
                "route": request.url_rule.rule if request.url_rule else None,
                "error": told(error),
                "stack": stack_of(error),
            }
        },
    )
    return error_page(500)
