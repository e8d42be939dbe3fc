"""The clinician's own pages, and that they show nobody else's rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from staffing.accounts.models import Account
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.offers.services import send_offer
from staffing.placements.models import AnswerChannel, Offer, OfferStatus, PlacementStatus
from tests.clients import SignedInClient
from tests.offers.scene import Scene, follow, placements

KEY = "a-key-made-with-the-page"
ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def robin(scene: Scene) -> Clinician:
    return scene.nurse()


@pytest.fixture
def phone(scene: Scene, robin: Clinician, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.sign_in_of(robin))


@pytest.fixture
def offer(scene: Scene, robin: Clinician) -> Offer:
    return send_offer(scene.slot.id, robin.id, scene.by, utc_now())


def test_home_leads_to_the_offers(phone: SignedInClient) -> None:
    assert phone.get("/clinician/").headers["Location"] == "/clinician/offers"


def test_my_offers_lists_what_waits_for_me(phone: SignedInClient, offer: Offer) -> None:
    words = phone.get("/clinician/offers").get_data(as_text=True)
    assert "$528.00" in words
    assert f"/clinician/offers/{offer.id}" in words


def test_an_offer_not_yet_sent_is_not_listed(scene: Scene, robin: Clinician, phone: SignedInClient) -> None:
    send_offer(scene.slot.id, robin.id, scene.by, utc_now(), delay_seconds=60)
    assert "No offer waits for you" in phone.get("/clinician/offers").get_data(as_text=True)


def test_yes_signed_in(phone: SignedInClient, offer: Offer) -> None:
    page = follow(phone, phone.post(f"/clinician/offers/{offer.id}/accept", data={"key": KEY}))
    words = page.get_data(as_text=True)
    assert "You are confirmed" in words
    assert "Garage B" in words
    db.session.expire_all()
    assert offer.answered_via is AnswerChannel.SIGNED_IN
    (placement,) = placements()
    assert f"/clinician/shifts/{placement.id}" in phone.get("/clinician/shifts").get_data(as_text=True)
    assert phone.get(f"/clinician/offers/{offer.id}").status_code == 302
    assert phone.get(f"/clinician/shifts/{placement.id}/shift.ics").mimetype == "text/calendar"


def test_no_signed_in(phone: SignedInClient, offer: Offer) -> None:
    page = follow(phone, phone.post(f"/clinician/offers/{offer.id}/decline", data={"reason": "time"}))
    assert "It changes nothing about your score" in page.get_data(as_text=True)
    assert "You said no" in page.get_data(as_text=True)
    db.session.expire_all()
    assert offer.status is OfferStatus.DECLINED


def test_an_offer_that_ran_out_says_so_kindly(phone: SignedInClient, offer: Offer) -> None:
    offer.expires_at = utc_now() - timedelta(seconds=1)
    words = phone.get(f"/clinician/offers/{offer.id}").get_data(as_text=True)
    assert "This offer has run out" in words
    assert "New offers come to you" in words
    late = phone.post(f"/clinician/offers/{offer.id}/accept", data={"key": KEY})
    assert late.status_code == 409


def shown_on(page: str) -> str:
    """What the page says will follow, as its form sends it back."""
    match = re.search(r'name="shown" type="hidden" value="([^"]+)"', page)
    assert match is not None
    return match[1]


def test_giving_back_from_a_page_opened_when_it_cost_less_shows_the_new_cost(
    scene: Scene, robin: Clinician, phone: SignedInClient
) -> None:
    soon = scene.another_slot(utc_now() + timedelta(hours=3))
    placement = scene.world.placement(soon, robin)
    url = f"/clinician/shifts/{placement.id}/release"
    answer = phone.post(url, data={"reason": "ill", "shown": "There is enough notice."}).text
    assert "What follows has changed" in answer
    assert "This is very short notice" in shown_on(answer)
    db.session.expire_all()
    assert placement.status is PlacementStatus.CONFIRMED


def test_giving_a_shift_back_shows_what_follows_first(
    scene: Scene, robin: Clinician, phone: SignedInClient
) -> None:
    placement = scene.world.placement(scene.slot, robin)
    url = f"/clinician/shifts/{placement.id}/release"
    page = phone.get(url).get_data(as_text=True)
    assert "nothing else happens" in page
    seen = {"shown": shown_on(page)}
    assert "A word or two is enough" in phone.post(url, data={}).get_data(as_text=True)
    done = follow(phone, phone.post(url, data=seen | {"reason": "My child is ill"}))
    assert "You are no longer down for this shift" in done.get_data(as_text=True)
    db.session.expire_all()
    assert placement.status is PlacementStatus.CLINICIAN_CALLOUT
    again = follow(phone, phone.post(url, data=seen | {"reason": "again"}))
    assert "already been taken back" in again.get_data(as_text=True)


def test_somebody_elses_offer_or_shift_does_not_exist(
    scene: Scene, phone: SignedInClient, client_for: ClientFor
) -> None:
    kim = scene.nurse()
    offer = send_offer(scene.slot.id, kim.id, scene.by, utc_now())
    placement = scene.world.placement(scene.another_slot(scene.slot.ends_at), kim)
    for url in (f"/clinician/offers/{offer.id}", f"/clinician/shifts/{placement.id}"):
        assert phone.get(url).status_code == 404
        assert client_for(scene.world.sign_in_of(kim)).get(url).status_code == 200
    assert phone.get(f"/clinician/shifts/{placement.id}/release").status_code == 404
    assert phone.get(f"/clinician/shifts/{placement.id}/shift.ics").status_code == 404
    data = {"key": KEY, "reason": "pay"}
    for action in ("accept", "decline"):
        assert phone.post(f"/clinician/offers/{offer.id}/{action}", data=data).status_code == 404
    db.session.expire_all()
    assert offer.status is OfferStatus.OPEN


@pytest.mark.parametrize("number", ["999999", "99999999999999999999", "0"])
def test_ids_that_do_not_exist(phone: SignedInClient, number: str) -> None:
    assert phone.get(f"/clinician/offers/{number}").status_code == 404
    assert phone.get(f"/clinician/shifts/{number}").status_code == 404


def test_my_communication_says_too_early_and_what_is_asked(phone: SignedInClient) -> None:
    words = phone.get("/clinician/communication").get_data(as_text=True)
    assert "Too early to say" in words
    assert "five responses" in words
    assert "Who sees it" in words
    assert "declining an offer never lowers it" in words


def test_others_do_not_come_in(scene: Scene, client_for: ClientFor) -> None:
    assert client_for(None).get("/clinician/offers").status_code == 302
    assert client_for(scene.coordinator).get("/clinician/offers").status_code == 403
    assert client_for(scene.facility_scheduler).get("/clinician/offers").status_code == 403
