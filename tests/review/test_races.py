"""Two coordinators decide at the same moment, on both databases: one decision stands, nobody sees a fault."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.offers.errors import OfferRefused
from staffing.placements.models import Offer, OfferStatus
from staffing.review.services import ReviewError, approve, reject, undo
from staffing.review.swapping import swap
from tests.conftest import both_databases
from tests.races import all_at_once, second_waits_for_first
from tests.review.scene import Scene

pytestmark = both_databases
CASEY, LEE = Actor(None, "Casey"), Actor(None, "Lee")
REFUSALS = (OfferRefused, ReviewError)


def offers() -> list[Offer]:
    return list(db.session.scalars(select(Offer)))


def test_two_approvals_of_one_row_send_one_offer_and_leave_it_approved(app: Flask, scene: Scene) -> None:
    row, now = scene.propose(scene.nurse(), scene.slot()), utc_now()
    row_id, came = row.id, []
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: approve([row_id], CASEY, now),
        lambda: came.append(approve([row_id], LEE, now)),
    )
    assert seen == "done"
    assert (came[0].sent, came[0].stale) == ((), ())
    assert row.status is ProposedStatus.APPROVED
    assert [offer.status for offer in offers()] == [OfferStatus.OPEN]


def test_a_rejection_after_an_approval_is_told_that_it_is_decided(app: Flask, scene: Scene) -> None:
    row, now = scene.propose(scene.nurse(), scene.slot()), utc_now()
    row_id = row.id
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: approve([row_id], CASEY, now),
        lambda: reject(row_id, "too far", LEE, now),
        REFUSALS,
    )
    assert seen == "AlreadyDecided"
    assert row.status is ProposedStatus.APPROVED


def test_an_approval_after_a_swap_leaves_the_newcomer_waiting(app: Flask, scene: Scene) -> None:
    row, newcomer, now = scene.propose(scene.nurse(), scene.slot()), scene.nurse(), utc_now()
    row_id, newcomer_id = row.id, newcomer.id
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: swap(row_id, newcomer_id, CASEY, now),
        lambda: approve([row_id], LEE, now),
    )
    assert seen == "done"
    assert offers() == []
    rows = db.session.scalars(select(ProposedPlacement).order_by(ProposedPlacement.id)).all()
    assert [one.status for one in rows] == [ProposedStatus.STALE, ProposedStatus.PROPOSED]


def test_two_swaps_of_one_row_put_in_one_newcomer(app: Flask, scene: Scene) -> None:
    row, now = scene.propose(scene.nurse(), scene.slot()), utc_now()
    row_id, first, second = row.id, scene.nurse().id, scene.nurse().id
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: swap(row_id, first, CASEY, now),
        lambda: swap(row_id, second, LEE, now),
        REFUSALS,
    )
    assert seen == "AlreadyDecided"
    waiting = select(ProposedPlacement.clinician_id).where(
        ProposedPlacement.status == ProposedStatus.PROPOSED
    )
    assert db.session.scalars(waiting).all() == [first]


def test_two_undos_of_one_approval_withdraw_it_once(app: Flask, scene: Scene) -> None:
    row, now = scene.propose(scene.nurse(), scene.slot()), utc_now()
    row_id = row.id
    approve([row_id], CASEY, now)
    came: list[tuple[int, ...]] = []
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: undo([row_id], CASEY, now),
        lambda: came.append(undo([row_id], LEE, now)),
    )
    assert (seen, came) == ("done", [()])
    assert row.status is ProposedStatus.PROPOSED
    assert [offer.status for offer in offers()] == [OfferStatus.WITHDRAWN]


def test_one_pile_approved_from_both_ends_sends_each_offer_once(app: Flask, scene: Scene) -> None:
    ids = [scene.propose(scene.nurse(), scene.slot(days=day)).id for day in range(3, 11)]
    works = [lambda ids=order: approve(ids, CASEY, utc_now()) for order in (ids, ids[::-1], ids[3:])]  # type: ignore[misc]
    assert all_at_once(app, scene.world.agency_id, works) == {"done": 3}
    assert len(offers()) == len(ids)
