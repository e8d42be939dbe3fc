"""Several people acting at once, each in a thread and a database session of their own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from staffing.db import Scope, db, transact, use_scope
from staffing.offers.errors import OfferRefused

Work = Callable[[], object]
Refusals = tuple[type[Exception], ...]
PATIENCE_SECONDS = 20


def all_at_once(
    app: Flask, agency_id: int, works: list[Work], refusals: Refusals = (OfferRefused,)
) -> Counter[str]:
    """Run the works in threads of their own, started together; counts what each came to."""
    db.session.commit()
    gate, seen = threading.Barrier(len(works)), Counter[str]()

    def run(work: Work) -> None:
        gate.wait()
        seen[_outcome(app, agency_id, work, refusals)] += 1

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return seen


def second_waits_for_first(
    app: Flask, agency_id: int, first: Work, second: Work, refusals: Refusals = (OfferRefused,)
) -> str:
    """Do `first`, start `second` elsewhere before `first` is committed, then commit; what `second` came to.

    Where `second` takes a lock `first` holds, it has by then read everything it reads before that lock.
    """
    db.session.commit()
    seen: list[str] = []
    with use_scope(Scope.system(agency_id)):
        first()
        db.session.flush()
        thread = threading.Thread(
            target=lambda: seen.append(_outcome(app, agency_id, second, refusals)), daemon=True
        )
        thread.start()
        _wait_until_it_waits(thread)
        db.session.commit()
    thread.join(PATIENCE_SECONDS)
    db.session.expire_all()
    return seen[0]


def _outcome(app: Flask, agency_id: int, work: Work, refusals: Refusals) -> str:
    with app.app_context(), use_scope(Scope.system(agency_id)):
        try:
            transact(work)
        except refusals as refused:
            return type(refused).__name__
        except Exception as error:
            return f"ERROR {error!r}"[:300]
        finally:
            db.session.remove()
    return "done"


def _wait_until_it_waits(thread: threading.Thread) -> None:
    """PostgreSQL says who waits for a lock; on SQLite a writer waits from its first statement on."""
    if db.engine.dialect.name != "postgresql":
        return
    until = time.monotonic() + PATIENCE_SECONDS
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with db.engine.connect() as connection:
        while thread.is_alive() and time.monotonic() < until:
            if connection.execute(waiting).scalar_one():
                return
            connection.rollback()
            thread.join(0.01)
