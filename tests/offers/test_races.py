"""Many answers at once, on both databases: never two placements, never an error a person would see as 500."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.credentials import Credential
from staffing.db import db
from staffing.offers.locking import lock_offer
from staffing.offers.services import (
    CancelSide,
    accept,
    cancel_placement,
    expire_due,
    withdraw_uncovered,
)
from staffing.offers.withdrawing import withdraw_others
from staffing.placements.models import AnswerChannel, Offer, OfferStatus, Placement
from staffing.requests.models import RequestStatus, SlotStatus
from tests.conftest import both_databases
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, placements
from tests.races import all_at_once, second_waits_for_first

pytestmark = both_databases
ROBIN = Actor(None, "Robin")


def _yes(offer_id: int, key: str) -> Callable[[], object]:
    return lambda: accept(offer_id, ROBIN, AnswerChannel.LINK, NOW, key=key)


def test_two_yeses_five_hours_apart_yield_one_placement(app: Flask, scene: Scene) -> None:
    robin = scene.nurse()
    near = scene.another_slot(scene.slot.ends_at + timedelta(hours=5), hours=2.5)
    offers = [scene.world.offer(slot, robin) for slot in (scene.slot, near)]
    seen = all_at_once(app, scene.world.agency_id, [_yes(offer.id, "one-tap-each") for offer in offers])
    assert seen == {"done": 1, "NotEligible": 1}
    assert len(placements()) == 1


def test_a_storm_on_one_offer_is_one_placement(app: Flask, scene: Scene) -> None:
    offer = scene.world.offer(scene.slot, scene.nurse())
    works = [_yes(offer.id, f"tap-number-{number % 4}") for number in range(12)]
    assert all_at_once(app, scene.world.agency_id, works) == {"done": 12}
    assert len(placements()) == 1


def test_many_people_one_slot(app: Flask, scene: Scene) -> None:
    offers = [scene.world.offer(scene.slot, scene.nurse()) for _ in range(8)]
    seen = all_at_once(app, scene.world.agency_id, [_yes(offer.id, "one-tap-each") for offer in offers])
    assert seen["done"] == 1
    assert seen["done"] + seen["OfferClosed"] + seen["SlotTaken"] == 8
    assert len(placements()) == 1
    statuses = Counter(db.session.scalars(select(Offer.status)))
    assert statuses == {OfferStatus.ACCEPTED: 1, OfferStatus.WITHDRAWN: 7}


def test_every_head_of_a_request_filled_at_the_same_moment(app: Flask, scene: Scene) -> None:
    request = scene.world.request(scene.unit, start=at(SHIFT_DAY, 19), heads=6)
    offers = [scene.world.offer(slot, scene.nurse()) for slot in request.slots]
    seen = all_at_once(app, scene.world.agency_id, [_yes(offer.id, "one-tap-each") for offer in offers])
    assert seen == {"done": 6}
    assert len(placements()) == 6
    assert request.status is RequestStatus.FILLED


def test_a_slot_given_back_while_others_answer_stays_consistent(app: Flask, scene: Scene) -> None:
    placement = scene.world.placement(scene.slot, scene.nurse())
    other = scene.world.offer(scene.slot, scene.nurse())
    placement_id = placement.id
    works = [
        lambda: cancel_placement(placement_id, CancelSide.CLINICIAN, ROBIN, "ill", NOW),
        _yes(other.id, "one-tap-each"),
    ]
    seen = all_at_once(app, scene.world.agency_id, works)
    assert seen["done"] + seen["SlotTaken"] == 2
    holding = [row for row in placements() if row.status.value == "confirmed"]
    assert len(holding) == seen["done"] - 1
    db.session.refresh(scene.slot)
    assert scene.slot.status is (SlotStatus.FILLED if holding else SlotStatus.OPEN)


def test_twenty_overlapping_yeses_of_one_person(app: Flask, scene: Scene) -> None:
    robin = scene.nurse()
    slots = [scene.another_slot(at(SHIFT_DAY, 7, minute), hours=8) for minute in range(0, 60, 5)]
    offers = [scene.world.offer(slot, robin) for slot in slots]
    seen = all_at_once(app, scene.world.agency_id, [_yes(offer.id, "one-tap-each") for offer in offers])
    assert seen == {"done": 1, "NotEligible": len(offers) - 1}
    assert db.session.scalar(select(Placement.clinician_id)) == robin.id


def test_an_offer_accepted_while_its_time_runs_out_stays_accepted(app: Flask, scene: Scene) -> None:
    offer = scene.world.offer(scene.slot, scene.nurse())
    yes, end = _yes(offer.id, "one-tap-each"), offer.expires_at
    assert second_waits_for_first(app, scene.world.agency_id, yes, lambda: expire_due(end)) == "done"
    assert offer.status is OfferStatus.ACCEPTED
    assert len(placements()) == 1


def test_an_offer_that_ran_out_while_its_yes_was_on_the_way_is_closed(app: Flask, scene: Scene) -> None:
    offer = scene.world.offer(scene.slot, scene.nurse())
    yes, closing = _yes(offer.id, "one-tap-each"), offer.id

    def runs_out() -> None:
        lock_offer(closing).move_to(OfferStatus.EXPIRED, ROBIN)

    assert second_waits_for_first(app, scene.world.agency_id, runs_out, yes) == "OfferClosed"
    assert placements() == []


def test_papers_that_end_while_an_offer_is_taken_back_are_no_fault(app: Flask, scene: Scene) -> None:
    """A facility's edit closes offers without their clinicians' locks."""
    robin = scene.nurse()
    offer = scene.world.offer(scene.slot, robin)
    for paper in db.session.scalars(select(Credential).where(Credential.clinician_id == robin.id)):
        paper.expires_on = SHIFT_DAY
    robin_id, slot_id = robin.id, scene.slot.id
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: withdraw_others(slot_id, (), ROBIN, "The facility changed this shift.", NOW),
        lambda: withdraw_uncovered(robin_id, NOW),
    )
    assert seen == "done"
    assert offer.status is OfferStatus.WITHDRAWN
