"""Cards, copied links and a unit's tablet in a real browser: printed size, thumbs, idle return, axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from staffing.audit import SYSTEM
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.feedback.kiosks import make_kiosk
from staffing.ratings.models import CommunicationResponse, RaterSource
from tests.browser import PHONE, LiveServer, axe_in_both_schemes, axe_violations, scrolls_sideways
from tests.factories import World
from tests.feedback.scene import Scene

pytestmark = pytest.mark.browser

TABLET = {"width": 768, "height": 1024}
PAGES_OF_SIXTEEN_CARDS = 2


def signed_in(browser: Browser, live_server: LiveServer, scene: Scene, **context: object) -> Page:
    opened = browser.new_context(**context)  # type: ignore[arg-type]
    live_server.sign_in(opened, scene.don)
    return opened.new_page()


def pages_of(page: Page, paper: str) -> int:
    return page.pdf(format=paper, prefer_css_page_size=False).count(b"/Type /Page\n")


def test_cards_are_made_on_a_phone_and_print_eight_a_page(
    browser: Browser, live_server: LiveServer, scene: Scene
) -> None:
    address = f"{live_server.url}/facility/codes/{scene.reference}"
    page = signed_in(browser, live_server, scene, viewport=PHONE)
    page.goto(address)
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Cards to print").click()
    page.get_by_role("heading", name="16 cards").wait_for()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    assert page.get_by_role("button", name="Print").is_visible()
    for card in page.locator(".hand-card").all()[:2]:
        assert card.evaluate("one => one.scrollHeight <= one.clientHeight")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Print").is_visible()
    assert [pages_of(page, paper) for paper in ("A4", "Letter")] == [PAGES_OF_SIXTEEN_CARDS] * 2
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Back to the shift").click()
    page.get_by_role("button", name="Close them").first.click()
    page.locator("[data-confirm-accept]").click()
    page.get_by_text("8 unused codes closed.").wait_for()


def test_links_are_copied_with_one_tap(browser: Browser, live_server: LiveServer, world: World) -> None:
    scene = Scene.make(world, setting=Setting.VIRTUAL)
    address = f"{live_server.url}/facility/codes/{scene.reference}"
    allowed = ["clipboard-read", "clipboard-write"]
    page = signed_in(browser, live_server, scene, viewport=PHONE, permissions=allowed)
    page.goto(address)
    page.get_by_role("button", name="Links to copy").click()
    page.get_by_role("button", name="Copy link 2").click()
    page.get_by_text("Copy link 2: done.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link-2").input_value()
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)


def test_a_hand_off_is_rated_on_a_phone(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    live_server.sign_in(context, scene.world.sign_in_of(scene.people[0].clinician))
    page = context.new_page()
    page.goto(f"{live_server.url}/clinician/shifts")
    page.get_by_role("link", name="How was the hand-off with Amal?").tap()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    for line in page.locator("fieldset.rate-line").all():
        line.locator("label", has_text="Always").tap()
    page.locator(".rate-send button").tap()
    page.get_by_text("Thank you").first.wait_for()
    db.session.rollback()
    assert db.session.scalars(select(CommunicationResponse.source)).all() == [RaterSource.COLLEAGUE]


@pytest.mark.parametrize("viewport", [PHONE, TABLET])
def test_a_patient_taps_a_tile_rates_and_the_tablet_returns(
    browser: Browser, live_server: LiveServer, scene: Scene, viewport: dict[str, int]
) -> None:
    address = f"{live_server.url}/k/{make_kiosk(scene.unit.id, 'Elevator', SYSTEM).key}"
    db.session.commit()
    page = browser.new_context(viewport=viewport, has_touch=True).new_page()
    page.goto(address)
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    tile = page.get_by_role("button", name="Amal")
    box = tile.bounding_box()
    assert box is not None
    assert box["height"] >= 100
    page.clock.install()
    tile.tap()
    page.get_by_role("heading", name="How did Amal do?").wait_for()
    page.clock.fast_forward("01:29")
    page.locator("fieldset.rate-line label").first.tap()
    page.clock.fast_forward("01:29")
    assert "/r/" in page.url
    page.clock.fast_forward("00:02")
    page.get_by_role("heading", name="Who took care of you?").wait_for()
    page.get_by_role("button", name="Amal").tap()
    page.get_by_role("heading", name="How did Amal do?").wait_for()
    for line in page.locator("fieldset.rate-line").all():
        line.locator("label").nth(3).tap()
    page.locator(".rate-send button").tap()
    page.get_by_role("heading", name="Thank you!").wait_for()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Back to the start").tap()
    page.get_by_role("heading", name="Who took care of you?").wait_for()
    db.session.rollback()
    assert db.session.scalar(select(func.count(CommunicationResponse.id))) == 1
