"""Telling about a shift on a phone: thumb-sized, clean for axe, nothing asked that is not needed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from staffing.db import db
from staffing.ratings.models import Answer
from staffing.recovery.models import FeedbackReport, ReportKind
from tests.browser import PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.recovery.scene import Scene

pytestmark = pytest.mark.browser


def test_telling_on_a_phone(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    scene.rate(respect=Answer.NEVER)
    name = scene.placement.clinician.name
    context = browser.new_context(viewport=PHONE, has_touch=True)
    live_server.sign_in(context, scene.don)
    db.session.commit()
    page = context.new_page()
    page.goto(f"{live_server.url}/facility/rate/")
    page.get_by_role("link", name="Tell us about a shift").tap()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("link", name=name).tap()
    nature = page.get_by_role("group", name="If it is a complaint")
    expect(nature).to_be_visible()
    page.get_by_label("Something good").check()
    expect(nature).to_be_hidden()
    page.get_by_label("Something to put right").check()
    page.get_by_role("button", name="Send it").tap()
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the two.")
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    page.get_by_label("Professional").check()
    page.get_by_label("What happened?").fill("Left without a word at hand-off.")
    page.get_by_role("button", name="Send it").tap()
    expect(page.get_by_text("Your complaint about")).to_be_visible()
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    context.close()
    db.session.rollback()
    assert db.session.query(FeedbackReport).one().kind is ReportKind.COMPLAINT
