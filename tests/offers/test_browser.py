"""The offer on a phone in a real browser: everything on the first screen, answered in seconds, axe-clean."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.offers.links import offer_token
from staffing.offers.services import send_offer
from staffing.placements.models import Offer, OfferStatus
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.offers.scene import Scene, placements

pytestmark = pytest.mark.browser
WHY = ["You know this unit", "Patients talk a lot here, and you explain well"]
FIRST_SCREEN = [
    "$528.00",
    "$44.00 an hour",
    "07:00–19:00 (12 h)",
    "minutes of drive",
    "You know this unit",
    "Please answer by",
    "Accept",
    "Not this one",
    "Declining never lowers your score.",
]


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def robin(scene: Scene) -> Clinician:
    return scene.nurse()


@pytest.fixture
def offer(scene: Scene, robin: Clinician) -> Offer:
    return send_offer(scene.slot.id, robin.id, scene.by, utc_now(), reasons=WHY)


def visit(page: Page, url: str) -> None:
    """Open a page once the test's own transaction is over (on SQLite it would hold the one lock)."""
    db.session.commit()
    page.goto(url)


def keep_picture(page: Page, name: str) -> None:
    """Pictures in light and dark to look at, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


def test_everything_stands_on_the_first_screen(
    live_server: LiveServer, phone: BrowserContext, offer: Offer
) -> None:
    page = phone.new_page()
    visit(page, f"{live_server.url}/o/{offer_token(offer.id)}")
    for words in FIRST_SCREEN:
        found = page.get_by_text(words, exact=False).first
        box = found.bounding_box()
        assert box is not None, words
        assert box["y"] + box["height"] <= PHONE["height"], f"{words} lies below the first screen"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe_in_both_schemes(page) == []
    keep_picture(page, "offer-link")


def test_a_yes_from_the_link_takes_seconds(
    live_server: LiveServer, phone: BrowserContext, offer: Offer
) -> None:
    page, begun = phone.new_page(), time.monotonic()
    visit(page, f"{live_server.url}/o/{offer_token(offer.id)}")
    page.get_by_role("button", name="Accept").tap()
    expect(page.get_by_role("heading", name="You are confirmed")).to_be_visible()
    assert time.monotonic() - begun <= 20
    expect(page.get_by_text("Garage B")).to_be_visible()
    expect(page.get_by_role("button", name="Add to my calendar")).to_be_visible()
    assert axe_in_both_schemes(page) == []
    keep_picture(page, "offer-confirmed")
    db.session.rollback()
    assert [row.offer_id for row in placements()] == [offer.id]


def test_a_no_with_its_reason(live_server: LiveServer, phone: BrowserContext, offer: Offer) -> None:
    page, begun = phone.new_page(), time.monotonic()
    visit(page, f"{live_server.url}/o/{offer_token(offer.id)}")
    page.get_by_text("Not this one").tap()
    page.get_by_label("Too far").tap()
    assert axe_in_both_schemes(page) == []
    keep_picture(page, "offer-decline")
    page.get_by_role("button", name="Send my no").tap()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert time.monotonic() - begun <= 20
    assert axe_in_both_schemes(page) == []
    db.session.rollback()
    db.session.refresh(offer)
    assert offer.status is OfferStatus.DECLINED


OWN_PAGES = ["offers", "shifts", "communication", "profile", "preferences", "availability", "credentials"]


def test_own_pages_are_axe_clean_and_fit(
    live_server: LiveServer, browser: Browser, scene: Scene, robin: Clinician, offer: Offer
) -> None:
    """One page load each, on a phone and then on a desktop."""
    scene.world.placement(scene.another_slot(scene.slot.ends_at), robin)
    context = browser.new_context(viewport=PHONE)
    live_server.sign_in(context, scene.world.sign_in_of(robin))
    page, wide, found = context.new_page(), [], {}
    for name in OWN_PAGES:
        visit(page, f"{live_server.url}/clinician/{name}")
        for size in PHONE, DESKTOP:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            where = f"{name}-{size['width']}"
            if scrolls_sideways(page):
                wide.append(where)
            if violations := axe_in_both_schemes(page):
                found[where] = violations
            keep_picture(page, f"own-{where}")
    context.close()
    assert found == {}
    assert wide == []


def test_a_shift_and_giving_it_back(
    live_server: LiveServer, phone: BrowserContext, scene: Scene, robin: Clinician
) -> None:
    placement = scene.world.placement(scene.slot, robin)
    live_server.sign_in(phone, scene.world.sign_in_of(robin))
    page = phone.new_page()
    visit(page, f"{live_server.url}/clinician/shifts/{placement.id}")
    assert axe_in_both_schemes(page) == []
    keep_picture(page, "shift")
    page.get_by_role("link", name="I cannot come").click()
    assert axe_in_both_schemes(page) == []
    keep_picture(page, "release")
    page.get_by_label("Why can you not come?").fill("My child is ill")
    page.get_by_role("button", name="Give this shift back").click()
    expect(page.get_by_text("You are no longer down for this shift")).to_be_visible()
