"""What is refused before a page is asked: forged forms, large bodies, NUL, unknown hosts."""

from __future__ import annotations

from flask import Flask, abort, request
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from staffing.settings import Settings

MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request body; the largest legitimate one is a pasted spreadsheet."""


def init_app(app: Flask, settings: Settings) -> None:
    """CSRF on every unsafe method, limits on what comes in, compression of what goes out, trusted proxies."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=5_000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # a page left open over lunch still works; the token dies with the session
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        COMPRESS_ALGORITHM=["gzip"],
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.before_request(refuse_nul)
    CSRFProtect(app)
    Compress(app)


def refuse_nul() -> None:
    """400 for a NUL in the address or the query; form fields say so beside the field."""
    if "\x00" in request.path or any(
        "\x00" in part for pair in request.args.items(multi=True) for part in pair
    ):
        abort(400)
