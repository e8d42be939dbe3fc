"""Light and dark differ in colours only: what a page says and does need be looked at in one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from staffing.settings import ROOT
from tests.browser import axe_in_both_schemes, scrolls_sideways

ASKS = "prefers-color-scheme"
STATIC = ("*.css", "*.js", "*.html")
PALE_IN_THE_DARK = """<!doctype html><html lang="en"><title>Planted</title>
<style>@media (prefers-color-scheme: dark) { p { color: #222; background: #000 } } p { width: 200vw }</style>
<main><h1>Planted</h1><p>Words nobody can read at night</p></main>"""


def _files() -> list[Path]:
    """Our own styles, scripts and pages (Pico, under `vendor`, sets colours and drawings by the scheme)."""
    found = (path for room in ("staffing", "admin") for kind in STATIC for path in (ROOT / room).rglob(kind))
    return [path for path in found if "vendor" not in path.parts]


def test_only_the_tokens_ask_for_the_scheme() -> None:
    assert [path.name for path in _files() if ASKS in path.read_text()] == ["tokens.css"]


def test_what_the_dark_scheme_sets_are_colours() -> None:
    tokens = (ROOT / "staffing/web/static/tokens.css").read_text()
    dark = tokens.split(ASKS, 1)[1]
    values = re.findall(r"--[\w-]+: (.*);", dark)
    assert len(values) > 10
    assert all(re.fullmatch(r"#[0-9a-f]{6}|.*rgb\([\d /%]+\)", value) for value in values)
    assert len(values) == dark.count(";")


@pytest.mark.browser
def test_what_is_wrong_in_the_dark_alone_or_too_wide_is_seen(page: Page) -> None:
    page.set_content(PALE_IN_THE_DARK)
    found = axe_in_both_schemes(page)
    assert [line.split(":")[:2] for line in found] == [["dark", " color-contrast"]]
    assert scrolls_sideways(page)
