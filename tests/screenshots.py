"""Take the pictures of docs/screens from a running, freshly started demo.

`make run` in one window, in another:
`.venv/bin/python -m tests.screenshots http://127.0.0.1:8000 docs/screens`.
It approves one proposed placement, so that there is an offer to show.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from staffing.accounts.demo_accounts import DEMO_PASSPHRASE

SIZES: dict[str, ViewportSize] = {
    "1280": {"width": 1280, "height": 900},
    "390": {"width": 390, "height": 844},
}
SCREENS = (
    ("coordinator", "today", "/admin/"),
    ("coordinator", "review", "/admin/review/?pile=look"),
    ("coordinator", "unfilled", "/admin/review/?pile=unfilled"),
    ("facility", "request", "/facility/requests/new"),
    ("facility", "week", "/facility/week"),
    ("facility", "board", "/facility/"),
    ("clinician", "availability", "/clinician/availability"),
)
OFFER_WAIT_MS = 120_000


def signed_in(browser: Browser, base: str, who: str, size: ViewportSize) -> Page:
    page = browser.new_context(viewport=size).new_page()
    page.goto(f"{base}/sign-in")
    page.locator("#email").fill(f"{who}@demo.example")
    page.locator("#password").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def keep(page: Page, folder: Path, name: str, size: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}-{size}.jpg", type="jpeg", quality=62)


def offer_address(browser: Browser, base: str) -> str:
    """Approve the first proposed placement and wait until its offer was sent."""
    page = signed_in(browser, base, "coordinator", SIZES["1280"])
    page.goto(f"{base}/admin/review/?pile=look")
    page.keyboard.press("a")
    for _ in range(OFFER_WAIT_MS // 2_000):
        page.wait_for_timeout(2_000)
        page.goto(f"{base}/demo/messages/")
        offers = page.get_by_role("link").filter(has_text="$")
        if offers.count():
            offers.first.click()
            link = page.get_by_role("link", name="/o/").first.get_attribute("href") or ""
            return base + urlsplit(link).path
    raise SystemExit("No offer was sent. Is the worker running?")


def main(base: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size, viewport in SIZES.items():
            for who in dict.fromkeys(who for who, _, _ in SCREENS):
                page = signed_in(browser, base, who, viewport)
                for _, name, path in (screen for screen in SCREENS if screen[0] == who):
                    page.goto(base + path)
                    keep(page, folder, name, size)
        offer = offer_address(browser, base)
        for size, viewport in SIZES.items():
            page = browser.new_context(viewport=viewport).new_page()
            page.goto(offer)
            keep(page, folder, "offer", size)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
