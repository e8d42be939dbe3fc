"""Changing requests where people have been asked: offers on what is no longer so are taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.offers.locking import lock_request, locked, visible, whole_agency
from staffing.offers.withdrawing import withdraw_others
from staffing.placements.models import Offer, OfferStatus
from staffing.requests import services as requests
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.models import ShiftRequest, Slot
from staffing.requests.week_changes import set_cell
from staffing.requests.week_grid import CellKey, changed_cells, requests_by_cell, week_grid

NOT_NEEDED = "The facility needs fewer people for this shift."
CHANGED = "The facility changed this shift."


class WeekMoved(RuntimeError):
    """The week is no longer what the page showed."""


class CellsRefused(ValueError):
    """Some cells cannot become what was typed; `errors` says why, cell by cell. Nothing was changed."""

    def __init__(self, errors: Mapping[CellKey, str]) -> None:
        self.errors = dict(errors)
        super().__init__(f"{len(errors)} cells were refused")


@dataclass(frozen=True)
class SavedWeek:
    """How many heads a week's changes added and took away."""

    added: int
    taken_away: int


def edit_request(
    request_id: int, details: RequestDetails, by: Actor, now: datetime, *, version: int
) -> ShiftRequest:
    """Edit a request, then take back offers for slots that closed or changed.

    Raises InvalidRequest, NoSuchRow.
    """
    visible(ShiftRequest, request_id)
    request = _locked_with_slots(request_id)
    edited = requests.edit(request, details, by, now, version=version, keep_last=_offered([request_id]))
    _take_back(edited.closed, NOT_NEEDED, by, now)
    _take_back(edited.changed, CHANGED, by, now)
    return request


def revise(request: ShiftRequest, details: RequestDetails, by: Actor, now: datetime) -> ShiftRequest:
    """`edit_request` for whoever sends a request anew under its own number; raises InvalidRequest."""
    return edit_request(request.id, details, by, now, version=request.version)


def save_week(
    unit_id: int,
    sunday: date,
    wanted: Mapping[CellKey, int],
    stamp: str,
    by: Actor,
    now: datetime,
) -> SavedWeek:
    """Bring a unit's week to the wanted heads, all cells or none.

    `stamp` is the one of the grid the person saw. Raises WeekMoved, CellsRefused, NoSuchRow.
    """
    visible(Unit, unit_id)
    unit = locked(Unit, unit_id)  # two saves of one week take turns, so that the second sees the first
    grid = week_grid(unit, sunday, now, more_rows={key.row for key in wanted})
    if grid.stamp != stamp:
        raise WeekMoved("the week changed since it was shown")
    standing, before = requests_by_cell(unit, grid.days[0], grid.days[-1]), grid.cells()
    errors: dict[CellKey, str] = {}
    changes = changed_cells(grid, wanted)
    for key, heads in sorted(changes.items()):
        try:
            _change_cell(unit, key, heads, standing.get(key, []), by, now)
        except InvalidRequest as refused:
            errors[key] = " ".join(refused.errors.values())
    if errors:
        raise CellsRefused(errors)
    steps = [heads - before[key].heads for key, heads in changes.items()]
    return SavedWeek(sum(step for step in steps if step > 0), -sum(step for step in steps if step < 0))


def _change_cell(
    unit: Unit, key: CellKey, heads: int, standing: list[ShiftRequest], by: Actor, now: datetime
) -> None:
    locked = [_locked_with_slots(request.id) for request in standing]
    offered = _offered([request.id for request in locked])
    _take_back(set_cell(unit, key, heads, locked, by, now, keep_last=offered), NOT_NEEDED, by, now)


def _locked_with_slots(request_id: int) -> ShiftRequest:
    """The request and its slots as they are now, held until the end of the transaction."""
    request = lock_request(request_id)
    db.session.expire(request, ["slots", "needs"])
    slots = select(Slot).where(Slot.request_id == request_id).order_by(Slot.id)
    db.session.scalars(slots.with_for_update(of=Slot).execution_options(populate_existing=True)).all()
    return request


def _offered(request_ids: Iterable[int]) -> set[int]:
    """Slots for which somebody is holding an open offer."""
    return set(
        db.session.scalars(
            select(Offer.slot_id)
            .join(Slot, Slot.id == Offer.slot_id)
            .where(Slot.request_id.in_(list(request_ids)), Offer.status == OfferStatus.OPEN)
        )
    )


def _take_back(slots: Iterable[Slot], reason: str, by: Actor, now: datetime) -> None:
    with whole_agency():
        for slot in sorted(slots, key=lambda slot: slot.id):
            withdraw_others(slot.id, (), by, reason, now)
