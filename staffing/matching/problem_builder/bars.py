"""Do-not-return entries and orientations. Both have dates; the solver's entries have none.

An entry in force for all the slots it covers goes to the solver as it is. Where its dates part the slots, the
single pairs it bars are forbidden, and the rule behind each such pair is remembered for the explanation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from solver.entities import DoNotReturn as Entry
from staffing.clinicians.dnr import BARRING, DnrScope, DnrSide, DoNotReturn
from staffing.clinicians.models import Orientation
from staffing.db import db
from staffing.matching.problem_builder.keys import clinician_key, facility_key, system_key, unit_key
from staffing.matching.problem_builder.places import Places
from staffing.matching.problem_builder.selection import Frame
from staffing.matching.problem_builder.shifts import SlotFacts, local_day

DNR_RULE = "do_not_return"
ORIENTATION_RULE = "orientation"


@dataclass
class Bars:
    """What keeps clinicians from places. `dated`: (clinician id, slot id) → the rule that bars the pair."""

    entries: list[Entry] = field(default_factory=list)
    blocked: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    oriented: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    dated: dict[tuple[int, int], str] = field(default_factory=dict)


def load_bars(clinician_ids: Sequence[int], slots: Sequence[SlotFacts], places: Places, frame: Frame) -> Bars:
    """Two statements."""
    days = {slot.id: local_day(slot.starts_at, places.facilities[slot.facility_id].zone) for slot in slots}
    at_facility: dict[int, list[SlotFacts]] = defaultdict(list)
    for slot in slots:
        at_facility[slot.facility_id].append(slot)
    bars = Bars()
    for row in db.session.execute(_dnr_query(clinician_ids, frame)):
        _bar(bars, row, [slot for slot in slots if _covers(row, slot, places)], days)
    asking = {place for place in at_facility if places.facilities[place].orientation_required}
    for row in db.session.execute(_orientation_query(clinician_ids, asking)):
        _orient(bars, row, at_facility[row.facility_id], days)
    return bars


def _dnr_query(clinician_ids: Sequence[int], frame: Frame) -> Any:
    first, last = frame.days
    return select(
        DoNotReturn.clinician_id,
        DoNotReturn.facility_id,
        DoNotReturn.unit_id,
        DoNotReturn.health_system_id,
        DoNotReturn.scope,
        DoNotReturn.side,
        DoNotReturn.reason,
        DoNotReturn.starts_on,
        DoNotReturn.ends_on,
    ).where(
        DoNotReturn.clinician_id.in_(clinician_ids),
        DoNotReturn.status.in_(BARRING),
        DoNotReturn.starts_on <= last,
        or_(DoNotReturn.ends_on.is_(None), DoNotReturn.ends_on >= first),
    )


def _orientation_query(clinician_ids: Sequence[int], facility_ids: Collection[int]) -> Any:
    return select(
        Orientation.clinician_id, Orientation.facility_id, Orientation.completed_on, Orientation.expires_on
    ).where(
        Orientation.clinician_id.in_(clinician_ids),
        Orientation.facility_id.in_(facility_ids),
    )


def _covers(row: Any, slot: SlotFacts, places: Places) -> bool:
    if row.scope is DnrScope.UNIT:
        return bool(row.unit_id == slot.unit_id)
    if row.scope is DnrScope.FACILITY:
        return bool(row.facility_id == slot.facility_id)
    return bool(row.health_system_id == places.facilities[slot.facility_id].health_system_id)


def _bar(bars: Bars, row: Any, covered: Sequence[SlotFacts], days: dict[int, date]) -> None:
    barred = [slot for slot in covered if _within(days[slot.id], row.starts_on, row.ends_on)]
    if not barred:
        return
    if len(barred) < len(covered):
        bars.dated.update(((row.clinician_id, slot.id), DNR_RULE) for slot in barred)
    elif row.scope is DnrScope.FACILITY and row.side is DnrSide.CLINICIAN:
        bars.blocked[row.clinician_id].add(row.facility_id)
    else:
        bars.entries.append(_entry(row))


def _entry(row: Any) -> Entry:
    scope_id = {
        DnrScope.UNIT: lambda: unit_key(row.unit_id),
        DnrScope.FACILITY: lambda: facility_key(row.facility_id),
        DnrScope.SYSTEM: lambda: system_key(row.health_system_id),
    }[row.scope]()
    return Entry(
        clinician_id=clinician_key(row.clinician_id),
        scope=row.scope.value,
        scope_id=scope_id,
        by=row.side.value,
        reason=row.reason.value,
    )


def _orient(bars: Bars, row: Any, there: Sequence[SlotFacts], days: dict[int, date]) -> None:
    missed = [slot for slot in there if not _within(days[slot.id], row.completed_on, row.expires_on)]
    if len(missed) == len(there):
        return
    bars.oriented[row.clinician_id].add(row.facility_id)
    bars.dated.update(((row.clinician_id, slot.id), ORIENTATION_RULE) for slot in missed)


def _within(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)
