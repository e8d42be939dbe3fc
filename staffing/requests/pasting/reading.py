"""Reading pasted text into typed rows. Pure: no database, no clock."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

MOST_ROWS = 500
COLUMNS = ("facility", "unit", "role", "date", "start", "end", "heads")
"""The order in which columns are expected where the first line does not name them."""
OPTIONAL = ("notes", "reference")
OTHER_NAMES = {
    "site": "facility",
    "department": "unit",
    "ward": "unit",
    "day": "date",
    "from": "start",
    "to": "end",
    "until": "end",
    "people": "heads",
    "count": "heads",
    "arrival notes": "notes",
    "external id": "reference",
    "external_id": "reference",
}
CLOCK = re.compile(r"([0-9]{1,2})(?::?([0-9]{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y")


class UnreadablePaste(ValueError):
    """Nothing can be made of the text as a whole."""


@dataclass(frozen=True)
class PastedRow:
    """One line: what could be read, by column, and what could not. `number` counts lines from 1."""

    number: int
    text: dict[str, str]
    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)


def read(text: str) -> list[PastedRow]:
    """The rows of pasted text (tabs, commas or semicolons); raises UnreadablePaste.

    The first line may name the columns, in any order; without names they are taken in the order of
    `COLUMNS`. Empty lines are skipped.
    """
    if "\x00" in text:
        raise UnreadablePaste("There is an unreadable character in the text. Copy the cells again.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as broken:
        raise UnreadablePaste("The rows cannot be told apart. Copy the cells again.") from broken
    numbered = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if not numbered:
        raise UnreadablePaste("Paste at least one row.")
    columns, numbered = _columns(numbered)
    if len(numbered) > MOST_ROWS:
        raise UnreadablePaste(f"That is {len(numbered)} rows. Paste at most {MOST_ROWS} at a time.")
    return [_row(number, line, columns) for number, line in numbered]


def as_text(rows: Iterable[Mapping[str, str]]) -> str:
    """The cells of rows as text that `read` reads again: tabs, and a first line of names."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS + OPTIONAL, restval="", extrasaction="ignore", dialect="excel-tab")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_date(text: str) -> date:
    """`2026-12-01`, `12/1/2026` or `12/1/26`; raises ValueError."""
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a calendar day has no zone
        except ValueError:
            continue
    raise ValueError("Write the date as 2026-12-01 or 12/1/2026.")


def read_time(text: str) -> time:
    """`07:00`, `0700`, `7`, `7a`, `7:30 pm`; raises ValueError."""
    match = CLOCK.fullmatch(text) if text.isascii() else None
    if match is None:
        raise ValueError("Write the time as 07:00, 0700 or 7 pm.")
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("Write the time as 07:00, 0700 or 7 pm.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("There is no such time of day.")
    return time(hour, minute)


def read_heads(text: str) -> int:
    """A whole number of people; raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValueError("Write how many people as a number, for example 2.")
    return int(text)


READERS: dict[str, Callable[[str], Any]] = {
    "date": read_date,
    "start": read_time,
    "end": read_time,
    "heads": read_heads,
}


def _delimiter(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    if "\t" in first:
        return "\t"
    return ";" if first.count(";") > first.count(",") else ","


def _columns(numbered: list[tuple[int, list[str]]]) -> tuple[Sequence[str], list[tuple[int, list[str]]]]:
    names = [_column_name(cell) for cell in numbered[0][1]]
    known = set(COLUMNS) | set(OPTIONAL)
    if not {"date", "start"} <= set(names):
        return COLUMNS + OPTIONAL, numbered
    missing = [name for name in COLUMNS if name not in names and name != "facility"]
    unknown = [name for name in names if name and name not in known]
    if missing or unknown:
        raise UnreadablePaste(
            "The first line names the columns, but "
            + " and ".join(
                filter(
                    None,
                    (
                        f"{', '.join(missing)} is missing" if missing else "",
                        f"{', '.join(unknown)} is not a column we know" if unknown else "",
                    ),
                )
            )
            + "."
        )
    if len(numbered) == 1:
        raise UnreadablePaste("There is a line of names but no row under it.")
    return names, numbered[1:]


def _column_name(cell: str) -> str:
    name = cell.strip().lower()
    return OTHER_NAMES.get(name, name)


def _row(number: int, line: list[str], columns: Sequence[str]) -> PastedRow:
    text = {name: cell.strip() for name, cell in zip(columns, line, strict=False) if name}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in COLUMNS:
        given = text.get(name, "")
        if not given and name not in {"facility", "heads"}:
            errors[name] = "This is empty."
            continue
        try:
            values[name] = READERS.get(name, str)(given or ("1" if name == "heads" else ""))
        except ValueError as unreadable:
            errors[name] = str(unreadable)
    values |= {name: text.get(name, "") for name in OPTIONAL}
    return PastedRow(number, text, values, errors)
