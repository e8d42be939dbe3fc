"""Rows gathered with their ids and written in bulk, parents before children."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from staffing.db import Base, db

CHUNK = 10_000


class Rows:
    """A buffer of new rows. Every row of a table must be given the same columns."""

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._next: dict[Table, int] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Keep a row of the agency for `write` and give the id it will have."""
        return self.add_shared(model, agency_id=self.agency_id, **values)

    def add_shared(self, model: type[Base], **values: Any) -> int:
        """The same for a row that belongs to no agency, or is the agency."""
        table = Base.metadata.tables[model.__tablename__]
        if table not in self._next:
            highest = db.session.connection().scalar(select(func.max(table.c.id)))
            self._next[table] = (highest or 0) + 1
        row_id = self._next[table]
        self._next[table] = row_id + 1
        self._waiting[table].append({"id": row_id, **values})
        return row_id

    def link(self, table: Table, **values: int) -> None:
        """Keep a row of a table that only joins two others."""
        self._waiting[table].append(values)

    def write(self) -> int:
        """Insert what was gathered into the open transaction; gives the number of rows."""
        connection = db.session.connection()
        count = 0
        for table in Base.metadata.sorted_tables:
            waiting = self._waiting.pop(table, [])
            count += len(waiting)
            for at in range(0, len(waiting), CHUNK):
                connection.execute(insert(table), waiting[at : at + CHUNK])
            if waiting and table in self._next and connection.dialect.name == "postgresql":
                _move_sequence(table)
        return count


def _move_sequence(table: Table) -> None:
    """PostgreSQL hands out ids from a sequence, which has not seen the ids given here."""
    db.session.connection().execute(
        text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
        {
            "name": table.name,
            "last": db.session.connection().scalar(select(func.max(table.c.id))),
        },
    )
