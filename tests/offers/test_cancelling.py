"""Taking placements back: what it costs, who hears of it, and that the slot opens again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry
from staffing.db import Scope, db, use_scope
from staffing.offers.request_cancellation import cancel_request
from staffing.offers.services import (
    CancelSide,
    NoSuchRow,
    OfferRefused,
    accept,
    cancel_placement,
    cancellation_cost,
    release,
    send_offer,
)
from staffing.placements.models import AnswerChannel, OfferStatus, Placement, PlacementStatus
from staffing.requests.models import RequestStatus, SlotStatus
from tests.conftest import both_databases
from tests.factories import NOW
from tests.offers.scene import Scene, kinds

PAY, BILL = 4400, 6600
"""The scene's hourly figures, cents."""


@pytest.mark.parametrize(
    ("notice", "hours"),
    [
        (timedelta(hours=24), 0),
        (timedelta(hours=24) - timedelta(minutes=1), 2),
        (timedelta(hours=4), 2),
        (timedelta(hours=4) - timedelta(minutes=1), 4),
    ],
)
def test_what_a_facility_cancellation_costs(scene: Scene, notice: timedelta, hours: int) -> None:
    placement = scene.world.placement(scene.slot, scene.nurse())
    cost = cancellation_cost(placement, CancelSide.FACILITY, placement.starts_at - notice)
    assert (cost.fee_minutes, cost.paid_cents, cost.billed_cents) == (hours * 60, hours * PAY, hours * BILL)
    assert ("Free of charge" in cost.consequence) is (hours == 0)


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (timedelta(hours=24), "nothing else happens"),
        (timedelta(hours=24) - timedelta(minutes=1), "a note"),
        (timedelta(hours=4), "a note"),
        (timedelta(hours=4) - timedelta(minutes=1), "a warning"),
    ],
)
def test_what_giving_a_shift_back_means(scene: Scene, notice: timedelta, words: str) -> None:
    placement = scene.world.placement(scene.slot, scene.nurse())
    cost = cancellation_cost(placement, CancelSide.CLINICIAN, placement.starts_at - notice)
    assert words in cost.consequence
    assert "no score changes" in cost.consequence.lower()
    assert (cost.paid_cents, cost.billed_cents) == (0, 0)


@both_databases
def test_a_shift_given_back_opens_the_slot_and_tells_both(scene: Scene) -> None:
    placement = _accepted(scene)
    own = Scope.clinician(scene.world.agency_id, placement.clinician_id)
    with use_scope(own):
        release(placement.id, Actor(None, "Robin"), "My child is ill", NOW)
    assert placement.status is PlacementStatus.CLINICIAN_CALLOUT
    assert scene.slot.status is SlotStatus.OPEN
    assert scene.slot.request.status is RequestStatus.OPEN
    assert placement.calendar_sequence == 1
    assert kinds()[-2:] == ["shift_released", "place_reopened"]


def test_a_facility_cancellation_keeps_its_cost_in_the_trail(scene: Scene) -> None:
    placement = _accepted(scene)
    now = placement.starts_at - timedelta(hours=3)
    cancel_placement(placement.id, CancelSide.FACILITY, scene.by, "census is low", now)
    entry = db.session.scalars(
        select(AuditEntry).where(
            AuditEntry.action == "facility_cancellation", AuditEntry.entity == "placement"
        )
    ).one()
    assert entry.after == {
        "status": "facility_cancellation",
        "fee_minutes": 240,
        "billed_cents": 4 * BILL,
        "paid_cents": 4 * PAY,
    }
    assert entry.reason == "census is low"
    assert kinds()[-2:] == ["shift_cancelled", "place_cancelled"]


def test_the_slot_can_be_offered_and_accepted_again(scene: Scene) -> None:
    placement = _accepted(scene)
    release(placement.id, Actor(None, "Robin"), "ill", NOW)
    kim = scene.nurse()
    offer = send_offer(scene.slot.id, kim.id, scene.by, NOW)
    accept(offer.id, Actor(None, kim.name), AnswerChannel.LINK, NOW, key="tap-1-tap")
    assert scene.slot.status is SlotStatus.FILLED


def test_not_twice_and_not_once_it_has_begun(scene: Scene) -> None:
    placement = _accepted(scene)
    with pytest.raises(OfferRefused, match="already begun"):
        release(placement.id, scene.by, "late", placement.starts_at)
    release(placement.id, scene.by, "in time", placement.starts_at - timedelta(seconds=1))
    with pytest.raises(OfferRefused, match="taken back"):
        release(placement.id, scene.by, "again", NOW)


def test_nobody_gives_back_anothers_shift(scene: Scene) -> None:
    placement = _accepted(scene)
    with use_scope(Scope.clinician(scene.world.agency_id, scene.nurse().id)), pytest.raises(NoSuchRow):
        release(placement.id, Actor(None, "Kim"), "mischief", NOW)


def test_cancelling_a_request_takes_back_people_and_offers_at_once(scene: Scene) -> None:
    request = scene.world.request(scene.unit, start=scene.slot.ends_at, heads=2)
    robin, kim = scene.nurse(), scene.nurse()
    first, second = (
        send_offer(slot.id, person.id, scene.by, NOW)
        for slot, person in zip(request.slots, (robin, kim), strict=True)
    )
    done = accept(first.id, Actor(None, robin.name), AnswerChannel.LINK, NOW, key="tap-1-tap")
    with use_scope(Scope.facilities(scene.world.agency_id, frozenset({scene.facility.id}))):
        cancel_request(request.id, scene.by, "unit closed", NOW)
    assert request.status is RequestStatus.CANCELLED
    assert {slot.status for slot in request.slots} == {SlotStatus.CANCELLED}
    assert second.status is OfferStatus.WITHDRAWN
    placement = db.session.get_one(Placement, done.placement_id)
    assert placement.status is PlacementStatus.FACILITY_CANCELLATION


def _accepted(scene: Scene) -> Placement:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    done = accept(offer.id, Actor(None, robin.name), AnswerChannel.LINK, NOW, key="tap-1-tap")
    return db.session.get_one(Placement, done.placement_id)
