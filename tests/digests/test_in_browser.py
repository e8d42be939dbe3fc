"""The own record on a phone: a digest, an appeal asked and taken back, own data; clean for axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.digests.models import Digest
from tests.browser import PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.digests.test_pages import CONTENT
from tests.factories import NOW, World
from tests.ratings.makers import worked

pytestmark = pytest.mark.browser


@pytest.fixture
def me(world: World, live_server: LiveServer, page: Page) -> Clinician:
    """Signed in on a phone, with a digest and one worked shift."""
    found = world.clinician()
    db.session.add(
        Digest(clinician_id=found.id, month=NOW.date().replace(day=1), new_responses=7, content=CONTENT)
    )
    worked(world, found, world.unit(name="4 West"), ended=utc_now() - timedelta(hours=5))
    page.set_viewport_size(PHONE)
    live_server.sign_in(page.context, world.sign_in_of(found))
    return found


def clean(page: Page) -> None:
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)


def test_from_the_digest_to_an_appeal_and_back(me: Clinician, live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/clinician/communication")
    page.get_by_role("link", name="Digests").click()
    expect(page.get_by_text("Ask them to say it back.")).to_be_visible()
    clean(page)
    page.get_by_role("link", name="Look again").click()
    page.get_by_label("What should we know?").fill("They mixed me up.")
    page.get_by_role("button", name="Ask to look again").click()
    expect(page.get_by_text("Being looked at")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()


def test_own_data_is_one_click(me: Clinician, live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/clinician/my-data")
    clean(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "my-data.zip"
