"""How often one place may try: in memory only, under a keyed hash; no address is stored or logged."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from staffing.feedback.codes import keyed_hash

UNKNOWN_LINKS = "60 per 5 minutes"
"""Codes that open nothing, from one address. 60 bits cannot be guessed; this spares the database."""
ANSWERS = "300 per hour"
"""Answers sent from one address: a hospital's guests may share one."""


def init_app(app: Flask) -> None:
    limiter = Limiter(_place, app=app, storage_uri="memory://")
    unknown = limiter.limit(UNKNOWN_LINKS, methods=["GET", "POST"], deduct_when=_opened_nothing)
    answers = limiter.limit(ANSWERS, methods=["POST"], deduct_when=_opened_something)
    for endpoint in ("kiosk.show", "kiosk.ask"):
        app.view_functions[endpoint] = unknown(app.view_functions[endpoint])
    for endpoint in ("rate.show", "rate.send"):
        app.view_functions[endpoint] = unknown(answers(app.view_functions[endpoint]))


def _place() -> str:
    return keyed_hash("address", get_remote_address())


def _opened_something(response: Response) -> bool:
    return not _opened_nothing(response)


def _opened_nothing(response: Response) -> bool:
    return response.status_code == 404
