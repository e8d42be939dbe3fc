"""A no costs nothing: not a score, not a place in the next match."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.matching.problem_builder import Selection, build
from staffing.notifications.models import MessageStatus, OutboxMessage
from staffing.offers.services import OfferClosed, accept, decline, send_offer
from staffing.placements.models import AnswerChannel, DeclineReason, OfferStatus
from staffing.ratings.scores import score_book
from staffing.requests.models import SlotStatus
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, kinds, placements

LINK = AnswerChannel.LINK


def who(clinician: Clinician) -> Actor:
    return Actor(None, clinician.name)


def test_a_no_keeps_its_reason_and_leaves_the_slot_open(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    with use_scope(Scope.clinician(scene.world.agency_id, robin.id)):
        decline(offer.id, DeclineReason.DISTANCE, "Night bus", who(robin), LINK, NOW)
    assert (offer.status, offer.decline_reason) == (OfferStatus.DECLINED, DeclineReason.DISTANCE)
    assert (offer.decline_note, offer.answered_via) == ("Night bus", LINK)
    assert scene.slot.status is SlotStatus.OPEN
    assert kinds() == []
    reminder = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer_reminder")).one()
    assert reminder.status is MessageStatus.WITHDRAWN


def test_saying_no_twice_is_one_no_and_yes_afterwards_is_too_late(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    decline(offer.id, DeclineReason.PAY, "", who(robin), LINK, NOW)
    decline(offer.id, DeclineReason.OTHER, "", who(robin), LINK, NOW)
    assert offer.decline_reason is DeclineReason.PAY
    with pytest.raises(OfferClosed):
        accept(offer.id, who(robin), LINK, NOW, key="tap-1-tap")
    assert placements() == []


def test_declining_changes_no_score(scene: Scene) -> None:
    robin, kim = scene.nurse(), scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    before = score_book(NOW)
    decline(offer.id, DeclineReason.PAY, "", who(robin), LINK, NOW)
    after = score_book(NOW)
    assert np.array_equal(before.means, after.means)
    assert [person.clinician_id for person in after.people] == [robin.id, kim.id]


def test_declining_leaves_the_next_match_as_it_was(scene: Scene) -> None:
    """Everything the solver knows is equal before the offer and after the no (but for that very slot)."""
    robin, _kim = scene.nurse(), scene.nurse()
    other = scene.another_slot(at(SHIFT_DAY, 19))
    before = build(Selection(now=NOW, slot_ids=[other.id])).problem
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    decline(offer.id, DeclineReason.PAY, "", who(robin), LINK, NOW)
    assert build(Selection(now=NOW, slot_ids=[other.id])).problem == before
