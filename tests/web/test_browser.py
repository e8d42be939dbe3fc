"""Sign-in, errors and the confirm dialog in a real browser, under the real Content-Security-Policy."""

from __future__ import annotations

import pytest
from flask_security.utils import hash_password
from playwright.sync_api import Page, expect

from staffing.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSPHRASE
from staffing.accounts.models import RoleName
from staffing.db import db
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.factories import World

pytestmark = pytest.mark.browser


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains about (a refused script or style among them)."""
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_sign_in_page_is_accessible(
    live_server: LiveServer, page: Page, complaints: list[str], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/sign-in")
    assert axe_in_both_schemes(page) == []
    assert not scrolls_sideways(page)
    assert complaints == []


def test_a_failed_sign_in_keeps_the_email_and_moves_the_focus(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/sign-in")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Password").fill("not the right one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value("ana@example.org")
    assert axe_in_both_schemes(page) == []


def test_a_demo_door_opens_with_one_click(world: World, live_server: LiveServer, page: Page) -> None:
    account = world.account(RoleName.FACILITY_SCHEDULER, email=DEMO_ACCOUNTS[1].email)
    account.password, name = hash_password(DEMO_PASSPHRASE), account.name
    db.session.commit()
    page.goto(f"{live_server.url}/sign-in")
    page.get_by_role("button", name="Facility scheduler").click()
    page.goto(f"{live_server.url}/account/password")
    page.locator("summary", has_text=name).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{live_server.url}/sign-in")


PLANT = """() => {
  const form = document.createElement("form");
  form.method = "get"; form.action = "/healthz";
  form.dataset.confirm = "This costs $264.00."; form.dataset.confirmYes = "Cancel it";
  form.innerHTML = "<button id='planted' type='submit'>Cancel this shift</button>";
  document.querySelector("main").append(form);
}"""


def test_a_costly_button_asks_first(live_server: LiveServer, page: Page, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/sign-in")
    page.evaluate(PLANT)
    page.locator("#planted").click()
    expect(page.get_by_role("dialog")).to_contain_text("This costs $264.00.")
    assert axe_in_both_schemes(page) == []
    page.get_by_role("button", name="Go back").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{live_server.url}/sign-in")
    assert complaints == []
    page.locator("#planted").click()
    page.get_by_role("button", name="Cancel it").click()
    expect(page).to_have_url(f"{live_server.url}/healthz?")
