"""On a phone: from My shifts to an answer, the offer's line, a facility's page; clean for axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.site_ratings.models import SiteResponse
from tests.browser import PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.factories import World
from tests.ratings.makers import worked
from tests.site_ratings.makers import said_by_three

pytestmark = pytest.mark.browser


def opened(browser: Browser, server: LiveServer, account: Account, path: str) -> Page:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    server.sign_in(context, account)
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def test_a_place_is_rated_on_a_phone(browser: Browser, live_server: LiveServer, world: World) -> None:
    facility, person, now = world.facility(name="Larkspur Hospital"), world.clinician(), utc_now()
    unit = world.unit(facility, name="4 West")
    worked(world, person, unit, ended=now - timedelta(hours=1))
    said_by_three(world, unit, 10, now - timedelta(days=40))
    offer = world.offer(
        world.slot(unit, start=now + timedelta(days=5)),
        person,
        sent_at=now,
        expires_at=now + timedelta(hours=4),
    )
    nurse, don, offer_id = world.sign_in_of(person), world.scheduler(facility), offer.id

    page = opened(browser, live_server, nurse, "/clinician/shifts")
    assert axe_in_both_schemes(page) == []
    page.get_by_role("link", name="How was Larkspur Hospital?").tap()
    page.get_by_role("button", name="Send my answers").tap()
    page.get_by_text("Respect: choose one. N/A is fine.").first.wait_for()
    lines = page.locator("fieldset.rate-line").all()
    assert len(lines) == 3
    lines[0].locator("label", has_text="Usually").tap()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    for label in page.locator(".rate-scale label").all():
        box = label.bounding_box()
        assert box is not None
        assert (box["height"] >= 48, box["width"] >= 44) == (True, True)
    for line in lines[1:]:
        line.locator("label", has_text="Always").tap()
    page.get_by_role("button", name="Send my answers").tap()
    page.get_by_text("Thank you.").wait_for()
    assert page.get_by_role("link", name="How was Larkspur Hospital?").count() == 0
    page.goto(f"{live_server.url}/clinician/offers/{offer_id}")
    assert page.get_by_text("almost always ready for you · 10 ratings").is_visible()
    assert axe_in_both_schemes(page) == []

    page = opened(browser, live_server, don, "/facility/clinicians-say/")
    assert page.get_by_text("10 ratings").first.is_visible()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    db.session.rollback()
    assert len(db.session.scalars(select(SiteResponse)).all()) == 11
