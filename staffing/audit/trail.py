"""Writing the audit trail, always in the transaction of the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from staffing.audit.models import AuditEntry
from staffing.db import db


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in account, or the system (`user_id` None)."""

    user_id: int | None
    name: str


SYSTEM = Actor(None, "system")


def record(
    row: Any,
    action: str,
    by: Actor,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> AuditEntry:
    """Add an audit entry about `row` (flushed first, so that it has an id) to the open transaction."""
    if row.id is None:
        db.session.flush()
    entry = AuditEntry(
        agency_id=row.agency_id,
        actor_id=by.user_id,
        actor_name=by.name,
        action=action,
        entity=row.__tablename__,
        entity_id=row.id,
        before=before,
        after=after,
        reason=reason,
    )
    db.session.add(entry)
    return entry


def snapshot(row: Any, *fields: str) -> dict[str, Any]:
    """The named fields of a row, JSON-ready, for `before` and `after`."""
    return {field: _plain(getattr(row, field)) for field in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
