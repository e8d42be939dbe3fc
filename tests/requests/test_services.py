"""Submitting, editing and cancelling requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from staffing.audit import AuditEntry
from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.facilities.models import PatientContact, Unit
from staffing.rates.models import RateCard
from staffing.requests.details import InvalidRequest
from staffing.requests.models import RequestSource, RequestStatus, ShiftRequest, Slot, SlotStatus
from staffing.requests.services import cancel, edit, refresh_status, submit
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.requests.conftest import BY, Asking


def take(asking: Asking, **facts: object) -> ShiftRequest:
    (request,) = submit(asking(**facts), BY, RequestSource.FORM, NOW)
    return request


def statuses(request: ShiftRequest) -> list[str]:
    return [slot.status.value for slot in request.slots]


@both_databases
def test_a_request_opens_with_one_slot_a_head_at_frozen_rates(asking: Asking, ward: Unit) -> None:
    request = take(asking, heads=3)
    db.session.commit()
    assert request.status is RequestStatus.OPEN
    assert request.reference.startswith("R-")
    assert [(slot.head, slot.status, slot.unit_id) for slot in request.slots] == [
        (head, SlotStatus.OPEN, ward.id) for head in (1, 2, 3)
    ]
    frozen = request.slots[0].pay_cents
    db.session.scalars(select(RateCard).where(RateCard.facility_id == ward.facility_id)).first().pay_cents = 1  # type: ignore[union-attr]
    db.session.commit()
    assert db.session.get_one(Slot, request.slots[0].id).pay_cents == frozen == 11.5 * 4400 + 800 + 3750


def test_the_unit_fills_in_what_was_left_open(asking: Asking, ward: Unit) -> None:
    ward.patients_read_up = True
    assert take(asking).patients_read_up is True
    assert take(asking).patient_contact is PatientContact.MOST
    assert take(asking, patient_contact=PatientContact.HARDLY).patient_contact is PatientContact.HARDLY


def test_a_weekly_repeat_is_a_series(asking: Asking) -> None:
    requests = submit(asking(repeat_until=date(2026, 12, 15)), BY, RequestSource.FORM, NOW)
    assert {request.series for request in requests} == {requests[0].reference}
    assert len({request.reference for request in requests}) == 3
    assert [(b.starts_at - a.starts_at).days for a, b in pairwise(requests)] == [7, 7]


def test_submission_leaves_an_audit_trail(asking: Asking) -> None:
    request = take(asking)
    actions = db.session.scalars(
        select(AuditEntry.action).where(
            AuditEntry.entity == "shift_request", AuditEntry.entity_id == request.id
        )
    ).all()
    assert actions == ["submitted", "open"]


def test_a_role_without_a_rate_is_refused_beside_the_role(asking: Asking, world: World) -> None:
    unpriced = world._add(StaffRole(code="MD", name="Physician", clinical=True, family="bedside"))
    with pytest.raises(InvalidRequest) as refused:
        take(asking, staff_role_id=unpriced.id)
    assert set(refused.value.errors) == {"staff_role_id"}


def test_the_same_external_id_is_one_request_brought_up_to_date(asking: Asking) -> None:
    first = take(asking, external_id="PBJ-1", heads=2)
    again = take(asking, external_id="PBJ-1", heads=3)
    assert again is first
    assert len(first.slots) == 3
    assert db.session.scalar(select(func.count()).select_from(ShiftRequest)) == 1
    take(asking, external_id="PBJ-1", heads=3)
    assert len(first.slots) == 3


def test_a_cancelled_import_stays_cancelled(asking: Asking) -> None:
    first = take(asking, external_id="PBJ-1")
    cancel(first, BY, "entered twice", NOW)
    assert take(asking, external_id="PBJ-1").status is RequestStatus.CANCELLED


def test_more_heads_add_slots_and_fewer_close_the_newest(asking: Asking) -> None:
    request = take(asking, heads=2)
    edit(request, asking(heads=4), BY, NOW, version=request.version)
    assert len(request.slots) == 4
    edited = edit(request, asking(heads=1), BY, NOW, version=request.version)
    assert statuses(request) == ["open", "cancelled", "cancelled", "cancelled"]
    assert [slot.head for slot in edited.closed] == [4, 3, 2]
    edit(request, asking(heads=2), BY, NOW, version=request.version)
    assert statuses(request).count("open") == 2


def test_slots_with_offers_out_are_closed_last(asking: Asking) -> None:
    request = take(asking, heads=2)
    offered = request.slots[1]
    edit(request, asking(heads=1), BY, NOW, version=request.version, keep_last={offered.id})
    assert statuses(request) == ["cancelled", "open"]


def test_new_times_move_open_slots_and_price_them_again(asking: Asking) -> None:
    request = take(asking, heads=1)
    before = request.slots[0].pay_cents
    edited = edit(request, asking(heads=1, start=time(7), end=time(19)), BY, NOW, version=request.version)
    assert edited.changed == (request.slots[0],)
    assert request.slots[0].starts_at == request.starts_at
    assert request.slots[0].pay_cents < before


def test_softer_wishes_leave_slots_and_prices_alone(asking: Asking) -> None:
    request = take(asking)
    edited = edit(request, asking(arrival_notes="Blue door"), BY, NOW, version=request.version)
    assert (edited.closed, edited.changed, edited.added) == ((), (), ())
    assert request.arrival_notes == "Blue door"


def half_filled(asking: Asking, heads: int = 2) -> ShiftRequest:
    request = take(asking, heads=heads)
    request.slots[0].move_to(SlotStatus.FILLED, BY)
    refresh_status(request, BY)
    return request


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": time(18, 30)}, "start"),
        ({"end": time(6)}, "end"),
        ({"charge_needed": True}, "charge_needed"),
        ({"heads": 0}, "heads"),
    ],
)
def test_terms_people_accepted_do_not_move(asking: Asking, change: dict[str, object], field: str) -> None:
    request = half_filled(asking)
    with pytest.raises(InvalidRequest) as refused:
        edit(request, replace(asking(), **change), BY, NOW, version=request.version)
    assert set(refused.value.errors) == {field}


def test_a_skill_cannot_be_added_over_people_but_can_be_dropped(asking: Asking, world: World) -> None:
    request = half_filled(asking)
    wound = world.skills["WOUND"].id
    with pytest.raises(InvalidRequest, match="accepted without this"):
        edit(request, asking(skill_ids=(wound,)), BY, NOW, version=request.version)
    asked = take(asking, skill_ids=(wound,))
    asked.slots[0].move_to(SlotStatus.FILLED, BY)
    edit(asked, asking(), BY, NOW, version=asked.version)
    assert asked.needs == []


def test_heads_can_fall_to_the_people_who_accepted_and_no_further(asking: Asking) -> None:
    request = half_filled(asking, heads=3)
    request.slots[1].move_to(SlotStatus.FILLED, BY)
    with pytest.raises(InvalidRequest, match="2 people have accepted already"):
        edit(request, asking(heads=1), BY, NOW, version=request.version)
    edit(request, asking(heads=2), BY, NOW, version=request.version)
    assert request.status is RequestStatus.FILLED
    assert statuses(request) == ["filled", "filled", "cancelled"]


def test_a_stale_page_does_not_overwrite(asking: Asking) -> None:
    request = take(asking)
    with pytest.raises(InvalidRequest, match="meanwhile"):
        edit(request, asking(heads=5), BY, NOW, version=request.version + 1)


def test_status_follows_the_slots(asking: Asking) -> None:
    request = half_filled(asking)
    assert request.status is RequestStatus.PARTIALLY_FILLED
    request.slots[1].move_to(SlotStatus.FILLED, BY)
    refresh_status(request, BY)
    assert request.status is RequestStatus.FILLED
    for slot in request.slots:
        slot.move_to(SlotStatus.OPEN, BY)
    refresh_status(request, BY)
    assert request.status is RequestStatus.OPEN


def test_cancelling_closes_every_open_slot_and_nothing_else(asking: Asking) -> None:
    request = take(asking)
    cancel(request, BY, "census fell", NOW)
    assert request.status is RequestStatus.CANCELLED
    assert statuses(request) == ["cancelled", "cancelled"]
    with pytest.raises(InvalidRequest, match="over"):
        edit(request, asking(), BY, NOW + timedelta(minutes=1), version=request.version)


def test_cancelling_over_people_is_refused_here(asking: Asking) -> None:
    with pytest.raises(InvalidRequest, match="accepted"):
        cancel(half_filled(asking), BY, "census fell", NOW)
