"""Rate who came: what the pages show, keep and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import Answer, CommunicationResponse, Dimension
from tests.clients import SignedInClient
from tests.factories import World
from tests.ratings.test_services import BEDSIDE

Clients = Callable[[Account | None], SignedInClient]


@pytest.fixture
def facility(world: World) -> Facility:
    return world.facility()


@pytest.fixture
def don(world: World, facility: Facility) -> Account:
    return world.scheduler(facility)


@pytest.fixture
def pair(world: World, facility: Facility) -> list[Placement]:
    """Two people who came to one shift that ended an hour ago."""
    request = world.request(world.unit(facility), start=utc_now() - timedelta(hours=9), hours=8, heads=2)
    return [world.placement(slot, world.clinician(), PlacementStatus.WORKED) for slot in request.slots]


def url_of(placement: Placement) -> str:
    return f"/facility/rate/{placement.slot.request.reference}"


def fields(placement: Placement, answers: dict[Dimension, Answer] | None = None) -> dict[str, str]:
    given = BEDSIDE if answers is None else answers
    return {f"p{placement.id}-{dimension}": answer.value for dimension, answer in given.items()}


def stored() -> list[CommunicationResponse]:
    db.session.expire_all()
    return list(db.session.scalars(select(CommunicationResponse)))


def test_a_finished_shift_is_listed_until_everybody_is_rated(
    world: World, don: Account, pair: list[Placement], client_for: Clients
) -> None:
    client, (one, two) = client_for(don), pair
    assert url_of(one) in client.get("/facility/rate/").text
    page = client.get(url_of(one)).text
    assert one.clinician.name in page
    assert two.clinician.name in page
    assert "checked" not in page
    reply = client.post(url_of(one), data=fields(one))
    assert reply.status_code == 302
    listed = client.get("/facility/rate/").text
    assert "Thank you" in listed
    assert two.clinician.name in listed
    assert one.clinician.name not in listed
    assert one.clinician.name not in client.get(url_of(one)).text
    client.post(url_of(one), data=fields(two))
    assert "Nothing to rate right now" in client.get("/facility/rate/").text
    assert "All done here" in client.get(url_of(one)).text
    assert len(stored()) == 2


def test_both_people_in_one_go(
    world: World, don: Account, pair: list[Placement], client_for: Clients
) -> None:
    client_for(don).post(url_of(pair[0]), data=fields(pair[0]) | fields(pair[1]))
    assert {response.placement_id for response in stored()} == {placement.id for placement in pair}


def test_a_second_send_changes_nothing(
    world: World, don: Account, pair: list[Placement], client_for: Clients
) -> None:
    client, data = client_for(don), fields(pair[0]) | fields(pair[1])
    client.post(url_of(pair[0]), data=data)
    again = client.post(url_of(pair[0]), data=data | {f"p{pair[0].id}-respect": "never"})
    assert "All done here" in again.text
    assert len(stored()) == 2


def test_half_an_answer_is_shown_beside_its_line_and_nothing_is_lost(
    world: World, don: Account, pair: list[Placement], client_for: Clients
) -> None:
    half = dict(list(BEDSIDE.items())[:4])
    page = client_for(don).post(url_of(pair[0]), data=fields(pair[0], half)).text
    assert "Choose one for Robin. N/A is fine." in page
    assert f'id="p{pair[0].id}-teamwork_handoff-error"' in page
    assert page.count(" checked ") == 4
    assert stored() == []


@pytest.mark.parametrize("answer", ["", "ALWAYS", "5", "\x00", "٣"])
def test_answers_outside_the_scale_are_refused(
    world: World, don: Account, pair: list[Placement], client_for: Clients, answer: str
) -> None:
    data = fields(pair[0]) | {f"p{pair[0].id}-respect": answer}
    assert client_for(don).post(url_of(pair[0]), data=data).status_code in {200, 400}
    assert stored() == []


def test_nothing_answered_is_told_kindly(
    world: World, don: Account, pair: list[Placement], client_for: Clients
) -> None:
    assert "Rate at least one person" in client_for(don).post(url_of(pair[0]), data={}).text


@pytest.mark.parametrize("reference", ["R-NOPE", "1", "9" * 40, "%00", "a'b"])
def test_unknown_shifts_are_not_found(
    world: World, don: Account, client_for: Clients, reference: str
) -> None:
    assert client_for(don).get(f"/facility/rate/{reference}").status_code in {400, 404}


def test_other_facilities_shifts_are_not_found(
    world: World, pair: list[Placement], client_for: Clients
) -> None:
    other = client_for(world.scheduler(world.facility()))
    assert other.get(url_of(pair[0])).status_code == 404
    assert other.post(url_of(pair[0]), data=fields(pair[0])).status_code == 404
    assert url_of(pair[0]) not in other.get("/facility/rate/").text
    assert stored() == []


def test_only_facility_schedulers_come_in(world: World, pair: list[Placement], client_for: Clients) -> None:
    for account in (world.coordinator(), world.sign_in_of(pair[0].clinician)):
        assert client_for(account).get("/facility/rate/").status_code == 403
    assert client_for(None).get("/facility/rate/").status_code == 302


def test_a_shift_still_running_has_nobody_to_rate(
    world: World, facility: Facility, don: Account, client_for: Clients
) -> None:
    slot = world.slot(world.unit(facility), start=utc_now() - timedelta(hours=2), hours=8)
    placement = world.placement(slot, world.clinician())
    assert url_of(placement) not in client_for(don).get("/facility/rate/").text
    assert "nobody left for you to rate" in client_for(don).get(url_of(placement)).text
