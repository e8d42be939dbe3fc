"""Collecting screens with rows on them: axe in light and dark, and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from staffing.audit import SYSTEM
from staffing.db import db, utc_now
from staffing.feedback.answering import answer
from staffing.feedback.kiosks import make_kiosk
from staffing.feedback.models import RatingComment
from staffing.policies.figures import save_figures
from staffing.ratings.questionnaire import BUILT_IN
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.factories import World
from tests.feedback.scene import PATIENT_ANSWERS, Scene

pytestmark = pytest.mark.browser

TEXT = "Call me at 214-555-0142, Robin was kind"


def test_comments_codes_tablets_and_an_import_from_file_to_score(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    scene = Scene.make(world)
    save_figures({"comments": 1}, SYSTEM, scene.now - timedelta(minutes=1))
    link, kiosk = scene.patient_link().link, make_kiosk(scene.unit.id, "Elevator", SYSTEM).kiosk
    db.session.flush()
    answer(link.id, {link.placement_id: PATIENT_ANSWERS}, BUILT_IN, TEXT, scene.now)
    comment = db.session.query(RatingComment).one()
    person, day = scene.people[0].clinician, (utc_now() - timedelta(days=30)).date()
    rows = f"{person.email},respect,40,22,{day}\nnobody@example.org,respect,40,22,{day}"
    addresses = (
        "comments/",
        f"comments/{comment.id}/",
        "rating-codes/",
        f"rating-codes/for/{scene.people[0].id}/",
        "tablets/",
        f"tablets/{kiosk.id}/",
        "tablets/make/",
        "score-imports/upload/",
        "figures/",
    )
    of_person = f"{live_server.url}/admin/clinicians/details/?id={person.id}"
    context = browser.new_context(viewport=DESKTOP)
    live_server.sign_in(context, world.coordinator())
    page = context.new_page()

    def look() -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert not scrolls_sideways(page), page.url
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        assert axe_in_both_schemes(page) == [], page.url

    for address in addresses:
        page.goto(f"{live_server.url}/admin/{address}")
        look()
    page.goto(f"{live_server.url}/admin/score-imports/upload/")
    file = f"email,dimension,n,always,period_end\n{rows}".encode()
    page.set_input_files("#file", files=[{"name": "scores.csv", "mimeType": "text/csv", "buffer": file}])
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("Where the scores come from").fill("patient survey")
    page.get_by_label("Let these scores count").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Line 3: nobody is known by").wait_for()
    look()
    page.get_by_role("button", name="Bring in 1 good row, leave 1 out").click()
    page.get_by_role("heading", name="patient survey").wait_for()
    look()
    page.goto(of_person)
    page.locator("#imported summary").click()
    assert "22 of 40" in page.locator("#imported").inner_text()
    look()
