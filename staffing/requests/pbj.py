"""Payroll-Based Journal files: agency hours of real nursing homes, turned into whole shifts.

CMS publishes what every US nursing home paid for, by day and role ("PBJ Daily Nurse Staffing"). Columns
ending in `_ctr` are contractor hours, that is work done by agencies. This module reads such files, in
CMS's own column set or a reduced one, and apportions the hours to shifts; it touches no database.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

HOURS_COLUMNS: Mapping[str, str] = {"hrs_rn_ctr": "RN", "hrs_lpn_ctr": "LVN", "hrs_cna_ctr": "CNA"}
"""Contractor hours that become shifts, and the staff role that works them (Texas says LVN for LPN)."""
LEFT_OUT_COLUMNS: Mapping[str, str] = {
    "hrs_rndon_ctr": "directors of nursing",
    "hrs_rnadmin_ctr": "administrative RNs",
    "hrs_lpnadmin_ctr": "administrative LPNs",
    "hrs_natrn_ctr": "nurse aides in training",
    "hrs_medaide_ctr": "medication aides",
}
"""Contractor hours of CMS's full column set that are reported and not turned into shifts."""
NEEDED_COLUMNS = ("provnum", "workdate", *HOURS_COLUMNS)
MOST_HOURS_A_DAY = 10_000.0
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(frozen=True)
class PbjFault:
    """Something wrong with a row (counted from 1 at the header), or without one, with the whole."""

    text: str
    row: int | None = None

    def __str__(self) -> str:
        return self.text if self.row is None else f"row {self.row}: {self.text}"


class UnreadablePbj(ValueError):
    """The file cannot be used; `faults` lists everything that is wrong."""

    def __init__(self, faults: Sequence[PbjFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class PbjDay:
    """One nursing home's contractor hours on one day, by staff role; `left_out` by kind of staff."""

    provider: str
    day: date
    hours: Mapping[str, float]
    left_out: Mapping[str, float]


def decode(data: bytes) -> str:
    """Text of a file in UTF-8 (with or without a byte-order mark) or one of the Western encodings."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("unreachable: latin-1 decodes any byte")


def read_days(text: str, first: date, last: date, provider: str | None = None) -> list[PbjDay]:
    """The days `first` … `last` of one nursing home, in order; raises UnreadablePbj with every fault.

    `provider` is CMS's number (PROVNUM); it may be left out when the file holds one home only.
    """
    if first > last:
        raise UnreadablePbj([PbjFault(f"the period ends ({last}) before it begins ({first})")])
    reader = csv.reader(io.StringIO(text, newline=""))
    columns = _columns(next(reader, []))
    found: list[tuple[int, PbjDay]] = []
    faults: list[PbjFault] = []
    for number, cells in enumerate(reader, start=2):
        try:
            day = _wanted(columns, cells, first, last, provider)
        except ValueError as error:
            faults.append(PbjFault(str(error), number))
            continue
        if day is not None:
            found.append((number, day))
    faults += _faults_between(found, first, last) if found or not faults else []
    if faults:
        raise UnreadablePbj(sorted(faults, key=lambda fault: fault.row or 0))
    return sorted((day for _, day in found), key=lambda day: day.day)


def _wanted(
    columns: Mapping[str, int], cells: Sequence[str], first: date, last: date, provider: str | None
) -> PbjDay | None:
    """The row's day if it is of the provider and the period; raises ValueError when it cannot be read."""
    if not any(cell.strip() for cell in cells):
        return None
    row = _row(columns, cells)
    if provider is not None and row["provnum"] != provider:
        return None
    day = _day(row["workdate"])
    return _pbj_day(row, day) if first <= day <= last else None


def _faults_between(found: Sequence[tuple[int, PbjDay]], first: date, last: date) -> list[PbjFault]:
    """What is wrong with the rows taken together."""
    if not found:
        return [PbjFault(f"no day from {first} to {last} in the file")]
    providers = sorted({day.provider for _, day in found})
    if len(providers) > 1:
        return [PbjFault(f"several nursing homes in the file ({', '.join(providers[:5])} …): choose one")]
    seen: set[date] = set()
    faults = []
    for number, day in found:
        if day.day in seen:
            faults.append(PbjFault(f"{day.day} is in the file twice", number))
        seen.add(day.day)
    return faults


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    columns = {name.strip().lower(): at for at, name in enumerate(header)}
    missing = [name for name in NEEDED_COLUMNS if name not in columns]
    if missing:
        raise UnreadablePbj([PbjFault(f"column {name} is missing", 1) for name in missing])
    return columns


def _row(columns: Mapping[str, int], cells: Sequence[str]) -> Mapping[str, str]:
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells instead of {len(columns)}")
    return {name: cells[at].strip() for name, at in columns.items()}


def _day(text: str) -> date:
    for form in ("%Y%m%d", "%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a calendar day, no instant
        except ValueError:
            continue
    raise ValueError(f"WorkDate {text!r} is no date")


def _pbj_day(row: Mapping[str, str], day: date) -> PbjDay:
    hours = {role: _hours(row, column) for column, role in HOURS_COLUMNS.items()}
    left_out = {kind: _hours(row, column) for column, kind in LEFT_OUT_COLUMNS.items() if column in row}
    return PbjDay(row["provnum"], day, hours, left_out)


def _hours(row: Mapping[str, str], column: str) -> float:
    text = row[column] or "0"
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{column} {text!r} is no number of hours") from None
    if not (text.isascii() and "_" not in text and 0 <= value <= MOST_HOURS_A_DAY):
        raise ValueError(f"{column} {text!r} is no possible number of hours")
    return value


@dataclass(frozen=True)
class ShiftStart:
    """A shift start by the local clock, `HH:MM`, and the share of the day's hours that belong to it."""

    at: str
    share: float


DEFAULT_STARTS = (ShiftStart("07:00", 0.40), ShiftStart("15:00", 0.35), ShiftStart("23:00", 0.25))
SHIFT_HOURS = 8


@dataclass(frozen=True)
class Apportioned:
    """Heads of one role at one shift start of one day."""

    day: date
    role: str
    start: str
    heads: int


def apportion(
    days: Iterable[PbjDay], starts: Sequence[ShiftStart] = DEFAULT_STARTS, hours_a_shift: float = SHIFT_HOURS
) -> list[Apportioned]:
    """Whole shifts for the hours of each role, cells without any left out.

    Largest remainder over all cells (day × start) of a role, so that the period's total stays within one
    shift of its hours and every cell within one shift of its share. Ties go to the earlier cell.
    """
    by_role: dict[str, list[tuple[date, str, float]]] = {}
    for day in days:
        for role, hours in day.hours.items():
            cells = by_role.setdefault(role, [])
            cells.extend((day.day, start.at, hours * start.share / hours_a_shift) for start in starts)
    return [one for role, cells in by_role.items() for one in _largest_remainder(role, cells)]


def _largest_remainder(role: str, cells: Sequence[tuple[date, str, float]]) -> Iterator[Apportioned]:
    whole = [math.floor(exact) for _, _, exact in cells]
    short = math.floor(math.fsum(exact for _, _, exact in cells) + 0.5) - sum(whole)
    order = sorted(range(len(cells)), key=lambda at: (whole[at] - cells[at][2], at))
    for at in order[:short]:
        whole[at] += 1
    for (day, start, _), heads in zip(cells, whole, strict=True):
        if heads:
            yield Apportioned(day, role, start, heads)
