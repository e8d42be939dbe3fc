"""Vendored files are what their manifest says, and nothing else is vendored."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "staffing" / "web" / "static" / "vendor"


def test_every_vendored_file_matches_its_manifest() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    for entry in manifest:
        assert set(entry) == {"file", "name", "version", "licence", "source", "sha256"}
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert {entry["file"] for entry in manifest} | {"manifest.json"} == {f.name for f in VENDOR.iterdir()}
