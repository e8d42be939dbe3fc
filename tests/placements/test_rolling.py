"""What the clock does by itself to placements, slots and requests, to the second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import AuditEntry
from staffing.db import db
from staffing.placements.models import PlacementStatus
from staffing.placements.rolling import roll_forward
from staffing.requests.models import RequestStatus, ShiftRequest, SlotStatus
from tests.conftest import both_databases
from tests.factories import NOW, World

SECOND = timedelta(seconds=1)
START = NOW + timedelta(days=1)
END = START + timedelta(hours=8)


def ask(world: World, heads: int = 1, status: RequestStatus = RequestStatus.OPEN) -> ShiftRequest:
    return world.request(world.unit(), start=START, hours=8, heads=heads, status=status)


def test_nobody_came_forward(world: World) -> None:
    request = ask(world)
    assert roll_forward(START - SECOND) == 0
    assert roll_forward(START) == 2
    assert (request.status, request.slots[0].status) == (
        RequestStatus.EXPIRED_UNFILLED,
        SlotStatus.EXPIRED_UNFILLED,
    )


@both_databases
def test_a_shift_begins_is_worked_and_completed(world: World) -> None:
    request = ask(world, status=RequestStatus.FILLED)
    placement = world.placement(request.slots[0], world.clinician())
    assert roll_forward(START) == 1
    assert request.status is RequestStatus.IN_PROGRESS
    assert roll_forward(END - SECOND) == 0
    assert roll_forward(END) == 3
    assert (placement.status, request.slots[0].status, request.status) == (
        PlacementStatus.WORKED,
        SlotStatus.COMPLETED,
        RequestStatus.COMPLETED,
    )
    assert roll_forward(END + timedelta(days=1)) == 0


def test_a_partly_filled_request_goes_on_with_whom_it_has(world: World) -> None:
    request = ask(world, heads=2, status=RequestStatus.PARTIALLY_FILLED)
    world.placement(request.slots[0], world.clinician())
    roll_forward(END)
    roll_forward(END)
    assert request.status is RequestStatus.COMPLETED
    assert [slot.status for slot in request.slots] == [SlotStatus.COMPLETED, SlotStatus.EXPIRED_UNFILLED]


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (PlacementStatus.CONFIRMED, PlacementStatus.WORKED),
        (PlacementStatus.CHECKED_IN, PlacementStatus.WORKED),
        (PlacementStatus.NO_SHOW, PlacementStatus.NO_SHOW),
        (PlacementStatus.SENT_HOME, PlacementStatus.SENT_HOME),
        (PlacementStatus.CLINICIAN_CALLOUT, PlacementStatus.CLINICIAN_CALLOUT),
    ],
)
def test_the_clock_decides_nothing_a_person_must_say(
    world: World, status: PlacementStatus, after: PlacementStatus
) -> None:
    placement = world.placement(ask(world).slots[0], world.clinician(), status)
    roll_forward(END)
    assert placement.status is after


def test_every_move_is_in_the_audit_trail(world: World) -> None:
    request = ask(world)
    roll_forward(START)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.entity, entry.action, entry.reason) for entry in entries] == [
        ("slot", "expired_unfilled", "the shift has begun"),
        ("shift_request", "expired_unfilled", "the shift has begun"),
    ]
    assert entries[1].entity_id == request.id
