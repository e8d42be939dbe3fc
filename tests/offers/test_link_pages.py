"""The signed link: one offer, no sign-in, nothing changes by looking, and nothing else to see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.clinicians.credentials import Credential
from staffing.db import db, utc_now
from staffing.matching.verdicts import Blocker
from staffing.offers.links import SALT, offer_token
from staffing.offers.refusals import take_back_unfit
from staffing.offers.services import NotEligible, accept, send_offer, withdraw
from staffing.placements.models import AnswerChannel, DeclineReason, Offer, OfferStatus
from tests.clients import SignedInClient
from tests.offers.scene import Scene, follow, kinds, placements

KEY = "a-key-made-with-the-page"


@pytest.fixture
def stranger(client_for: Callable[[Account | None], SignedInClient]) -> SignedInClient:
    return client_for(None)


@pytest.fixture
def offer(scene: Scene) -> Offer:
    """An offer as of now, since a request reads the real clock."""
    return send_offer(scene.slot.id, scene.nurse().id, scene.by, utc_now(), reasons=["You know this unit"])


def path(offer: Offer, rest: str = "") -> str:
    return f"/o/{offer_token(offer.id)}{rest}"


def test_the_link_shows_the_offer_and_changes_nothing(offer: Offer, stranger: SignedInClient) -> None:
    page = stranger.get(path(offer))
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    for expected in ("$528.00", "$44.00", "07:00–19:00 (12 h)", "You know this unit", "minutes of drive"):
        assert expected in words
    assert "Declining never lowers your score." in words
    assert page.headers["Referrer-Policy"] == "strict-origin"
    db.session.expire_all()
    assert offer.status is OfferStatus.OPEN


def test_only_a_post_answers(offer: Offer, stranger: SignedInClient) -> None:
    assert stranger.get(path(offer, "/accept")).status_code == 405
    assert stranger.get(path(offer, "/decline")).status_code == 405
    assert placements() == []


def test_a_post_without_csrf_is_refused(offer: Offer, stranger: SignedInClient) -> None:
    assert stranger.post(path(offer, "/accept"), data={"key": KEY}, csrf=False).status_code == 400
    assert placements() == []


def test_yes_leads_to_the_way_there(offer: Offer, stranger: SignedInClient) -> None:
    answered = follow(stranger, stranger.post(path(offer, "/accept"), data={"key": KEY}))
    words = answered.get_data(as_text=True)
    assert answered.status_code == 200
    for expected in (
        "You are confirmed",
        "Garage B",
        "North door",
        "Dana, charge nurse",
        "Badge at the desk",
    ):
        assert expected in words
    assert "100 Example Street, Dallas, TX 75201" in words
    assert "(214) 555-0100" in words
    again = stranger.post(path(offer, "/accept"), data={"key": KEY})
    assert again.status_code == 303
    assert len(placements()) == 1


def test_a_second_tap_with_another_key_is_welcome_too(offer: Offer, stranger: SignedInClient) -> None:
    stranger.post(path(offer, "/accept"), data={"key": KEY})
    assert stranger.post(path(offer, "/accept"), data={"key": KEY + "2"}).status_code == 303
    assert len(placements()) == 1


@pytest.mark.parametrize("key", ["", "short", "with spaces in it", "x" * 65])
def test_a_yes_needs_a_sound_key(offer: Offer, stranger: SignedInClient, key: str) -> None:
    assert stranger.post(path(offer, "/accept"), data={"key": key}).status_code == 400


def test_no_keeps_the_reason(offer: Offer, stranger: SignedInClient) -> None:
    page = stranger.post(path(offer, "/decline"), data={"reason": "pay", "note": "Too little"})
    assert page.status_code == 200
    assert "Thank you for telling us" in page.get_data(as_text=True)
    db.session.expire_all()
    assert (offer.decline_reason, offer.decline_note) == (DeclineReason.PAY, "Too little")


def test_no_without_a_reason_asks_for_one_and_keeps_the_note(offer: Offer, stranger: SignedInClient) -> None:
    page = stranger.post(path(offer, "/decline"), data={"note": "Because"})
    assert page.status_code == 422
    assert "Choose what fits best." in page.get_data(as_text=True)
    assert "Because" in page.get_data(as_text=True)


def test_after_a_no_the_link_is_closed_kindly(offer: Offer, stranger: SignedInClient) -> None:
    stranger.post(path(offer, "/decline"), data={"reason": "busy"})
    page = stranger.get(path(offer))
    assert page.status_code == 410
    assert "You have already said no" in page.get_data(as_text=True)
    late_yes = stranger.post(path(offer, "/accept"), data={"key": KEY})
    assert late_yes.status_code == 409


def test_once_its_time_is_up_the_link_shows_no_shift(offer: Offer, stranger: SignedInClient) -> None:
    stranger.post(path(offer, "/accept"), data={"key": KEY})
    db.session.refresh(offer)
    offer.expires_at = utc_now() - timedelta(seconds=1)
    page = stranger.get(path(offer))
    assert page.status_code == 410
    assert "Garage B" not in page.get_data(as_text=True)
    assert stranger.get(path(offer, "/shift.ics")).status_code == 404


def test_a_conflict_is_said_kindly_and_frees_the_offer(offer: Offer, stranger: SignedInClient) -> None:
    licence = db.session.scalars(select(Credential).where(Credential.code == "RN")).one()
    licence.expires_on = offer.slot.starts_at.date()
    page = stranger.post(path(offer, "/accept"), data={"key": KEY})
    assert page.status_code == 409
    assert "One of your credentials does not cover it" in page.get_data(as_text=True)
    db.session.expire_all()
    assert offer.status is OfferStatus.WITHDRAWN
    assert placements() == []


def test_the_calendar_file_reads_back(offer: Offer, stranger: SignedInClient) -> None:
    stranger.post(path(offer, "/accept"), data={"key": KEY})
    answer = stranger.get(path(offer, "/shift.ics"))
    assert answer.mimetype == "text/calendar"
    assert "attachment" in answer.headers["Content-Disposition"]
    calendar = Calendar.from_ical(answer.get_data())
    (event,) = calendar.walk("VEVENT")
    (placement,) = placements()
    assert event["UID"] == f"placement-{placement.id}@staffing-match"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == placement.starts_at
    assert event.decoded("DTEND") == placement.ends_at
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["America/Chicago"]


@pytest.mark.parametrize(
    "damage", [lambda t: t[:-1], lambda t: t + "x", lambda t: "x", lambda t: t.swapcase()]
)
def test_a_damaged_link_opens_nothing(
    offer: Offer, stranger: SignedInClient, damage: Callable[[str], str]
) -> None:
    assert stranger.get(f"/o/{damage(offer_token(offer.id))}").status_code == 404


def test_a_link_signed_for_something_else_opens_nothing(
    app: Flask, offer: Offer, stranger: SignedInClient
) -> None:
    forged = URLSafeTimedSerializer(str(app.secret_key), salt="another-purpose").dumps(offer.id)
    strange = URLSafeTimedSerializer(str(app.secret_key), salt=SALT).dumps({"offer": offer.id})
    assert stranger.get(f"/o/{forged}").status_code == 404
    assert stranger.get(f"/o/{strange}").status_code == 404
    assert stranger.get(f"/o/{offer_token(10**6)}").status_code == 404


def test_the_token_names_the_offer_and_nothing_else(app: Flask, offer: Offer) -> None:
    signer = URLSafeTimedSerializer(str(app.secret_key), salt=SALT)
    assert signer.loads(offer_token(offer.id)) == offer.id
    assert re.fullmatch(r"[\w.-]+", offer_token(offer.id))


def test_over_https_a_browser_that_keeps_to_our_referrer_policy_can_answer(
    offer: Offer, stranger: SignedInClient
) -> None:
    """The CSRF check asks for a Referer there; `strict-origin` sends one, without the link itself."""
    secure = "https://localhost"
    bare = stranger.post(path(offer, "/accept"), data={"key": KEY}, base_url=secure)
    assert bare.status_code == 400
    headers = {"Referer": f"{secure}/"}
    answer = stranger.post(path(offer, "/accept"), data={"key": KEY}, base_url=secure, headers=headers)
    assert answer.status_code == 303
    assert len(placements()) == 1


def test_who_said_yes_is_not_told_later_that_the_offer_has_run_out(
    offer: Offer, stranger: SignedInClient
) -> None:
    stranger.post(path(offer, "/accept"), data={"key": KEY})
    offer.expires_at = utc_now() - timedelta(seconds=1)
    page = stranger.get(path(offer))
    assert page.status_code == 410
    assert "You have already said yes to this offer." in page.text
    assert "run out" not in page.text


def test_a_yes_given_by_phone_before_the_message_left_stops_the_message(scene: Scene) -> None:
    now = utc_now()
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, now, delay_seconds=60)
    accept(offer.id, scene.by, AnswerChannel.PHONE, now, key="by-phone")
    assert "offer_sent" not in kinds()
    assert "shift_confirmed" in kinds()


def test_an_offer_withdrawn_by_a_colleague_while_its_yes_is_refused_is_no_fault(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, utc_now())
    withdraw(offer.id, scene.by, "The unit closed.", utc_now())
    take_back_unfit(offer.id, NotEligible([Blocker("rest", "needs rest", {})]), utc_now())
    assert offer.status is OfferStatus.WITHDRAWN
