"""A week of a unit as a grid: rows of role and times, columns of days, cells of heads."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from staffing import clock
from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.models import RequestStatus, ShiftRequest
from staffing.requests.shift_kinds import kind_name
from staffing.requests.slots import accepted_slots

GONE = frozenset({RequestStatus.CANCELLED, RequestStatus.DRAFT})
LOOK_BACK_WEEKS = 4
"""Rows used in the weeks before are offered again."""


@dataclass(frozen=True, order=True)
class RowKey:
    """What a row stands for."""

    staff_role_id: int
    start: time
    end: time


@dataclass(frozen=True, order=True)
class CellKey:
    """One row on one day."""

    row: RowKey
    day: date


@dataclass(frozen=True)
class Cell:
    """Heads asked for in a cell, and how many of them are filled. A past cell can only be looked at."""

    heads: int = 0
    filled: int = 0
    past: bool = False


@dataclass(frozen=True)
class Row:
    """A row as it is shown."""

    key: RowKey
    role: str
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class WeekGrid:
    """A unit's week, Sunday to Saturday on the facility's clock."""

    unit: Unit
    days: tuple[date, ...]
    rows: tuple[Row, ...]

    @property
    def stamp(self) -> str:
        """Changes whenever any number in the grid does, so that a stale page can be told from a fresh one."""
        facts = sorted((key, cell.heads, cell.filled) for key, cell in self.cells().items() if cell.heads)
        return hashlib.sha256(repr((self.unit.id, self.days[0], facts)).encode()).hexdigest()[:16]

    def cells(self) -> dict[CellKey, Cell]:
        """Every cell by its key."""
        return {
            CellKey(row.key, day): cell
            for row in self.rows
            for day, cell in zip(self.days, row.cells, strict=True)
        }


def week_grid(unit: Unit, sunday: date, now: datetime, *, more_rows: Collection[RowKey] = ()) -> WeekGrid:
    """The grid of a week: rows in use this week or lately, and `more_rows`."""
    days = tuple(sunday + timedelta(days=offset) for offset in range(7))
    found = requests_by_cell(unit, sunday - timedelta(weeks=LOOK_BACK_WEEKS), days[-1])
    keys = sorted({cell.row for cell in found} | set(more_rows))
    roles = {role.id: role.name for role in db.session.scalars(select(StaffRole))}
    rows = (
        Row(
            key=key,
            role=roles[key.staff_role_id],
            kind=kind_name(key.start, key.end),
            cells=tuple(_cell(CellKey(key, day), found, unit, now) for day in days),
        )
        for key in keys
        if key.staff_role_id in roles
    )
    return WeekGrid(unit, days, tuple(sorted(rows, key=lambda row: (row.role, row.key.start, row.key.end))))


def last_weeks_heads(grid: WeekGrid) -> dict[CellKey, int]:
    """Last week's numbers moved to this week, never below what people have accepted already."""
    week = timedelta(weeks=1)
    before = requests_by_cell(grid.unit, grid.days[0] - week, grid.days[-1] - week)
    heads = {CellKey(cell.row, cell.day + week): _heads(requests) for cell, requests in before.items()}
    return {
        key: cell.heads if cell.past else max(heads.get(key, 0), cell.filled)
        for key, cell in grid.cells().items()
    }


def requests_by_cell(unit: Unit, first: date, last: date) -> dict[CellKey, list[ShiftRequest]]:
    """A unit's live requests whose day lies in `first` … `last`, oldest first in each cell."""
    zone = unit.facility.timezone
    begins, ends = clock.day_bounds(first, zone)[0], clock.day_bounds(last, zone)[1]
    requests = db.session.scalars(
        select(ShiftRequest)
        .where(
            ShiftRequest.unit_id == unit.id,
            ShiftRequest.starts_at >= begins,
            ShiftRequest.starts_at < ends,
            ShiftRequest.status.not_in(GONE),
        )
        .options(selectinload(ShiftRequest.slots), joinedload(ShiftRequest.unit))
        .order_by(ShiftRequest.id)
    )
    found: dict[CellKey, list[ShiftRequest]] = {}
    for request in requests:
        found.setdefault(cell_of(request, zone), []).append(request)
    return found


def cell_of(request: ShiftRequest, zone: str) -> CellKey:
    """The cell a request counts in."""
    start, end = clock.local(request.starts_at, zone), clock.local(request.ends_at, zone)
    return CellKey(RowKey(request.staff_role_id, _bare(start), _bare(end)), start.date())


def changed_cells(grid: WeekGrid, wanted: Mapping[CellKey, int]) -> dict[CellKey, int]:
    """The cells to act on: those whose number differs from what stands, past ones left alone."""
    standing = grid.cells()
    return {
        key: heads
        for key, heads in wanted.items()
        if key in standing and not standing[key].past and standing[key].heads != heads
    }


def _cell(key: CellKey, found: Mapping[CellKey, list[ShiftRequest]], unit: Unit, now: datetime) -> Cell:
    requests = found.get(key, [])
    return Cell(
        heads=_heads(requests),
        filled=sum(len(accepted_slots(request)) for request in requests),
        past=_has_begun(key, unit.facility.timezone, now),
    )


def _heads(requests: Iterable[ShiftRequest]) -> int:
    return sum(request.heads for request in requests)


def _has_begun(key: CellKey, zone: str, now: datetime) -> bool:
    today = clock.local(now, zone)
    return (key.day, key.row.start) <= (today.date(), _bare(today))


def _bare(moment: datetime) -> time:
    return moment.time().replace(fold=0, tzinfo=None)
