"""The headers of every page, and a Content-Security-Policy without holes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from staffing.accounts.models import Account
from tests.clients import SignedInClient
from tests.conftest import build_app, make_settings
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]
PAGES = ["/sign-in", "/no-such-page", "/healthz", "/static/web/app.js"]


def policy(text: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in text.split(";"))}


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_closed(client_for: ClientFor, path: str) -> None:
    headers = client_for(None).get(path).headers
    csp = policy(headers["Content-Security-Policy"])
    assert csp["default-src"] == "'self'"
    assert csp["frame-ancestors"] == "'none'"
    assert csp["form-action"] == "'self'"
    assert csp["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{10}", headers["X-Request-Id"])


def test_each_request_has_its_own_nonce(client_for: ClientFor) -> None:
    client = client_for(None)
    first, second = (client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(2))
    assert policy(first)["script-src"] != policy(second)["script-src"]


def test_pages_with_personal_data_are_not_kept_by_browsers(client_for: ClientFor) -> None:
    assert "no-store" in client_for(None).get("/sign-in").headers["Cache-Control"]


def test_https_is_remembered_where_cookies_are_secure(app: Flask, tmp_path: Path) -> None:
    settings = make_settings(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    secure = build_app(replace(settings, secure_cookies=True))
    answer = SignedInClient.of(secure, None).get("/sign-in", base_url="https://localhost")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_an_unknown_host_is_refused_where_hosts_are_named(app: Flask, tmp_path: Path) -> None:
    settings = make_settings(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    named = build_app(replace(settings, trusted_hosts=("staffing.example.org", "localhost")))
    client = SignedInClient.of(named, None)
    assert client.get("/healthz", base_url="http://staffing.example.org").status_code == 200
    assert client.get("/healthz", base_url="http://evil.example").status_code == 400


INLINE = re.compile(
    r"\son[a-z]+\s*=|javascript:|<style(?![^>]*nonce)|<script(?![^>]*(src|nonce))|\sstyle\s*="
)


def pages() -> list[Path]:
    """Every template of a page; the bodies of e-mail messages have no policy and need inline styles."""
    root = Path(__file__).resolve().parents[2]
    found = [path for room in ("staffing", "admin") for path in (root / room).rglob("templates/**/*.html")]
    return [path for path in found if path.parent.name != "notifications" or "web/" in path.read_text()]


def test_no_template_needs_an_inline_handler_or_style() -> None:
    found = [f"{path}: {match.group()}" for path in pages() for match in INLINE.finditer(path.read_text())]
    assert found == []


def test_the_search_for_inline_code_finds_some() -> None:
    for planted in ('<a onclick="x()">', '<a href="javascript:x()">', "<script>x</script>", '<p style="a">'):
        assert INLINE.search(planted)


def test_what_is_not_a_page_is_not_kept_either_and_static_files_are(
    world: World, client_for: ClientFor
) -> None:
    export = client_for(world.coordinator()).get("/admin/clinicians/export/csv/")
    assert (export.status_code, export.mimetype) == (200, "text/csv")
    assert export.headers["Cache-Control"] == "private, no-store"
    assert export.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" not in client_for(None).get("/static/web/app.js").headers["Cache-Control"]
