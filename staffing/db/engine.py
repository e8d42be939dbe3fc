"""How connections behave: SQLite made safe for several processes, PostgreSQL left at READ COMMITTED."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

log = logging.getLogger(__name__)

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite (every GET runs like this)."""
    token = _read_only.set(True)
    try:
        yield
    finally:
        _read_only.reset(token)


def set_read_only(value: bool) -> None:
    """Choose the SQLite transaction mode for the rest of this context (the web's request set-up)."""
    _read_only.set(value)


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite is free of the WAL-reset corruption bug (3.7.0 up to 3.51.2).

    Fixed in 3.51.3 and, on the older branches, in 3.50.7 and 3.44.6.
    """
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute(f"PRAGMA journal_mode={'WAL' if wal_is_safe() else 'DELETE'}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _read_only.get() else "BEGIN IMMEDIATE")


def configure(engine: Engine) -> None:
    """Attach the listeners an SQLite engine needs; other databases are left alone."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", _on_connect):
        return
    if not wal_is_safe():
        log.info("SQLite %s has the WAL-reset bug: using the DELETE journal instead", sqlite3.sqlite_version)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
