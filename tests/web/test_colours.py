"""Light and dark differ in colours only: what a page says and does need be looked at in one of them."""

from __future__ import annotations

import re
from pathlib import Path

from staffing.settings import ROOT

ASKS = "prefers-color-scheme"
STATIC = ("*.css", "*.js", "*.html")


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
