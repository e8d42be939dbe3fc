"""The week grid's fields: one a cell, named after what the cell stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

from wtforms import HiddenField

from staffing.requests.checks import MOST_HEADS
from staffing.requests.week_grid import CellKey, RowKey
from staffing.web.forms import BaseForm

ROW = re.compile(r"([0-9]{1,9})-([01][0-9]|2[0-3])([0-5][0-9])-([01][0-9]|2[0-3])([0-5][0-9])")
HEADS = re.compile(r"[0-9]{1,2}")
MOST_CELLS = 700


class WeekForm(BaseForm):
    """Carries the stamp of the grid that was shown; the cells are read by `typed_cells`."""

    stamp = HiddenField()


def row_name(key: RowKey) -> str:
    """A row in an address or a field's name: role id, start, end."""
    return f"{key.staff_role_id}-{key.start:%H%M}-{key.end:%H%M}"


def cell_name(key: CellKey) -> str:
    """A cell's field name."""
    return f"c.{row_name(key.row)}.{key.day.isoformat()}"


def read_row(name: str) -> RowKey | None:
    """The row of that name; None for a name that cannot be one."""
    match = ROW.fullmatch(name)
    if match is None:
        return None
    role, start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    return RowKey(role, time(start_hour, start_minute), time(end_hour, end_minute))


def read_cell(name: str) -> CellKey | None:
    """The cell of that field name; None for any other field."""
    kind, _, rest = name.partition(".")
    row, _, day = rest.partition(".")
    key = read_row(row) if kind == "c" else None
    try:
        return CellKey(key, date.fromisoformat(day)) if key else None
    except ValueError:
        return None


def typed_cells(fields: Mapping[str, str]) -> tuple[dict[CellKey, int], dict[CellKey, str]]:
    """Heads by cell, an empty cell being none, and what cannot be read, with a sentence about it."""
    heads: dict[CellKey, int] = {}
    errors: dict[CellKey, str] = {}
    for name, typed in list(fields.items())[:MOST_CELLS]:
        key = read_cell(name)
        if key is None:
            continue
        if typed.strip() and not HEADS.fullmatch(typed.strip()):
            errors[key] = f"Write a number of people, 0 to {MOST_HEADS}."
        else:
            heads[key] = int(typed.strip() or 0)
    return heads, errors
