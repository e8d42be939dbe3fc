"""A request sent again under its own number, changed, while people are thinking about it."""

from __future__ import annotations

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.offers.services import send_offer
from staffing.offers.submitting import take_once
from staffing.placements.models import OfferStatus
from staffing.requests.models import ShiftRequest
from tests.conftest import both_databases
from tests.factories import NOW
from tests.offers.scene import Scene

DANA = Actor(None, "Dana")


def pasted(scene: Scene, end: str) -> str:
    return (
        "facility\tunit\trole\tdate\tstart\tend\theads\treference\n"
        f"{scene.facility.name}\t{scene.unit.name}\tRN\t2026-12-08\t07:00\t{end}\t1\tVMS-1"
    )


def take(scene: Scene, end: str, key: str) -> ShiftRequest:
    (request,) = take_once(pasted(scene, end), DANA, NOW, asked_by="Dana", key=key)
    return request


@both_databases
def test_an_offer_of_what_is_no_longer_so_is_taken_back(scene: Scene) -> None:
    request = take(scene, "19:00", "first-paste")
    offer = send_offer(request.slots[0].id, scene.nurse().id, scene.by, NOW)
    assert take(scene, "17:00", "second-paste") is request
    assert offer.status is OfferStatus.WITHDRAWN
    assert request.slots[0].ends_at.hour == 23


def test_what_is_sent_again_unchanged_leaves_its_offers_alone(scene: Scene) -> None:
    request = take(scene, "19:00", "first-paste")
    offer = send_offer(request.slots[0].id, scene.nurse().id, scene.by, NOW)
    take(scene, "19:00", "second-paste")
    assert offer.status is OfferStatus.OPEN


def test_a_paste_sent_twice_by_a_double_click_is_taken_once(scene: Scene) -> None:
    text = pasted(scene, "19:00").replace("VMS-1", "")
    first = take_once(text, DANA, NOW, asked_by="Dana", key="one-page")
    assert take_once(text, DANA, NOW, asked_by="Dana", key="one-page") == first
    known = select(ShiftRequest).where(ShiftRequest.source == "paste")
    assert len(db.session.scalars(known).all()) == 1
