"""Rating by link on a phone: counted taps in two languages, thumb-sized targets, clean for axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from staffing.db import db
from staffing.ratings.items import SCALE
from staffing.ratings.models import Answer, CommunicationResponse
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, axe_violations, scrolls_sideways
from tests.feedback.scene import Scene

pytestmark = pytest.mark.browser

NARROWEST = {"width": 320, "height": 700}
SECONDS_A_TAP = 5
"""Reading a line in large type and tapping, for somebody who is slow."""


def opened(browser: Browser, address: str, **context: object) -> Page:
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


@pytest.mark.parametrize(
    ("language", "locale", "thanks"), [("en", "en-US", "Thank you!"), ("es", "es-MX", "¡Gracias!")]
)
def test_a_patient_rates_within_a_minute(
    browser: Browser, live_server: LiveServer, scene: Scene, language: str, locale: str, thanks: str
) -> None:
    code = scene.patient_link().code
    db.session.commit()
    page = opened(browser, f"{live_server.url}/r/{code}", viewport=PHONE, has_touch=True, locale=locale)
    assert axe_violations(page) == []
    for words in page.locator(".rate-scale span").all()[:5]:
        assert words.evaluate("span => span.scrollWidth <= span.clientWidth")
    taps = 0
    for line in page.locator("fieldset.rate-line").all():
        line.locator("label", has_text=SCALE[language][Answer.USUALLY]).tap()
        taps += 1
    page.locator(".rate-send button").tap()
    page.get_by_role("heading", name=thanks).wait_for()
    assert (taps + 1) * SECONDS_A_TAP <= 60
    assert axe_violations(page) == []
    db.session.rollback()
    assert db.session.scalar(select(func.count(CommunicationResponse.id))) == 1


def test_errors_keep_the_answers_and_targets_fit_a_thumb(
    browser: Browser, live_server: LiveServer, scene: Scene
) -> None:
    """One load: what went wrong stands there on the narrowest phone, a usual one and a desktop."""
    address = f"{live_server.url}/r/{scene.patient_link().code}?lang=es"
    db.session.commit()
    page = opened(browser, address, viewport=PHONE)
    page.locator(".rate-scale label", has_text="Siempre").first.click()
    page.locator(".rate-send button").click()
    page.get_by_role("alert").wait_for()
    assert page.locator("input:checked").count() == 1
    assert page.locator(".field-error").count() == 3
    for viewport in NARROWEST, PHONE, DESKTOP:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert axe_in_both_schemes(page) == []
        for label in page.locator(".rate-scale label").all()[:5]:
            box = label.bounding_box()
            assert box is not None
            assert min(box["height"], box["width"]) >= 44
            assert label.evaluate("label => label.lastChild.scrollWidth <= label.clientWidth")
        assert not scrolls_sideways(page)
    page.get_by_role("link", name="Read this page in English").click()
    page.get_by_role("heading", name="How did Robin do?").wait_for()


def test_the_link_for_the_charge_nurse_is_shown_to_read_and_copy(
    browser: Browser, live_server: LiveServer, scene: Scene
) -> None:
    address = f"{live_server.url}/facility/rate/{scene.reference}"
    context = browser.new_context(viewport=PHONE)
    live_server.sign_in(context, scene.don)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Give this to the charge nurse").click()
    link = page.get_by_label("Link")
    assert "/r/" in link.input_value()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
