"""A coordinator clears a run's piles in Chromium; every click that decides something is counted.

`review` is the address of one run's review, `/admin/review/?run=…`.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from staffing.review.flags import FLAG_WORDS

OF_COST = {FLAG_WORDS[flag] for flag in ("overtime", "long_drive", "margin_floor")}
"""Figures that one glance down a list settles; every other flag is about a person and a row is a decision."""


def clear_clean(page: Page, review: str, after: Callable[[], None]) -> int:
    """The whole clean pile with one confirm; `after` does what a worker would."""
    page.goto(f"{review}&pile=clean")
    if not page.locator("[data-row]").count():
        return 0
    page.get_by_role("button", name="Approve all").click()
    page.locator("[data-confirm-accept]").click()
    page.wait_for_url("**/review/?*")
    after()
    expect(page.locator(".toast, #approving:not([hx-get])").first).to_be_visible(timeout=180_000)
    return 1


def clear_look(page: Page, review: str) -> int:
    """The pile to look at, grouped by why: lists of costs together, people one by one."""
    decisions = 0
    while True:
        page.goto(f"{review}&pile=look")
        if not page.locator("[data-row]").count():
            return decisions
        decisions += _a_list_of_costs(page) or _people_one_by_one(page)


def _a_list_of_costs(page: Page) -> int:
    for section in page.locator("#rows section").all():
        why = section.locator("h2").inner_text().strip()
        together = section.get_by_role("button", name="Approve these")
        if set(why.split("; ")) <= OF_COST and together.count():
            together.click()
            page.locator("[data-confirm-accept]").click()
            expect(page.locator(".toast").first).to_be_visible(timeout=60_000)
            return 1
    return 0


def _people_one_by_one(page: Page) -> int:
    rows = page.locator("[data-row]").count()
    for left in range(rows, 0, -1):
        page.keyboard.press("a")
        expect(page.locator("[data-row]")).to_have_count(left - 1, timeout=30_000)
    return rows
