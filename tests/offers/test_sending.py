"""Sending an offer re-checks everything and tells the person; undoing it tells nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import AuditEntry
from staffing.db import db
from staffing.notifications.models import OutboxMessage
from staffing.offers.services import (
    AlreadyOffered,
    NoSuchRow,
    NotEligible,
    OfferRefused,
    SlotTaken,
    TooLate,
    send_offer,
    undo_send,
    withdraw,
)
from staffing.placements.models import OfferStatus
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, kinds


def test_an_offer_freezes_pay_and_tells_the_person_with_its_link(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW, reasons=["You know this unit"])
    assert (offer.status, offer.pay_cents) == (OfferStatus.OPEN, scene.slot.pay_cents)
    assert (offer.expires_at - NOW, offer.remind_at) == (timedelta(hours=4), NOW + timedelta(hours=2))
    sent, reminder = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    assert (sent.kind, sent.recipient, sent.due_at) == ("offer_sent", robin.email, NOW)
    assert (reminder.kind, reminder.due_at) == ("offer_reminder", offer.remind_at)
    assert "http://localhost/o/" in sent.text
    assert "You know this unit" in sent.text
    assert "$528.00" in sent.subject
    assert "Declining never lowers your score" in sent.text


def test_sending_is_in_the_audit_trail_with_the_sender(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "offer", AuditEntry.entity_id == offer.id)
    ).one()
    assert (entry.action, entry.actor_id) == ("sent", scene.coordinator.id)


def test_a_hard_rule_refuses_the_offer_and_says_which(scene: Scene) -> None:
    stranger = scene.world.clinician()
    with pytest.raises(NotEligible) as refused:
        send_offer(scene.slot.id, stranger.id, scene.by, NOW)
    assert [found.rule for found in refused.value.blockers] == ["orientation"]


def test_a_filled_slot_is_not_offered(scene: Scene) -> None:
    scene.world.placement(scene.slot, scene.nurse())
    with pytest.raises(SlotTaken):
        send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)


def test_one_open_offer_per_person_and_slot(scene: Scene) -> None:
    robin = scene.nurse()
    send_offer(scene.slot.id, robin.id, scene.by, NOW)
    with pytest.raises(AlreadyOffered):
        send_offer(scene.slot.id, robin.id, scene.by, NOW)


def test_a_shift_about_to_start_is_not_offered(scene: Scene) -> None:
    urgent = scene.nurse(urgent_opt_in=True)
    with pytest.raises(TooLate):
        send_offer(scene.slot.id, urgent.id, scene.by, at(SHIFT_DAY, 6, 45))


def test_unknown_slot_or_clinician(scene: Scene) -> None:
    with pytest.raises(NoSuchRow):
        send_offer(10**6, scene.nurse().id, scene.by, NOW)
    with pytest.raises(NoSuchRow):
        send_offer(scene.slot.id, 10**6, scene.by, NOW)


def test_undone_before_it_left_nobody_hears_of_it(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW, delay_seconds=60)
    undo_send(offer.id, scene.by, NOW + timedelta(seconds=30))
    assert offer.status is OfferStatus.WITHDRAWN
    assert kinds() == []


def test_undo_is_refused_once_somebody_tried_to_send_it(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW, delay_seconds=60)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer_sent")).one()
    message.attempts = 1
    with pytest.raises(OfferRefused, match="on its way"):
        undo_send(offer.id, scene.by, NOW + timedelta(seconds=60))


def test_undo_is_refused_when_the_message_left_while_the_click_was_on_its_way(scene: Scene) -> None:
    """The click's own time may lie before the offer's, and the worker's clock have struck."""
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW, delay_seconds=60)
    db.session.scalars(select(OutboxMessage).filter_by(kind="offer_sent")).one().attempts = 1
    with pytest.raises(OfferRefused, match="already on its way"):
        undo_send(offer.id, scene.by, NOW + timedelta(seconds=59))
    assert offer.status is OfferStatus.OPEN


def test_undo_works_for_a_person_without_email_until_the_offer_begins(scene: Scene) -> None:
    quiet = scene.nurse(email="")
    offer = send_offer(scene.slot.id, quiet.id, scene.by, NOW, delay_seconds=60)
    assert kinds() == []
    with pytest.raises(OfferRefused):
        undo_send(offer.id, scene.by, NOW + timedelta(seconds=60))
    undo_send(offer.id, scene.by, NOW + timedelta(seconds=59))


def test_withdrawn_after_it_left_the_person_is_told_why(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer_sent")).one()
    message.attempts = 1
    withdraw(offer.id, scene.by, "The facility no longer needs this shift.", NOW)
    assert offer.status is OfferStatus.WITHDRAWN
    assert kinds() == ["offer_sent", "offer_withdrawn"]


def test_an_offer_whose_message_failed_is_not_sent_after_it_was_withdrawn(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer_sent")).one()
    message.attempts, message.last_error = 1, "ConnectionRefusedError"
    withdraw(offer.id, scene.by, "The facility no longer needs this shift.", NOW)
    assert kinds() == ["offer_withdrawn"]
