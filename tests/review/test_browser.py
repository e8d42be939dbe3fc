"""The review in Chromium: keys, undo, swap in three actions, filters that survive, phones, axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from staffing.db import db
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.placements.models import Offer, OfferStatus
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes
from tests.review.scene import Scene

pytestmark = pytest.mark.browser


@pytest.fixture
def rows(scene: Scene) -> list[int]:
    """Three flagged proposals and somebody free to swap in."""
    scene.nurse(first_name="Spare")
    made = [scene.propose(scene.nurse(), scene.slot(days=day), flags=("long_drive",)) for day in (3, 5, 7)]
    ids = [row.id for row in made]
    db.session.commit()
    return ids


@pytest.fixture
def opened(live_server: LiveServer, browser: Browser, scene: Scene, rows: Any) -> Any:
    context = browser.new_context(viewport=DESKTOP)
    live_server.sign_in(context, scene.world.coordinator())
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/review/?pile=look&view=facility")
    yield page
    context.close()


def read(question: Callable[[], Any]) -> Any:
    """Ask the database, leaving no transaction open that the server would wait for."""
    db.session.rollback()
    answer = question()
    db.session.rollback()
    return answer


def status_of(row_id: int) -> ProposedStatus:
    return read(lambda: db.session.get_one(ProposedPlacement, row_id).status)


def current(page: Page) -> str:
    return str(page.locator(".row.current").get_attribute("id"))


def test_keys_move_approve_and_undo(opened: Page, rows: list[int]) -> None:
    ids = rows
    assert current(opened) == f"p-{ids[0]}"
    opened.keyboard.press("j")
    assert current(opened) == f"p-{ids[1]}"
    opened.keyboard.press("k")
    opened.keyboard.press("a")
    expect(opened.locator(f"#p-{ids[0]}")).to_contain_text("Approved")
    assert status_of(ids[0]) is ProposedStatus.APPROVED
    assert current(opened) == f"p-{ids[1]}"
    opened.keyboard.press("u")
    expect(opened.locator(f"#p-{ids[0]}[data-row]")).to_be_visible()
    assert status_of(ids[0]) is ProposedStatus.PROPOSED
    assert read(lambda: db.session.query(Offer).one().status) is OfferStatus.WITHDRAWN
    assert "view=facility" in opened.url


def test_swap_takes_three_actions(opened: Page, rows: list[int]) -> None:
    """s, 1, a: the dialog, the best candidate, the approval."""
    first = rows[0]
    opened.keyboard.press("s")
    expect(opened.locator("#swap[open] [data-swap] button").first).to_be_visible()
    opened.keyboard.press("1")
    expect(opened.locator(f"#p-{first}")).to_have_count(0)
    opened.keyboard.press("a")
    expect(opened.locator("[data-decided]")).to_contain_text("Approved")
    assert status_of(first) is ProposedStatus.STALE
    assert read(lambda: db.session.query(Offer).count()) == 1


def test_reject_with_a_reason_and_lock(opened: Page, rows: list[int]) -> None:
    first, second = rows[0], rows[1]
    opened.keyboard.press("r")
    opened.fill("#reject-reason", "Known to be away")
    opened.keyboard.press("Enter")
    expect(opened.locator(f"#p-{first}")).to_contain_text("Rejected: Known to be away")
    opened.keyboard.press("l")
    expect(opened.locator(f"#p-{second}.locked")).to_be_visible()
    assert read(lambda: db.session.get_one(ProposedPlacement, second).locked)


def test_letters_typed_in_a_field_are_letters(opened: Page, rows: list[int]) -> None:
    opened.keyboard.press("r")
    opened.locator("#reject-reason").press_sequentially("also")
    assert opened.input_value("#reject-reason") == "also"
    assert status_of(rows[0]) is ProposedStatus.PROPOSED


def test_approve_all_asks_first_and_can_be_undone(opened: Page, rows: list[int]) -> None:
    opened.get_by_role("button", name="Approve all 3").first.click()
    expect(opened.locator("#confirm-dialog")).to_be_visible()
    assert status_of(rows[0]) is ProposedStatus.PROPOSED
    opened.locator("[data-confirm-accept]").click()
    expect(opened.locator(".toast")).to_contain_text("3 approved")
    assert {status_of(row) for row in rows} == {ProposedStatus.APPROVED}
    opened.locator(".toast button").click()
    expect(opened.locator("[data-row]")).to_have_count(3)
    assert {status_of(row) for row in rows} == {ProposedStatus.PROPOSED}


def test_question_mark_lists_the_keys(opened: Page) -> None:
    opened.keyboard.press("?")
    expect(opened.locator("#keys")).to_be_visible()


def test_a_phone_shows_cards_without_sideways_scrolling(opened: Page) -> None:
    opened.set_viewport_size(PHONE)
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.locator("[data-act=swap]").first.click()
    expect(opened.locator("#swap[open]")).to_be_visible()


def test_axe_finds_nothing(opened: Page) -> None:
    assert axe_in_both_schemes(opened) == []
    opened.keyboard.press("s")
    expect(opened.locator("#swap[open] [data-swap]").first).to_be_visible()
    assert axe_in_both_schemes(opened) == []
