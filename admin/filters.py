"""The few list filters our screens use: a choice, yes or no, from a day, until a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import has_request_context
from flask_admin.model.filters import BaseFilter
from markupsafe import Markup

from admin.choices import MAX_ID
from admin.picking import Source, picker

Options = Iterable[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]


class ColumnFilter(BaseFilter):
    """One column, one comparison. `kind` tells the template which input to draw."""

    kind = "text"

    def __init__(self, column: Any, name: str, options: Options | None = None) -> None:
        super().__init__(name, options=options, data_type=self.kind)
        self.column = column

    def get_options(self, view: Any) -> Any:
        """Fixed options, or fresh ones per request where they come from the database."""
        if callable(self.options):
            return list(self.options()) if has_request_context() else []
        return self.options

    def operation(self) -> str:
        return "is"

    def meant(self, typed: str) -> str:
        """What somebody typed beside a list and did not pick from it; most filters have no such box."""
        return ""

    def apply(self, query: Any, value: Any, alias: Any = None) -> Any:
        return query.filter(self.column == value)


class ChoiceFilter(ColumnFilter):
    """Rows whose column equals one of a fixed set of choices."""

    kind = "choice"

    def validate(self, value: str) -> bool:
        return any(value == str(key) for key, _ in self.get_options(None) or [])


class PickFilter(ColumnFilter):
    """Rows that name the row picked."""

    kind = "pick"

    def __init__(self, column: Any, name: str, source: Source) -> None:
        super().__init__(column, name)
        self.source = source

    def picker(self, name: str, chosen: str) -> Markup:
        """The text box of the filter, and what was picked before."""
        known = self.source.name_of(self.clean(chosen)) if self.validate(chosen) else None
        return picker(self.source, name, name, chosen if known else "", known or "")

    def meant(self, typed: str) -> str:
        return str(self.source.meant(typed) or typed)

    def validate(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and int(value) <= MAX_ID

    def clean(self, value: str) -> int:
        return int(value)


class FlagFilter(ColumnFilter):
    """Rows where a yes/no column is as chosen."""

    kind = "choice"

    def __init__(self, column: Any, name: str) -> None:
        super().__init__(column, name, options=(("yes", "yes"), ("no", "no")))

    def validate(self, value: str) -> bool:
        return value in {"yes", "no"}

    def clean(self, value: str) -> bool:
        return value == "yes"


class NumberFilter(ColumnFilter):
    """Rows whose whole-number column equals the one given."""

    kind = "number"

    def validate(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) <= 9

    def clean(self, value: str) -> int:
        return int(value)


class DayFilter(ColumnFilter):
    """A day typed as 2026-11-23; days are cut at midnight UTC for instants."""

    kind = "date"

    def validate(self, value: str) -> bool:
        try:
            return date(2000, 1, 1) <= date.fromisoformat(value) <= date(2099, 12, 31)
        except ValueError:
            return False

    def clean(self, value: str) -> date:
        return date.fromisoformat(value)

    def _comparable(self, day: date) -> Any:
        wants_instant = self.column.type.python_type is datetime
        return datetime.combine(day, time(), UTC) if wants_instant else day


class FromDay(DayFilter):
    def operation(self) -> str:
        return "from"

    def apply(self, query: Any, value: date, alias: Any = None) -> Any:
        return query.filter(self.column >= self._comparable(value))


class UntilDay(DayFilter):
    def operation(self) -> str:
        return "until"

    def apply(self, query: Any, value: date, alias: Any = None) -> Any:
        return query.filter(self.column < self._comparable(value + timedelta(days=1)))
