"""Rating on a phone: counted taps, thumb-sized targets, no sideways scrolling, clean for axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.placements.models import PlacementStatus
from staffing.ratings.models import CommunicationResponse
from tests.browser import DESKTOP, PHONE, LiveServer, axe_at_both_sizes
from tests.factories import World

pytestmark = pytest.mark.browser

SECONDS_A_TAP = 2.5
"""Reading a line of nine words and tapping, at an unhurried pace."""


@pytest.fixture
def don(world: World) -> Account:
    facility = world.facility()
    unit = world.unit(facility, name="4 West")
    request = world.request(unit, start=utc_now() - timedelta(hours=13), heads=3)
    for slot in request.slots:
        world.placement(slot, world.clinician(), PlacementStatus.WORKED)
    return world.scheduler(facility)


def open_list(browser: Browser, server: LiveServer, account: Account, **context: object) -> Page:
    opened = browser.new_context(**context)  # type: ignore[arg-type]
    server.sign_in(opened, account)
    page = opened.new_page()
    page.goto(f"{server.url}/facility/rate/")
    return page


def test_a_shift_of_three_is_rated_within_a_minute(
    browser: Browser, live_server: LiveServer, don: Account
) -> None:
    page = open_list(browser, live_server, don, viewport=PHONE, has_touch=True)
    page.get_by_role("link", name="4 West").tap()
    page.wait_for_url("**/rate/R-*")
    taps = 1
    for line in page.locator("fieldset.rate-line").all():
        line.locator("label", has_text="Usually").tap()
        taps += 1
    page.get_by_role("button", name="Send my answers").tap()
    taps += 1
    page.get_by_text("Thank you.").wait_for()
    assert taps == 3 * 5 + 2
    assert taps * SECONDS_A_TAP <= 60
    db.session.rollback()
    assert len(db.session.scalars(select(CommunicationResponse)).all()) == 3


def test_targets_fit_a_thumb_and_the_narrowest_phone(
    browser: Browser, live_server: LiveServer, don: Account
) -> None:
    page = open_list(browser, live_server, don, viewport=PHONE)
    page.get_by_role("link", name="4 West").click()
    page.wait_for_url("**/rate/R-*")
    for width, thumb in ((320, 36), (390, 44)):
        page.set_viewport_size({"width": width, "height": 844})
        for label in page.locator(".rate-scale label").all()[:5]:
            box = label.bounding_box()
            assert box is not None
            assert box["height"] >= 48
            assert box["width"] >= thumb
            assert label.evaluate("label => label.scrollWidth <= label.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_alone_will_do(browser: Browser, live_server: LiveServer, don: Account) -> None:
    page = open_list(browser, live_server, don, viewport=DESKTOP)
    page.get_by_role("link", name="4 West").click()
    page.locator(".rate-scale input").first.focus()
    for _line in range(15):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Thank you.").wait_for()


def test_axe_finds_nothing(browser: Browser, live_server: LiveServer, don: Account) -> None:
    page = open_list(browser, live_server, don, viewport=PHONE)
    assert axe_at_both_sizes(page) == []
    page.get_by_role("link", name="4 West").click()
    page.locator(".rate-scale label", has_text="Always").first.click()
    assert axe_at_both_sizes(page) == []
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Choose one for Robin. N/A is fine.").first.wait_for()
    assert axe_at_both_sizes(page) == []
