"""One commit per service call, made by the caller, tried again where the database asks for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

from staffing.db.session import db

T = TypeVar("T")
RETRYABLE_SQLSTATES = frozenset({"40001", "40P01", "57P01"})
ATTEMPTS = 4


def is_retryable(error: BaseException) -> bool:
    """Serialisation failures, deadlocks, server shut-down, dropped connections and a busy SQLite file."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or getattr(error.orig, "sqlstate", None) in RETRYABLE_SQLSTATES:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def transact(work: Callable[[], T]) -> T:
    """Run `work`, commit, and return its value; roll back and re-raise on error.

    `work` may run several times, so it must read what it needs from the database itself.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            result = work()
            db.session.commit()
        except BaseException as error:
            db.session.rollback()
            if attempt == ATTEMPTS or not is_retryable(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
        else:
            return result
    raise AssertionError("unreachable: the last attempt returns or raises")
