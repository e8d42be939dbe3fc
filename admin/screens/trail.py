"""The audit trail, to read."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from admin import cells
from admin.base import TableView
from admin.filters import FromDay, NumberFilter, UntilDay
from admin.words import in_words
from staffing.audit import AuditEntry

CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def _said(_view: Any, _context: Any, row: AuditEntry, name: str) -> str:
    return in_words(getattr(row, name))


def _changes(_view: Any, _context: Any, row: AuditEntry, _name: str) -> Markup:
    """`status: open → filled`, one field a line."""
    before, after = row.before or {}, row.after or {}
    lines = [
        Markup("<div>{}: {} → {}</div>").format(
            in_words(name), _value(before.get(name)), _value(after.get(name))
        )
        for name in dict.fromkeys((*before, *after))
    ]
    return Markup("").join(lines)


def _changes_plain(_view: Any, _context: Any, row: AuditEntry, _name: str) -> str:
    before, after = row.before or {}, row.after or {}
    return "; ".join(
        f"{n}: {before.get(n, '')} → {after.get(n, '')}" for n in dict.fromkeys((*before, *after))
    )


def _value(kept: Any) -> str:
    """A value of the trail: a dash for nothing, a code in words, what people typed as they typed it."""
    shown = cells.DASH if kept is None else str(kept)
    return in_words(kept) if CODE.fullmatch(shown) else shown


class AuditScreen(TableView):
    table = AuditEntry
    intro = "Who did what, when and why. Nobody can change or remove an entry."
    many = "entries"
    column_list = ("at", "actor_name", "action", "entity", "entity_id", "changes", "reason")
    column_labels = {"at": "When", "actor_name": "Who", "entity": "What", "entity_id": "Number"}
    column_formatters = {"changes": _changes, "action": _said, "entity": _said}
    column_formatters_export = {"changes": _changes_plain, "action": _said, "entity": _said}
    column_searchable_list = ("actor_name", "reason")
    column_sortable_list = ("at", "actor_name", "action", "entity")
    column_default_sort = ("id", True)
    column_filters = (
        FromDay(AuditEntry.at, "When"),
        UntilDay(AuditEntry.at, "When"),
        NumberFilter(AuditEntry.entity_id, "Number"),
        NumberFilter(AuditEntry.actor_id, "Account"),
    )
