"""Painting free time with a stroke, and by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page

from staffing.db import db
from tests.browser import PHONE, LiveServer
from tests.factories import World

pytestmark = pytest.mark.browser


@pytest.fixture
def page(world: World, live_server: LiveServer, browser: Browser) -> Page:
    robin = world.clinician(always_available=False)
    context = browser.new_context(viewport=PHONE)
    live_server.sign_in(context, world.sign_in_of(robin))
    db.session.commit()
    page = context.new_page()
    page.goto(f"{live_server.url}/clinician/availability")
    return page


def ticked(page: Page) -> int:
    return page.locator("#usual-week input:checked").count()


def test_one_stroke_paints_a_row_and_another_clears_part_of_it(page: Page) -> None:
    cells = page.locator("#usual-week tbody tr").nth(1).locator(".cell")
    _stroke(page, cells.nth(0), cells.nth(6))
    assert ticked(page) == 7
    _stroke(page, cells.nth(6), cells.nth(4))
    assert ticked(page) == 4
    cells.nth(6).click()
    assert ticked(page) == 5
    page.get_by_role("button", name="Save my usual week").click()
    page.get_by_text("Saved.").wait_for()
    assert ticked(page) == 5


def test_every_block_is_an_ordinary_checkbox_for_the_keyboard(page: Page) -> None:
    page.locator("#usual-week input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ticked(page) == 2


def _stroke(page: Page, start: Locator, end: Locator) -> None:
    start.scroll_into_view_if_needed()
    boxes = [found.bounding_box() for found in (start, end)]
    (x, y), (to_x, to_y) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=30)
    page.mouse.up()
