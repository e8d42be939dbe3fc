"""The response headers every page carries, with a fresh nonce for each request."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

from staffing.settings import Settings

CSP = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def nonce() -> str:
    """This request's nonce, for `<script nonce="{{ nonce() }}">` and `<style nonce=…>`."""
    return str(g.nonce)


def init_app(app: Flask, settings: Settings) -> None:
    """Make a nonce for each request and set the headers on each response."""

    @app.before_request
    def make_nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP.format(nonce=g.get("nonce") or "none"))
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        # Static files bring their own; whatever else is sent (pages, exports, calendars) is somebody's own.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    app.jinja_env.globals["nonce"] = nonce
