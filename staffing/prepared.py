"""Remembering that a database was prepared, so that a warm start need not look again.

A mark in the instance folder names the database file and the migrations it was brought up to. Anything
else, or a database that is no file, is prepared anew; that is always safe.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy.engine import make_url

from staffing.settings import ROOT, Settings

MARK = "prepared"


def is_prepared(settings: Settings) -> bool:
    """Whether this demo database is known to be migrated and loaded."""
    mark = settings.instance / MARK
    state = _state(settings)
    return settings.demo and state is not None and mark.exists() and mark.read_text() == state


def remember(settings: Settings) -> None:
    """Keep that the database is ready as it stands now."""
    state = _state(settings)
    if state is not None:
        (settings.instance / MARK).write_text(state)


def _state(settings: Settings) -> str | None:
    """The database file by its inode, and the migrations by their content; None for no file."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).exists():
        return None
    sums = hashlib.sha256(f"{Path(url.database).resolve()}:{Path(url.database).stat().st_ino}".encode())
    for migration in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        sums.update(migration.read_bytes())
    return sums.hexdigest()
