"""Deciding proposals: approve, undo, reject, lock, swap; what went stale is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from staffing.audit import Actor, AuditEntry
from staffing.db import db, utc_now
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.notifications.models import MessageStatus, OutboxMessage
from staffing.offers.errors import NotEligible
from staffing.placements.models import Offer, OfferStatus
from staffing.review.services import (
    AlreadyDecided,
    ReviewError,
    approve,
    reject,
    set_lock,
    undo,
)
from staffing.review.swapping import swap
from tests.conftest import both_databases
from tests.review.scene import Scene

BY = Actor(None, "Casey Coordinator")


@both_databases
def test_approve_sends_an_offer_that_leaves_after_the_undo_seconds(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    now = utc_now()
    result = approve([row.id], BY, now)
    db.session.commit()
    assert result.sent == (row.id,)
    assert result.stale == ()
    offer = db.session.get_one(Offer, row.offer_id)
    assert (offer.status, offer.sent_at) == (OfferStatus.OPEN, now + timedelta(seconds=60))
    assert row.status is ProposedStatus.APPROVED
    queued = db.session.query(OutboxMessage).filter_by(kind="offer_sent").one()
    assert queued.due_at == now + timedelta(seconds=60)


@both_databases
def test_what_no_longer_holds_goes_stale_and_says_why(scene: Scene) -> None:
    person, other = scene.nurse(), scene.nurse()
    barred, fine = scene.propose(person, scene.slot()), scene.propose(other, scene.slot(days=4))
    scene.not_again(person)
    result = approve([barred.id, fine.id], BY, utc_now())
    db.session.commit()
    assert result.sent == (fine.id,)
    assert [stale.who for stale in result.stale] == [person.name]
    assert barred.status is ProposedStatus.STALE
    assert "do-not-return" in (barred.reason or "").lower()


def test_two_proposals_that_overlap_send_one_offer(scene: Scene) -> None:
    """An open offer counts as time held, so the second of two overlapping approvals is stale."""
    person = scene.nurse()
    first, second = scene.propose(person, scene.slot()), scene.propose(person, scene.slot(hour=15))
    result = approve([first.id, second.id], BY, utc_now())
    assert len(result.sent) == 1
    assert len(result.stale) == 1


def test_a_slot_filled_meanwhile_is_stale(scene: Scene) -> None:
    slot = scene.slot()
    row = scene.propose(scene.nurse(), slot)
    scene.world.placement(slot, scene.nurse())
    assert "filled" in approve([row.id], BY, utc_now()).stale[0].reason


def test_approving_twice_sends_once(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    approve([row.id], BY, utc_now())
    assert approve([row.id], BY, utc_now()).sent == ()
    assert db.session.query(Offer).count() == 1


def test_undo_takes_the_offer_back_unsent(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    now = utc_now()
    approve([row.id], BY, now)
    assert undo([row.id], BY, now + timedelta(seconds=59)) == (row.id,)
    assert (row.status, row.offer_id) == (ProposedStatus.PROPOSED, None)
    assert db.session.query(Offer).one().status is OfferStatus.WITHDRAWN
    assert (
        db.session.query(OutboxMessage).filter_by(kind="offer_sent").one().status is MessageStatus.WITHDRAWN
    )


def test_undo_after_the_message_left_changes_nothing(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    now = utc_now()
    approve([row.id], BY, now)
    message = db.session.query(OutboxMessage).filter_by(kind="offer_sent").one()
    message.move_to(MessageStatus.SENT, BY)
    assert undo([row.id], BY, now + timedelta(seconds=90)) == ()
    assert row.status is ProposedStatus.APPROVED


def test_an_undone_approval_can_be_approved_again(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    approve([row.id], BY, utc_now())
    undo([row.id], BY, utc_now())
    assert approve([row.id], BY, utc_now()).sent == (row.id,)


def test_reject_keeps_the_reason_and_can_be_undone(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    reject(row.id, "  Known to be away ", BY, utc_now())
    assert (row.status, row.reason) == (ProposedStatus.REJECTED, "Known to be away")
    assert undo([row.id], BY, utc_now()) == (row.id,)


def test_reject_without_a_reason_is_refused(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    with pytest.raises(ReviewError):
        reject(row.id, "   ", BY, utc_now())


def test_a_decided_row_is_not_decided_twice(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    reject(row.id, "no", BY, utc_now())
    with pytest.raises(AlreadyDecided):
        reject(row.id, "again", BY, utc_now())
    with pytest.raises(AlreadyDecided):
        set_lock(row.id, True, BY)


def test_lock_is_kept_and_audited_once(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot())
    set_lock(row.id, True, BY)
    set_lock(row.id, True, BY)
    assert row.locked
    db.session.flush()
    assert db.session.query(AuditEntry).filter_by(action="locked").count() == 1


def test_swap_puts_the_newcomer_in_and_sets_the_old_one_aside(scene: Scene) -> None:
    old, new = scene.nurse(), scene.nurse()
    row = scene.propose(old, scene.slot())
    swapped = swap(row.id, new.id, BY, utc_now())
    assert row.status is ProposedStatus.STALE
    assert (swapped.clinician_id, swapped.status, swapped.flags) == (
        new.id,
        ProposedStatus.PROPOSED,
        ["swapped"],
    )
    assert swapped.score["terms"]
    assert approve([swapped.id], BY, utc_now()).sent == (swapped.id,)


def test_swap_and_swap_back_reuses_the_row(scene: Scene) -> None:
    old, new = scene.nurse(), scene.nurse()
    row = scene.propose(old, scene.slot())
    swapped = swap(row.id, new.id, BY, utc_now())
    assert swap(swapped.id, old.id, BY, utc_now()).id == row.id
    assert db.session.query(ProposedPlacement).count() == 2


def test_swap_refuses_whom_a_hard_rule_bars(scene: Scene) -> None:
    barred = scene.nurse()
    scene.not_again(barred)
    row = scene.propose(scene.nurse(), scene.slot())
    with pytest.raises(NotEligible):
        swap(row.id, barred.id, BY, utc_now())
    assert row.status is ProposedStatus.PROPOSED


def test_swap_flags_a_clash_with_another_proposal(scene: Scene) -> None:
    busy = scene.nurse()
    scene.propose(busy, scene.slot(hour=15))
    row = scene.propose(scene.nurse(), scene.slot())
    assert "clashes" in swap(row.id, busy.id, BY, utc_now()).flags


def test_a_rejection_stands_once_a_later_run_proposes_somebody_else(scene: Scene) -> None:
    slot = scene.slot()
    rejected = scene.propose(scene.nurse(), slot)
    reject(rejected.id, "Not this time", BY, utc_now())
    later = replace(scene, run=Scene.set_up(scene.world).run).propose(scene.nurse(), slot)
    assert undo([rejected.id], BY, utc_now()) == ()
    assert (rejected.status, later.status) == (ProposedStatus.REJECTED, ProposedStatus.PROPOSED)
    reject(later.id, "Nor her", BY, utc_now())
    assert undo([rejected.id], BY, utc_now()) == (rejected.id,)
