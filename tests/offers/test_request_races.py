"""A facility changes or cancels a request while somebody says yes to it: one comes first, wholly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from flask import Flask

from staffing.audit import Actor
from staffing.clock import local
from staffing.db import db
from staffing.offers.request_cancellation import cancel_request
from staffing.offers.request_editing import edit_request
from staffing.offers.services import OfferRefused, accept, release
from staffing.placements.models import AnswerChannel, PlacementStatus
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.models import RequestStatus, ShiftRequest, SlotStatus
from tests.conftest import both_databases
from tests.factories import NOW
from tests.offers.scene import Scene, placements
from tests.races import second_waits_for_first

pytestmark = both_databases
ROBIN, DANA = Actor(None, "Robin"), Actor(None, "Dana")
REFUSALS = (OfferRefused, InvalidRequest)


def _yes(scene: Scene) -> Callable[[], object]:
    offer_id = scene.world.offer(scene.slot, scene.nurse()).id
    return lambda: accept(offer_id, ROBIN, AnswerChannel.LINK, NOW, key="one-tap-each")


def _later(request: ShiftRequest) -> Callable[[], object]:
    """The facility moves the shift's end by an hour."""
    start, end = (local(at, "America/Chicago") for at in (request.starts_at, request.ends_at))
    details = RequestDetails(
        unit_id=request.unit_id,
        staff_role_id=request.staff_role_id,
        day=start.date(),
        start=start.time(),
        end=time(end.hour - 1),
    )
    request_id, version = request.id, request.version
    return lambda: edit_request(request_id, details, DANA, NOW, version=version)


def _cancelled(request: ShiftRequest) -> Callable[[], object]:
    request_id = request.id
    return lambda: cancel_request(request_id, DANA, "census is down", NOW)


def test_an_edit_that_comes_after_a_yes_is_refused(app: Flask, scene: Scene) -> None:
    request, yes = scene.slot.request, _yes(scene)
    ends_at = scene.slot.ends_at
    seen = second_waits_for_first(app, scene.world.agency_id, yes, _later(request), REFUSALS)
    assert seen == "InvalidRequest"
    assert (request.status, scene.slot.ends_at) == (RequestStatus.FILLED, ends_at)


def test_a_yes_that_comes_after_an_edit_finds_the_offer_taken_back(app: Flask, scene: Scene) -> None:
    request, yes = scene.slot.request, _yes(scene)
    seen = second_waits_for_first(app, scene.world.agency_id, _later(request), yes, REFUSALS)
    assert seen == "OfferClosed"
    assert placements() == []
    assert scene.slot.status is SlotStatus.OPEN


def test_a_cancellation_that_comes_after_a_yes_leaves_nobody_expected(app: Flask, scene: Scene) -> None:
    """The person is told and paid, or the facility is asked again; no cancelled shift has a person."""
    request, yes = scene.slot.request, _yes(scene)
    seen = second_waits_for_first(app, scene.world.agency_id, yes, _cancelled(request), REFUSALS)
    (placement,) = placements()
    if seen == "done":
        assert placement.status is PlacementStatus.FACILITY_CANCELLATION
        assert request.status is RequestStatus.CANCELLED
    else:
        assert seen == "OfferRefused"
        assert placement.status is PlacementStatus.CONFIRMED
        assert request.status is RequestStatus.FILLED


def test_a_yes_that_comes_after_a_cancellation_finds_the_offer_taken_back(app: Flask, scene: Scene) -> None:
    request, yes = scene.slot.request, _yes(scene)
    seen = second_waits_for_first(app, scene.world.agency_id, _cancelled(request), yes, REFUSALS)
    assert seen == "OfferClosed"
    assert request.status is RequestStatus.CANCELLED
    assert placements() == []


def test_a_shift_given_back_while_the_request_is_cancelled_is_no_obstacle(app: Flask, scene: Scene) -> None:
    placement_id = scene.world.placement(scene.slot, scene.nurse()).id
    request = scene.slot.request
    request.move_to(RequestStatus.FILLED, DANA)
    db.session.commit()
    seen = second_waits_for_first(
        app,
        scene.world.agency_id,
        lambda: release(placement_id, ROBIN, "ill", NOW),
        _cancelled(request),
        REFUSALS,
    )
    assert seen == "done"
    assert placements()[0].status is PlacementStatus.CLINICIAN_CALLOUT
    assert request.status is RequestStatus.CANCELLED
