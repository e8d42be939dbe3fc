"""A scheduler at the keyboard, and on the phone: the request form and the week grid in Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from staffing import clock
from staffing.db import db, utc_now
from staffing.requests.favourites import Favourite
from staffing.requests.models import ShiftRequest, Slot
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.facility_pages.conftest import ZONE, Desk, soon

pytestmark = pytest.mark.browser

SECONDS_A_KEY = 0.5
"""An unhurried typist: two keys a second."""


@pytest.fixture
def page(desk: Desk, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, base_url=live_server.url)
    live_server.sign_in(context, desk.account)
    yield context.new_page()
    context.close()


class Keyboard:
    """Counts every key pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def test_fifteen_heads_within_a_minute_on_a_keyboard(desk: Desk, page: Page) -> None:
    desk.world.request(desk.ward, start=soon(-7, 7))
    db.session.commit()
    page.goto("/facility/week")
    begun, keys = time.monotonic(), Keyboard(page)
    for _ in range(5):
        keys.press("3", "ArrowRight")
    keys.press("Control+Enter")
    expect(page.get_by_text("15 more people asked for")).to_be_visible()
    taken = time.monotonic() - begun + keys.count * SECONDS_A_KEY
    db.session.rollback()
    future = ShiftRequest.starts_at > utc_now()
    assert db.session.scalar(select(func.sum(ShiftRequest.heads)).where(future)) == 15
    assert keys.count <= 15
    assert taken <= 60


def test_the_grid_moves_like_a_spreadsheet(desk: Desk, page: Page) -> None:
    for hour in (7, 19):
        desk.world.request(desk.ward, start=soon(-7, hour))
    db.session.commit()
    page.goto("/facility/week")
    fields, keys = page.locator("#week input"), Keyboard(page)
    expect(fields.nth(0)).to_be_focused()
    for key, place in (
        ("ArrowRight", 1),
        ("ArrowDown", 8),
        ("ArrowLeft", 7),
        ("ArrowUp", 0),
        ("Enter", 7),
        ("Tab", 8),
        ("Shift+Enter", 1),
    ):
        keys.press(key)
        expect(fields.nth(place)).to_be_focused()
    keys.press("4", "ArrowRight", "2")
    expect(page.locator("#week [data-total]").first).to_have_text("6")


def test_on_a_phone_the_grid_shows_a_day_at_a_time(desk: Desk, page: Page) -> None:
    desk.world.request(desk.ward, start=soon(-7, 7))
    db.session.commit()
    page.set_viewport_size(PHONE)
    page.goto("/facility/week")
    expect(page.locator("#week input:visible")).to_have_count(1)
    page.locator(".day-tabs label", has_text="Wed").click()
    page.locator("#week input:visible").fill("2")
    page.get_by_role("button", name="Save the week").click()
    expect(page.get_by_text("2 more people asked for")).to_be_visible()
    assert axe_in_both_schemes(page) == []


def test_the_estimate_follows_what_is_typed_and_the_request_is_sent(desk: Desk, page: Page) -> None:
    desk.icu.patients_read_up = True
    db.session.commit()
    day = clock.local_day(utc_now(), ZONE) + timedelta(days=5)
    day += timedelta(days=(2 - day.weekday()) % 7)
    page.goto("/facility/requests/new")
    page.get_by_label("Unit", exact=True).select_option("ICU")
    expect(page.get_by_label("Many of our patients have read up")).to_be_checked()
    page.get_by_label("Role").select_option("Registered nurse")
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("Start").fill("19:00")
    page.get_by_label("End").fill("07:00")
    expect(page.locator("#estimate-body")).to_contain_text("$804.50")
    page.get_by_label("How many people").fill("2")
    page.get_by_label("How many people").press("Tab")
    expect(page.locator("#estimate-body")).to_contain_text("$1,609.00")
    assert axe_in_both_schemes(page) == []
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="Your request is in")).to_be_visible()
    db.session.rollback()
    slots = db.session.scalars(select(Slot)).all()
    assert [slot.bill_cents for slot in slots] == [80_450, 80_450]
    assert slots[0].request.patients_read_up is True


def test_virtual_work_asks_for_the_patients_states(desk: Desk, page: Page) -> None:
    page.goto("/facility/requests/new")
    expect(page.get_by_label("States the patients are in")).to_be_hidden()
    page.get_by_label("Virtual").check()
    expect(page.get_by_label("States the patients are in")).to_be_visible()


def test_a_long_list_is_folded_and_its_summary_says_what_is_chosen(desk: Desk, page: Page) -> None:
    page.goto("/facility/requests/new")
    languages = page.locator("details.folded").filter(has_text="Languages besides English")
    expect(languages.get_by_label("Spanish")).to_be_hidden()
    languages.locator("summary").click()
    languages.get_by_role("searchbox").fill("span")
    expect(languages.get_by_label("Korean")).to_be_hidden()
    languages.get_by_label("Spanish").check()
    expect(languages.locator("summary")).to_contain_text("Spanish")


def test_another_unit_brings_its_own_facilitys_people(
    desk: Desk, live_server: LiveServer, browser: Browser
) -> None:
    annex, person = desk.world.facility(name="Magnolia Annex"), desk.world.clinician()
    clinic = desk.world.unit(annex)
    db.session.add(Favourite(facility_id=annex.id, clinician_id=person.id))
    both = desk.world.scheduler(desk.facility, annex)
    db.session.commit()
    context = browser.new_context(viewport=DESKTOP, base_url=live_server.url)
    live_server.sign_in(context, both)
    page = context.new_page()
    page.goto("/facility/requests/new")
    again = page.locator("details.folded").filter(has_text="People you would like again")
    expect(again.locator("summary")).to_contain_text("nobody in particular")
    page.get_by_label("Unit", exact=True).select_option(str(clinic.id))
    expect(again.locator("summary")).to_contain_text(person.name)
    again.locator("summary").click()
    again.get_by_label(person.name).uncheck()
    expect(again.locator("summary")).to_contain_text("nobody in particular")
    context.close()


def test_pages_are_accessible_and_fit(desk: Desk, page: Page) -> None:
    """One page load each, on a desktop and then on a phone."""
    request = desk.world.request(desk.ward, start=soon(3, 19), heads=3)
    placement = desk.world.placement(request.slots[0], desk.world.clinician())
    own, person = f"requests/{request.reference}", f"placements/{placement.id}"
    db.session.commit()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    paths = [
        "",
        "requests/",
        "requests/new",
        own,
        f"{own}/sent",
        f"{own}/cancel",
        f"{person}/not-again",
        "week",
    ]
    for path in paths:
        page.goto(f"/facility/{path}")
        for size in DESKTOP, PHONE:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert axe_in_both_schemes(page) == [], path
            assert not scrolls_sideways(page), path
    assert errors == []
