"""Every screen under axe in light and dark; deleting asks first; the menu on a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from staffing.db import db
from staffing.rates.models import Holiday
from tests.admin.test_screens import paths
from tests.browser import DESKTOP, PHONE, LiveServer, axe_violations
from tests.review.scene import Scene

pytestmark = pytest.mark.browser
FRAGMENTS = ("/card", "/swap", "/people/", "/progress/", "q=")


@pytest.fixture
def page(live_server: LiveServer, browser: Browser, scene: Scene) -> Any:
    context = browser.new_context(viewport=DESKTOP)
    live_server.sign_in(context, scene.world.coordinator())
    made = context.new_page()
    yield made
    context.close()


def whole_pages(scene: Scene) -> list[str]:
    found = [path for path in paths(scene) if not any(part in path for part in FRAGMENTS)]
    db.session.commit()
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(
    page: Page, live_server: LiveServer, scene: Scene, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for path in whole_pages(scene):
        page.goto(live_server.url + path)
        if violations := axe_violations(page):
            found[path] = violations
    assert found == {}


def test_no_screen_scrolls_sideways_on_a_phone_or_breaks_the_content_policy(
    page: Page, live_server: LiveServer, scene: Scene
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.set_viewport_size(PHONE)
    wide = []
    for path in whole_pages(scene):
        page.goto(live_server.url + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []
    assert complaints == []


def holidays() -> int:
    db.session.rollback()
    count = db.session.query(Holiday).count()
    db.session.rollback()
    return count


def test_removing_asks_first(page: Page, live_server: LiveServer, scene: Scene) -> None:
    db.session.add(Holiday(on_date=date(2026, 12, 25), name="Christmas Day"))
    db.session.commit()
    page.goto(f"{live_server.url}/admin/holidays/")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#confirm-dialog")).to_be_visible()
    assert holidays() == 1
    page.locator("[data-confirm-cancel]").click()
    assert holidays() == 1
    page.get_by_role("button", name="Remove").click()
    page.locator("[data-confirm-accept]").click()
    expect(page.locator("td.empty")).to_be_visible()
    assert holidays() == 0


def test_the_menu_folds_on_a_phone(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/admin/")
    link = page.get_by_role("link", name="Review", exact=True)
    expect(link).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    link.click()
    expect(page).to_have_url(f"{live_server.url}/admin/review/")
