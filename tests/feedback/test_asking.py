"""The facility is asked after the shift, once, and can hand the question to the charge nurse, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.db import db
from staffing.feedback.answering import answer
from staffing.feedback.asking import ASK_WITHIN, ask_facilities
from staffing.feedback.forwarding import link_for_charge_nurse
from staffing.feedback.links import CannotIssue, find_link
from staffing.feedback.models import LinkStatus, RatingLink
from staffing.notifications.models import OutboxMessage
from staffing.placements.models import PlacementStatus
from staffing.ratings.questionnaire import BUILT_IN
from staffing.ratings.services import submit_facility_response
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.factories import World
from tests.feedback.scene import FACILITY_ANSWERS, Scene
from tests.races import all_at_once

Clients = Callable[[Account | None], SignedInClient]
BY = Actor(None, "Dana, scheduler")


def messages() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "rate_who_came")))


def test_who_asked_for_the_shift_gets_one_message_with_a_link_that_works(scene: Scene) -> None:
    scene.world.scheduler(scene.facility)
    assert ask_facilities(scene.now) == 1
    assert ask_facilities(scene.now + timedelta(minutes=1)) == 0
    (message,) = messages()
    assert message.recipient == scene.don.email
    assert "Robin, Amal" in message.subject
    found = re.search(r"/r/(\w+)", message.text)
    assert found is not None
    link = find_link(found.group(1))
    assert (link.rater_account_id, link.issued_by_id) == (scene.don.id, None)
    assert found.group(1) in message.html
    assert scene.people[0].clinician.last_name not in message.text


@both_databases
def test_two_workers_at_once_write_one_message(app: Flask, world: World) -> None:
    now = Scene.make(world).now
    seen = all_at_once(app, world.agency_id, [lambda: ask_facilities(now)] * 3, (IntegrityError,))
    assert seen["done"] >= 1
    assert len(messages()) == 1
    assert len(db.session.scalars(select(RatingLink)).all()) == 1


def test_coordinators_read_the_message_without_the_code(scene: Scene, client_for: Clients) -> None:
    ask_facilities(scene.now)
    (message,) = messages()
    code = re.search(r"/r/(\w+)", message.text)
    page = client_for(scene.world.coordinator()).get(f"/admin/messages/details/?id={message.id}").text
    assert code is not None
    assert "/r/…" in page
    assert code.group(1) not in page


def test_without_a_requester_everybody_who_schedules_is_asked(world: World) -> None:
    scene = Scene.make(world)
    scene.people[0].slot.request.entered_by_id = world.coordinator().id
    second = world.scheduler(scene.facility)
    world.scheduler(world.facility())
    assert ask_facilities(scene.now) == 2
    assert {message.recipient for message in messages()} == {scene.don.email, second.email}


def test_not_before_the_end_and_not_long_after(scene: Scene) -> None:
    ended = scene.people[0].ends_at
    assert ask_facilities(ended - timedelta(seconds=1)) == 0
    assert ask_facilities(ended + ASK_WITHIN) == 0
    assert ask_facilities(ended) == 1


def test_not_where_the_facility_has_begun_to_rate(scene: Scene) -> None:
    submit_facility_response(scene.people[1].id, FACILITY_ANSWERS, scene.don.id, scene.now)
    assert ask_facilities(scene.now) == 0


@pytest.mark.parametrize("status", [PlacementStatus.CONFIRMED, PlacementStatus.NO_SHOW])
def test_only_where_somebody_worked(world: World, status: PlacementStatus) -> None:
    facility, now = world.facility(), Scene.make(world).people[0].ends_at
    world.scheduler(facility)
    slot = world.slot(world.unit(facility), start=now - timedelta(hours=8), hours=8)
    world.placement(slot, world.clinician(), status)
    assert ask_facilities(now) == 1
    assert all(f"{slot.request_id}/" not in message.ref for message in messages())


def test_the_charge_nurse_counts_as_their_unit(scene: Scene) -> None:
    made = link_for_charge_nurse(scene.reference, BY, scene.now)
    assert made is not None
    link = made[1].link
    (response,) = answer(link.id, {scene.people[1].id: FACILITY_ANSWERS}, BUILT_IN, "", scene.now)
    assert (response.rater, response.pooled_as) == (f"link:{link.id}", f"unit:{scene.unit.id}")


def test_a_second_link_closes_the_first_and_after_an_answer_there_is_none(scene: Scene) -> None:
    first, second = (link_for_charge_nurse(scene.reference, BY, scene.now) for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first[1].link.status, second[1].link.status) == (LinkStatus.REVOKED, LinkStatus.ISSUED)
    answer(second[1].link.id, {scene.people[0].id: FACILITY_ANSWERS}, BUILT_IN, "", scene.now)
    with pytest.raises(CannotIssue, match="already"):
        link_for_charge_nurse(scene.reference, BY, scene.now)


@both_databases
def test_two_links_asked_for_at_once_leave_one_open(app: Flask, world: World) -> None:
    scene = Scene.make(world)
    reference, now = scene.reference, scene.now
    works = [lambda: link_for_charge_nurse(reference, BY, now)] * 3
    assert all_at_once(app, world.agency_id, works) == {"done": 3}
    found = [link.status for link in db.session.scalars(select(RatingLink))]
    assert sorted(found) == [LinkStatus.ISSUED, LinkStatus.REVOKED, LinkStatus.REVOKED]


def test_the_button_shows_the_link_once(scene: Scene, client_for: Clients) -> None:
    client, path = client_for(scene.don), f"/facility/rate/{scene.reference}"
    assert "Give this to the charge nurse" in client.get(path).text
    page = client.post(f"{path}/charge-nurse")
    found = re.search(r"/r/(\w+)", page.text)
    assert found is not None
    assert client_for(None).get(found.group(0)).status_code == 200
    assert client.get(f"{path}/charge-nurse").status_code == 405


def test_other_facilities_get_no_link(scene: Scene, client_for: Clients) -> None:
    other = client_for(scene.world.scheduler(scene.world.facility()))
    assert other.post(f"/facility/rate/{scene.reference}/charge-nurse").status_code == 404
    coordinator = client_for(scene.world.coordinator())
    assert coordinator.post(f"/facility/rate/{scene.reference}/charge-nurse").status_code == 403
    assert db.session.scalars(select(RatingLink)).all() == []
