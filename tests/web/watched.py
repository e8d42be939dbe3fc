"""What a request did to rows: read again only if it wrote anything at all, so that a walk stays quick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, event, or_

from staffing.db import Base, db
from tests.web.cast import Party

READS = ("SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
Rows = dict[str, list[str]]


def rows_of_agency(agency_id: int) -> Rows:
    """Every business row of an agency by table, but for its own sign-in bookkeeping."""
    return _rows(lambda table: "agency_id" in table.c and table.c.agency_id == agency_id)


def rows_of_party(party: Party) -> Rows:
    """Every row about a facility or a clinician, by table; the two themselves included."""
    ids = {"facility_id": party.facility_id, "clinician_id": party.clinician_id}

    def wanted(table: Table) -> Any:
        own = [table.c[name] == value for name, value in ids.items() if name in table.c]
        if f"{table.name}_id" in ids:
            own.append(table.c.id == ids[f"{table.name}_id"])
        return or_(*own) if own else False

    return _rows(wanted)


def _rows(wanted: Callable[[Table], Any]) -> Rows:
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        where = wanted(table)
        if where is not False and table.name != "account":
            found[table.name] = sorted(map(repr, db.session.execute(table.select().where(where))))
    db.session.rollback()
    return found


class Watch:
    """Tells after each request which tables differ from what they were."""

    def __init__(self, rows: Callable[[], Rows]) -> None:
        self._rows = rows
        self._before = rows()
        self._written = False

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._written |= not statement.lstrip().upper().startswith(READS)

    def changed(self) -> list[str]:
        """Tables with other rows than at the last call."""
        if not self._written:
            return []
        before, self._before, self._written = self._before, self._rows(), False
        return [table for table, rows in self._before.items() if rows != before[table]]


@contextmanager
def watching(rows: Callable[[], Rows]) -> Iterator[Watch]:
    """Watch `rows` for as long as the block lasts."""
    watch = Watch(rows)
    event.listen(db.engine, "before_cursor_execute", watch.note)
    try:
        yield watch
    finally:
        event.remove(db.engine, "before_cursor_execute", watch.note)
