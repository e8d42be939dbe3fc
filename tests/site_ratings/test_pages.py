"""What clinicians, facilities and coordinators see of the ratings of places, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope, utc_now
from staffing.facilities.models import Unit
from staffing.offers.links import offer_token
from staffing.placements.models import Placement
from staffing.ratings.models import Answer
from staffing.site_ratings.models import SiteDimension, SiteResponse
from tests.clients import SignedInClient
from tests.factories import World
from tests.ratings.makers import worked
from tests.site_ratings.makers import NEVER, said, said_by_three

Clients = Callable[[Account | None], SignedInClient]
SENT = {"arrival": "always", "safety": "never", "respect": "not_applicable"}
BANDS = ("Strong</span>", "Steady</span>", "Room to grow</span>")


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit(world.facility(name="Larkspur Hospital"), name="4 West")


@pytest.fixture
def person(world: World) -> Clinician:
    return world.clinician(first_name="Robin", last_name="Underhill")


@pytest.fixture
def shift(world: World, person: Clinician, unit: Unit) -> Placement:
    return worked(world, person, unit, ended=utc_now() - timedelta(hours=1))


def stored() -> list[SiteResponse]:
    db.session.expire_all()
    return list(db.session.scalars(select(SiteResponse)))


def test_a_past_shift_asks_once(
    world: World, shift: Placement, person: Clinician, client_for: Clients
) -> None:
    client, url = client_for(world.sign_in_of(person)), f"/clinician/shifts/{shift.id}/place"
    listed = client.get("/clinician/shifts").text
    assert url in listed
    assert "1 shift waits" in listed
    page = client.get(url).text
    assert "How was Larkspur Hospital?" in page
    assert " checked" not in page
    half = client.post(url, data={"arrival": "always"}).text
    assert "Safety: choose one. N/A is fine." in half
    assert 'id="respect-error"' in half
    assert 'id="arrival-error"' not in half
    assert half.count(" checked ") == 1
    assert stored() == []
    assert client.post(url, data=SENT).status_code == 303
    listed = client.get("/clinician/shifts").text
    assert "Thank you" in listed
    assert url not in listed
    again = client.post(url, data={**SENT, "safety": "always"})
    assert "Nothing to ask about this shift" in again.text
    [kept] = stored()
    assert {one.dimension: one.answer for one in kept.answers} == {
        SiteDimension.ARRIVAL: Answer.ALWAYS,
        SiteDimension.SAFETY: Answer.NEVER,
        SiteDimension.RESPECT: Answer.NOT_APPLICABLE,
    }


@pytest.mark.parametrize("answer", ["", "ALWAYS", "5", "\x00"])
def test_answers_outside_the_scale_are_refused(
    world: World, shift: Placement, person: Clinician, client_for: Clients, answer: str
) -> None:
    client = client_for(world.sign_in_of(person))
    client.post(f"/clinician/shifts/{shift.id}/place", data={**SENT, "safety": answer})
    assert stored() == []


def test_only_who_worked_there_may_say_it(world: World, shift: Placement, client_for: Clients) -> None:
    url = f"/clinician/shifts/{shift.id}/place"
    colleague = client_for(world.sign_in_of(world.clinician()))
    assert colleague.get(url).status_code == 404
    assert colleague.post(url, data=SENT).status_code == 404
    assert client_for(world.scheduler(shift.slot.facility)).post(url, data=SENT).status_code == 403
    assert client_for(None).post(url, data=SENT).status_code == 302
    assert stored() == []


def test_the_line_stands_with_an_offer_and_not_in_the_list(
    world: World, unit: Unit, person: Clinician, client_for: Clients
) -> None:
    said_by_three(world, unit, 10, utc_now() - timedelta(days=40))
    slot = world.slot(unit, start=utc_now() + timedelta(days=5))
    offer = world.offer(slot, person, sent_at=utc_now(), expires_at=utc_now() + timedelta(hours=4))
    token, client = offer_token(offer.id), client_for(world.sign_in_of(person))
    line = "Clinicians say: almost always ready for you · 10 ratings"
    assert line in client.get(f"/clinician/offers/{offer.id}").text
    assert line in client_for(None).get(f"/o/{token}").text
    listed = client.get("/clinician/offers").text
    assert "Larkspur Hospital" in listed
    assert "Clinicians say" not in listed


def test_a_facility_reads_its_own_bands_and_nobody_s_name(
    world: World, unit: Unit, person: Clinician, client_for: Clients
) -> None:
    people = [person, world.clinician(), world.clinician()]
    said_by_three(world, unit, 9, utc_now() - timedelta(days=40), people=people)
    don, url = client_for(world.scheduler(unit.facility)), "/facility/clinicians-say/"
    assert not any(band in don.get(url).text for band in BANDS)
    tenth = said(world, people[0], unit, ended=utc_now() - timedelta(days=41))
    page = don.get(url).text
    assert "Larkspur Hospital" in page
    assert page.count("10 ratings") >= 4
    assert "Underhill" not in page
    elsewhere = client_for(world.scheduler(world.facility(name="Other Hospital"))).get(url).text
    assert "Other Hospital" in elsewhere
    assert "Larkspur" not in elsewhere
    assert not any(band in elsewhere for band in BANDS)
    for account in (world.coordinator(), world.sign_in_of(person)):
        assert client_for(account).get(url).status_code == 403
    assert tenth.facility_id == unit.facility_id


def test_coordinators_see_scores_and_void_with_a_reason(
    world: World, unit: Unit, person: Clinician, client_for: Clients
) -> None:
    response = said(world, person, unit, NEVER, ended=utc_now() - timedelta(days=2))
    world.facility(name="Unrated Hospital")
    client, url = client_for(world.coordinator()), f"/admin/facility-ratings/{unit.facility_id}/"
    listed = client.get("/admin/facility-ratings/").text
    assert "Larkspur Hospital" in listed
    assert "Unrated Hospital" in listed
    page = client.get(url).text
    assert "Robin Underhill" in page
    assert "1 response by 1 clinician" in page
    refused = client.post(f"{url}void/", data={"response_id": response.id, "reason": "ab"})
    assert "3 to 300" in client.get(refused.headers["Location"]).text
    client.post(f"{url}void/", data={"response_id": response.id, "reason": "Meant another place"})
    page = client.get(url).text
    assert "Meant another place" in page
    assert "No answer counts yet." in page
    assert stored()[0].voided_at is not None


def test_other_roles_and_agencies_void_nothing(
    world: World, unit: Unit, person: Clinician, client_for: Clients
) -> None:
    response = said(world, person, unit, ended=utc_now() - timedelta(days=2))
    url = f"/admin/facility-ratings/{unit.facility_id}/void/"
    data = {"response_id": response.id, "reason": "no reason at all"}
    for account in (world.scheduler(unit.facility), world.sign_in_of(person)):
        assert client_for(account).post(url, data=data).status_code == 403
    other = World.create("Elsewhere")
    with use_scope(Scope.agency(other.agency.id)):
        foreigner, own = client_for(other.coordinator()), other.facility().id
        db.session.commit()
    assert foreigner.post(url, data=data).status_code == 404
    foreigner.post(f"/admin/facility-ratings/{own}/void/", data=data)
    assert stored()[0].voided_at is None
