"""An emergency override by the screens: one coordinator asks, another decides, the offer says the hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, expect

from staffing.accounts.models import Account, RoleName
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.placements.models import Offer
from staffing.requests.models import Slot
from tests.browser import DESKTOP, PHONE, LiveServer, axe_violations
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
HOURS = "14 h on duty within 24 hours. The rule is at most 12 h 30 min; an override goes up to 16 h."


@pytest.fixture
def tired(scene: Scene) -> tuple[Clinician, Slot]:
    """Someone whom only the 24 h rule keeps from the slot."""
    person = scene.nurse()
    held = scene.slot(hours=8)
    scene.world.placement(held, person)
    return person, scene.world.slot(scene.unit, start=held.ends_at + timedelta(hours=10), hours=8)


def ask(client: SignedInClient, pair: tuple[Clinician, Slot], reason: str = "Two called out") -> str:
    """Ask by the form; the page it leads to."""
    person, slot = pair
    data = {"slot_id": str(slot.id), "clinician_id": str(person.id), "reason": reason}
    answer = client.post("/admin/emergency-overrides/ask/", data=data)
    return client.get(answer.headers["Location"]).text


def the_row() -> EmergencyOverride:
    db.session.expire_all()
    return db.session.query(EmergencyOverride).one()


def test_it_is_asked_for_where_only_the_hours_speak_against_somebody(
    scene: Scene, tired: tuple[Clinician, Slot], client_for: ClientFor
) -> None:
    person, slot = tired
    client = client_for(scene.world.coordinator())
    found = client.get(f"/admin/slots/{slot.id}/people/?q={person.last_name}").text
    assert HOURS in found
    assert "declining has no penalty" in found
    nobody = client.get(f"/admin/slots/{slot.id}/people/").text
    assert "Only the hours on duty in 24 keep these people from it" in nobody
    assert HOURS in nobody
    assert HOURS in client.get(f"/admin/next-offers/{slot.id}/people/").text
    rested = scene.nurse()
    best = client.get(f"/admin/slots/{slot.id}/people/").text
    assert rested.name in best
    assert "emergency" not in best


def test_somebody_else_grants_it_and_the_offer_goes_out_from_there(
    scene: Scene, tired: tuple[Clinician, Slot], client_for: ClientFor
) -> None:
    person, slot = tired
    asker = client_for(scene.world.coordinator())
    other = client_for(scene.world.account(RoleName.AGENCY_ADMINISTRATOR))
    assert "Another coordinator or agency administrator sees it" in ask(asker, tired)
    row = the_row()
    own = f"/admin/emergency-overrides/{row.id}/"
    assert "somebody else has to decide" in asker.get(own).text
    assert "Grant" not in asker.get("/admin/emergency-overrides/").text.split("<main")[1]
    assert "invite a second coordinator" in asker.get(asker.post(f"{own}grant/").headers["Location"]).text
    assert the_row().status is OverrideStatus.ASKED
    assert "1</strong> emergency overrides to decide" in other.get("/admin/").text
    waiting = other.get("/admin/emergency-overrides/").text
    assert "Two called out" in waiting
    assert "<strong>14 h</strong>" in waiting
    assert "Nobody else may take this shift within the usual hours" in waiting
    granted = other.get(other.post(f"{own}grant/").headers["Location"]).text
    assert f"Send the offer to {person.name}" in granted
    assert "the offer is not sent yet" in asker.get("/admin/").text
    asker.post(f"/admin/slots/{slot.id}/offer/", data={"clinician_id": str(person.id)})
    offer = db.session.query(Offer).one()
    assert "The offer is out." in asker.get(own).text
    assert "Say so on the phone" in asker.get(f"/admin/offers/{offer.id}/").text
    assert "Emergency overrides</h2>" not in asker.get("/admin/").text
    words = client_for(scene.world.sign_in_of(person)).get(f"/clinician/offers/{offer.id}").text
    assert "14 h on duty in 24 hours" in words
    assert "declining has no penalty of any kind" in words
    assert "Two called out" not in words


def test_it_is_refused_with_a_reason(
    scene: Scene, tired: tuple[Clinician, Slot], client_for: ClientFor
) -> None:
    person, slot = tired
    asker, other = client_for(scene.world.coordinator()), client_for(scene.world.coordinator())
    ask(asker, tired)
    own = f"/admin/emergency-overrides/{the_row().id}/"
    scene.nurse()
    assert "1 other may take this shift within the usual hours" in other.get(own).text
    assert "Say why" in other.get(other.post(f"{own}refuse/").headers["Location"]).text
    other.post(f"{own}refuse/", data={"reason": "The float pool has somebody"})
    assert the_row().status is OverrideStatus.REFUSED
    assert "The float pool has somebody" in asker.get("/admin/emergency-overrides/").text
    sent = asker.post(f"/admin/slots/{slot.id}/offer/", data={"clinician_id": str(person.id)})
    assert "on duty within 24 hours" in asker.get(sent.headers["Location"]).text
    assert db.session.query(Offer).count() == 0


def test_without_a_reason_nothing_is_asked(
    scene: Scene, tired: tuple[Clinician, Slot], client_for: ClientFor
) -> None:
    assert "Say why" in ask(client_for(scene.world.coordinator()), tired, reason=" ")
    assert db.session.query(EmergencyOverride).count() == 0


def test_others_of_the_agency_may_not_decide(
    scene: Scene, tired: tuple[Clinician, Slot], client_for: ClientFor
) -> None:
    ask(client_for(scene.world.coordinator()), tired)
    own = f"/admin/emergency-overrides/{the_row().id}/"
    for role in (RoleName.CREDENTIALING_SPECIALIST, RoleName.BILLING_MANAGER):
        assert client_for(scene.world.account(role)).post(f"{own}grant/").status_code == 403
    assert the_row().status is OverrideStatus.ASKED


@pytest.mark.browser
def test_in_a_browser_by_two_people(
    live_server: LiveServer, browser: Browser, scene: Scene, tired: tuple[Clinician, Slot]
) -> None:
    """Asked on a wide screen, granted on a phone; axe in light and dark on the way."""
    (name, slot_id), sizes = (tired[0].name, tired[1].id), cast("list[Any]", [DESKTOP, PHONE])
    contexts = [browser.new_context(viewport=size) for size in sizes]
    for context in contexts:
        live_server.sign_in(context, scene.world.coordinator())
    asking, deciding = (context.new_page() for context in contexts)
    asking.goto(f"{live_server.url}/admin/slots/{slot_id}/")
    asking.get_by_text("Ask for an emergency override").click()
    assert axe_violations(asking) == []
    asking.get_by_label("Why is this an emergency?").fill("Two called out")
    asking.get_by_role("button", name="Ask for the override").click()
    expect(asking.get_by_role("heading", name="Emergency overrides")).to_be_visible()
    deciding.goto(f"{live_server.url}/admin/emergency-overrides/")
    for scheme in ("light", "dark"):
        deciding.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert axe_violations(deciding) == []
    assert not deciding.evaluate("document.documentElement.scrollWidth > innerWidth")
    deciding.get_by_role("button", name="Grant").click()
    assert axe_violations(deciding) == []
    deciding.get_by_role("button", name=f"Send the offer to {name}").click()
    expect(deciding.get_by_role("heading", name="Offers")).to_be_visible()
    for context in contexts:
        context.close()
