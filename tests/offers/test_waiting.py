"""What comes back under "needs a next offer", and whom to ask then."""

from __future__ import annotations

from datetime import timedelta

from staffing.audit import Actor
from staffing.offers.services import (
    accept,
    decline,
    expire_due,
    needing_next_offer,
    next_candidates,
    release,
    send_offer,
)
from staffing.placements.models import AnswerChannel, DeclineReason
from tests.factories import NOW
from tests.offers.scene import Scene

ROBIN = Actor(None, "Robin")


def test_a_slot_never_offered_does_not_need_a_next_offer(scene: Scene) -> None:
    assert needing_next_offer(NOW) == []


def test_a_no_brings_the_slot_back_with_the_next_three(scene: Scene) -> None:
    people = [scene.nurse() for _ in range(5)]
    offer = send_offer(scene.slot.id, people[0].id, scene.by, NOW)
    assert needing_next_offer(NOW) == []
    decline(offer.id, DeclineReason.BUSY, "", ROBIN, AnswerChannel.LINK, NOW)
    assert needing_next_offer(NOW) == [scene.slot]
    ids = [candidate.clinician_id for candidate in next_candidates(scene.slot.id, NOW)]
    assert len(ids) == 3
    assert people[0].id not in ids
    assert set(ids) <= {person.id for person in people}


def test_an_open_offer_to_someone_else_means_it_is_cared_for(scene: Scene) -> None:
    robin, kim = scene.nurse(), scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    decline(offer.id, DeclineReason.BUSY, "", ROBIN, AnswerChannel.LINK, NOW)
    send_offer(scene.slot.id, kim.id, scene.by, NOW)
    assert needing_next_offer(NOW) == []
    assert next_candidates(scene.slot.id, NOW) == []


def test_an_offer_that_ran_out_and_a_shift_given_back_count_too(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    expire_due(offer.expires_at)
    assert needing_next_offer(NOW) == [scene.slot]
    kim = scene.nurse()
    offer = send_offer(scene.slot.id, kim.id, scene.by, NOW)
    done = accept(offer.id, ROBIN, AnswerChannel.LINK, NOW, key="tap-1-tap")
    assert needing_next_offer(NOW) == []
    release(done.placement_id, ROBIN, "ill", NOW)
    assert needing_next_offer(NOW) == [scene.slot]
    lee = scene.nurse()
    assert [candidate.clinician_id for candidate in next_candidates(scene.slot.id, NOW)] == [lee.id]


def test_a_shift_that_has_begun_needs_no_offer_any_more(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    expire_due(offer.expires_at)
    assert needing_next_offer(scene.slot.starts_at - timedelta(seconds=1)) == [scene.slot]
    assert needing_next_offer(scene.slot.starts_at) == []
