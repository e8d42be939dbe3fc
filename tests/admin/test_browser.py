"""Every screen under axe in light and dark, and on a phone; deleting asks first; the menu on a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from staffing.accounts.models import RoleName
from staffing.db import db
from staffing.rates.models import Holiday
from tests.admin.test_screens import paths
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.review.scene import Scene

pytestmark = pytest.mark.browser
FRAGMENTS = ("/card", "/swap", "/people/", "/progress/", "q=")


@pytest.fixture
def page(live_server: LiveServer, browser: Browser, scene: Scene) -> Any:
    context = browser.new_context(viewport=DESKTOP)
    live_server.sign_in(context, scene.world.account(RoleName.AGENCY_ADMINISTRATOR))
    made = context.new_page()
    yield made
    context.close()


def whole_pages(scene: Scene) -> list[str]:
    found = [path for path in paths(scene) if not any(part in path for part in FRAGMENTS)]
    db.session.commit()
    return found


def test_every_screen_is_clean_for_axe_fits_a_phone_and_keeps_the_content_policy(
    page: Page, live_server: LiveServer, scene: Scene
) -> None:
    """One page load each: its width on a phone, then axe on a desktop in light and dark."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    wide, found = [], {}
    for path in whole_pages(scene):
        page.set_viewport_size(PHONE)
        page.goto(live_server.url + path)
        if scrolls_sideways(page):
            wide.append(path)
        page.set_viewport_size(DESKTOP)
        if violations := axe_in_both_schemes(page):
            found[path] = violations
    assert found == {}
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


def test_somebody_is_picked_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, scene: Scene
) -> None:
    for last_name in ("Park", "Parker", "Stone"):
        scene.nurse(first_name="Ada", last_name=last_name)
    db.session.commit()
    page.goto(f"{live_server.url}/admin/orientations/new/")
    box, chosen = page.get_by_role("combobox", name="Clinician"), page.locator("[name=clinician_id]")
    box.press_sequentially("ada pa")
    options = page.get_by_role("option")
    expect(options).to_have_text(["Ada Park Registered nurse, Dallas", "Ada Parker Registered nurse, Dallas"])
    expect(box).to_have_attribute("aria-expanded", "true")
    assert axe_in_both_schemes(page) == []
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("Ada Parker")
    expect(chosen).not_to_have_value("")
    expect(options).to_have_count(0)
    box.press("Backspace")
    expect(chosen).to_have_value("")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press_sequentially("zzz")
    expect(page.get_by_text("Nothing fits.")).to_be_attached()
