"""A yes is one transaction: idempotent, re-checked, and told to everybody it concerns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from staffing.audit import Actor, AuditEntry
from staffing.clinicians.credentials import Credential
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide
from staffing.clinicians.dnr_services import DnrDetails, request_dnr
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.notifications import outbox
from staffing.offers.services import (
    KeyReused,
    NoSuchRow,
    NotEligible,
    OfferClosed,
    SlotTaken,
    accept,
    send_offer,
)
from staffing.placements.models import AnswerChannel, Offer, OfferStatus, PlacementStatus
from staffing.requests.models import RequestStatus, SlotStatus
from tests.conftest import both_databases
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, kinds, placements

LINK = AnswerChannel.LINK


def who(clinician: Clinician) -> Actor:
    return Actor(None, clinician.name)


@both_databases
def test_a_yes_places_and_confirms_and_fills_in_one_go(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    with use_scope(Scope.clinician(scene.world.agency_id, robin.id)):
        done = accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    (placement,) = placements()
    assert (done.placement_id, done.repeated) == (placement.id, False)
    assert placement.status is PlacementStatus.CONFIRMED
    assert (placement.starts_at, placement.ends_at) == (scene.slot.starts_at, scene.slot.ends_at)
    assert (offer.status, offer.answered_via, offer.answered_at) == (OfferStatus.ACCEPTED, LINK, NOW)
    assert scene.slot.status is SlotStatus.FILLED
    assert scene.slot.request.status is RequestStatus.FILLED
    assert kinds() == ["shift_confirmed", "place_filled"]


def test_every_step_is_in_the_audit_trail(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    entries = db.session.execute(
        select(AuditEntry.entity, AuditEntry.action).where(AuditEntry.actor_name == robin.name)
    )
    assert {tuple(entry) for entry in entries} >= {
        ("placement", "placed"),
        ("placement", "confirmed"),
        ("offer", "accepted"),
        ("slot", "filled"),
        ("shift_request", "filled"),
    }


def test_one_of_two_heads_leaves_the_request_partially_filled(scene: Scene) -> None:
    request = scene.world.request(scene.unit, start=at(SHIFT_DAY, 19), heads=2)
    robin = scene.nurse()
    offer = send_offer(request.slots[0].id, robin.id, scene.by, NOW)
    accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    assert request.status is RequestStatus.PARTIALLY_FILLED


def test_the_same_key_gives_the_same_reply(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    first = accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    again = accept(offer.id, who(robin), LINK, NOW + timedelta(days=1), key="tap-1-tap")
    assert (again.placement_id, again.repeated) == (first.placement_id, True)
    assert len(placements()) == 1


def test_already_accepted_under_another_key_is_the_same_placement(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    first = accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    again = accept(offer.id, who(robin), LINK, NOW, key="tap-2-tap")
    assert (again.placement_id, again.repeated) == (first.placement_id, True)


def test_the_same_key_for_another_offer_is_refused(scene: Scene) -> None:
    robin = scene.nurse()
    account = scene.world.sign_in_of(robin)
    by = Actor(account.id, robin.name)
    one = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    two = send_offer(scene.another_slot(at(date(2026, 12, 10), 7)).id, robin.id, scene.by, NOW)
    accept(one.id, by, AnswerChannel.SIGNED_IN, NOW, key="tap-1-tap")
    with pytest.raises(KeyReused):
        accept(two.id, by, AnswerChannel.SIGNED_IN, NOW, key="tap-1-tap")


def test_the_last_second_counts_and_the_next_does_not(scene: Scene) -> None:
    robin, kim = scene.nurse(), scene.nurse()
    first = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    second = send_offer(scene.another_slot(at(SHIFT_DAY, 19)).id, kim.id, scene.by, NOW)
    with pytest.raises(OfferClosed):
        accept(first.id, who(robin), LINK, first.expires_at, key="tap-1-tap")
    accept(second.id, who(kim), LINK, second.expires_at - timedelta(seconds=1), key="tap-1-tap")
    assert [row.clinician_id for row in placements()] == [kim.id]


def test_the_other_offers_of_the_slot_are_taken_back_with_a_message(scene: Scene) -> None:
    robin, kim = scene.nurse(), scene.nurse()
    mine = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    other = send_offer(scene.slot.id, kim.id, scene.by, NOW, delay_seconds=0)
    _mark_tried(other)
    accept(mine.id, who(robin), LINK, NOW, key="tap-1-tap")
    assert other.status is OfferStatus.WITHDRAWN
    assert kinds(str(other.id)) == ["offer_sent", "offer_withdrawn"]
    with pytest.raises(OfferClosed):
        accept(other.id, who(kim), LINK, NOW, key="tap-2-tap")


def test_a_slot_filled_by_hand_meanwhile_is_taken(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    scene.world.placement(scene.slot, scene.nurse())
    with pytest.raises(SlotTaken):
        accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")


def test_a_credential_that_ended_since_is_seen(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    licence = db.session.scalars(
        select(Credential).where(Credential.clinician_id == robin.id, Credential.code == "RN")
    ).one()
    licence.expires_on = SHIFT_DAY
    with pytest.raises(NotEligible) as refused:
        accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    assert "licence" in {found.rule for found in refused.value.blockers}


def test_a_do_not_return_asked_since_is_seen(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    request_dnr(
        DnrDetails(
            clinician_id=robin.id,
            scope=DnrScope.FACILITY,
            side=DnrSide.FACILITY,
            reason=DnrReason.PROFESSIONAL,
            starts_on=NOW.date(),
            facility_id=scene.facility.id,
        ),
        scene.by,
    )
    with pytest.raises(NotEligible) as refused:
        accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    assert [found.rule for found in refused.value.blockers] == ["do_not_return"]


@pytest.mark.parametrize(("gap_hours", "fits"), [(10, True), (9.75, False), (5, False)])
def test_rest_is_checked_again_against_what_was_accepted_since(
    scene: Scene, gap_hours: float, fits: bool
) -> None:
    robin = scene.nurse()
    early = scene.another_slot(at(SHIFT_DAY, 7), hours=8)
    near = scene.another_slot(early.ends_at + timedelta(hours=gap_hours), hours=4)
    first = scene.world.offer(early, robin)
    second = scene.world.offer(near, robin)
    accept(first.id, who(robin), LINK, NOW, key="tap-1-tap")
    if fits:
        accept(second.id, who(robin), LINK, NOW, key="tap-2-tap")
    else:
        with pytest.raises(NotEligible) as refused:
            accept(second.id, who(robin), LINK, NOW, key="tap-2-tap")
        assert "rest" in {found.rule for found in refused.value.blockers}
    assert len(placements()) == (2 if fits else 1)


def test_ones_own_yes_lifts_ones_own_notice_wish(scene: Scene) -> None:
    robin = scene.nurse(min_notice_minutes=120)
    offer = send_offer(scene.slot.id, robin.id, scene.by, at(SHIFT_DAY, 4, 55))
    accept(offer.id, who(robin), LINK, at(SHIFT_DAY, 5, 30), key="tap-1-tap")
    assert len(placements()) == 1


def test_another_clinicians_offer_does_not_exist_for_me(scene: Scene) -> None:
    robin, kim = scene.nurse(), scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    with use_scope(Scope.clinician(scene.world.agency_id, kim.id)), pytest.raises(NoSuchRow):
        accept(offer.id, who(kim), LINK, NOW, key="tap-1-tap")


def test_a_phoned_yes_is_recorded_with_who_took_it(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    accept(offer.id, scene.by, AnswerChannel.PHONE, NOW, key="tap-1-tap")
    assert offer.answered_via is AnswerChannel.PHONE
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "offer", AuditEntry.action == "accepted")
    ).one()
    assert entry.actor_id == scene.coordinator.id
    assert db.session.scalar(select(func.count()).select_from(Offer)) == 1


def _mark_tried(offer: Offer) -> None:
    message = outbox.find("offer_sent", str(offer.id))
    assert message is not None
    message.attempts = 1
