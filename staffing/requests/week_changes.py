"""Turning a changed cell of the week grid into requests: more, fewer, or one more request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.facilities.models import Setting, Unit
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.models import RequestSource, ShiftRequest, Slot
from staffing.requests.services import STAFFING, set_heads, submit
from staffing.requests.slots import accepted_slots
from staffing.requests.week_grid import CellKey


def set_cell(
    unit: Unit,
    key: CellKey,
    heads: int,
    standing: Sequence[ShiftRequest],
    by: Actor,
    now: datetime,
    *,
    keep_last: Collection[int] = (),
) -> list[Slot]:
    """Bring the requests of one cell to `heads` people; returns the open slots that were closed.

    More people join the oldest request that still takes changes, or make a new one with the unit's
    defaults. Fewer come off the newest first, and never off people who have accepted. Raises
    InvalidRequest.
    """
    difference = heads - sum(request.heads for request in standing)
    changeable = [request for request in standing if request.status in STAFFING]
    if difference < 0:
        return _take_away(changeable, -difference, by, now, keep_last)
    if difference > 0 and changeable:
        set_heads(changeable[0], changeable[0].heads + difference, by, now)
    elif difference > 0:
        submit(_details(unit, key, difference), by, RequestSource.WEEK_GRID, now)
    return []


def _take_away(
    requests: Sequence[ShiftRequest], count: int, by: Actor, now: datetime, keep_last: Collection[int]
) -> list[Slot]:
    accepted = sum(len(accepted_slots(request)) for request in requests)
    spare = sum(request.heads for request in requests) - accepted
    if count > spare:
        people = "1 person has" if accepted == 1 else f"{accepted} people have"
        raise InvalidRequest(
            {"heads": f"{people} accepted already: cancel from the board, where the fee is shown."}
        )
    closed: list[Slot] = []
    for request in reversed(requests):
        off = min(count, request.heads - len(accepted_slots(request)))
        if off:
            closed += set_heads(request, request.heads - off, by, now, keep_last=keep_last).closed
            count -= off
    return closed


def _details(unit: Unit, key: CellKey, heads: int) -> RequestDetails:
    return RequestDetails(
        unit_id=unit.id,
        staff_role_id=key.row.staff_role_id,
        day=key.day,
        start=key.row.start,
        end=key.row.end,
        heads=heads,
        patient_states=_usual_states(unit) if unit.setting is Setting.VIRTUAL else (),
    )


def _usual_states(unit: Unit) -> tuple[str, ...]:
    """Where a virtual unit's patients were last said to be; at first, the facility's own state."""
    latest = select(ShiftRequest.patient_states).where(ShiftRequest.unit_id == unit.id)
    states = db.session.scalar(latest.order_by(ShiftRequest.id.desc()).limit(1))
    return tuple(states or [unit.facility.state])
