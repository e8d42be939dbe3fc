"""Start-up check that the database still holds its guards (migrations can drop them silently)."""

from __future__ import annotations

from sqlalchemy import Connection, text

SQLITE_TRIGGERS = frozenset(
    {
        "placement_no_overlap_insert",
        "placement_no_overlap_update",
        "audit_entry_append_only_update",
        "audit_entry_append_only_delete",
        "communication_answer_append_only_update",
        "communication_answer_append_only_delete",
        "site_answer_append_only_update",
        "site_answer_append_only_delete",
    }
)
POSTGRESQL_GUARDS = frozenset(
    {
        "placement_no_overlap",
        "audit_entry_append_only",
        "communication_answer_append_only",
        "site_answer_append_only",
    }
)


def missing_guards(connection: Connection) -> list[str]:
    """Names of the guards that should be there and are not; empty when the database is sound."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        return sorted(SQLITE_TRIGGERS - set(found.scalars()))
    found = connection.execute(
        text("SELECT conname FROM pg_constraint WHERE contype = 'x' UNION SELECT tgname FROM pg_trigger")
    )
    return sorted(POSTGRESQL_GUARDS - set(found.scalars()))
