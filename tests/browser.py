"""Help for tests that drive a real Chromium: a served application, sign-in by cookie, axe."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from staffing.accounts.models import Account
from staffing.db import db

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
"""All of axe's usual rules that look at colours (its category `cat.color`)."""


class LiveServer:
    """The application on 127.0.0.1, in threads of this process, on the database of the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> LiveServer:
        db.session.commit()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()

    def sign_in(self, context: BrowserContext, account: Account) -> None:
        """Give the browser the session cookie of `account` (and end the test's own transaction)."""
        facts: dict[str, Any] = {"_user_id": account.fs_uniquifier, "_fresh": True}
        db.session.commit()
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        context.add_cookies(
            [
                {
                    "name": self.app.config["SESSION_COOKIE_NAME"],
                    "value": serializer.dumps(facts),
                    "url": self.url,
                }
            ]
        )


def axe_violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page, one readable line each; by `rules`, or by all of its usual ones."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = page.evaluate(
        "options => axe.run(options).then(results => results.violations)",
        {"resultTypes": ["violations"], **only},
    )
    return [
        f"{broken['id']}: {broken['help']} — {node['html'][:160]}"
        for broken in found
        for node in broken["nodes"]
    ]


def axe_in_both_schemes(page: Page) -> list[str]:
    """The same for a page as it stands, in light and in dark.

    In dark the rules of colour are enough: only `tokens.css` asks for the scheme, and it holds colours only
    (tests/web/test_colours.py).
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = axe_violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [f"dark: {line}" for line in axe_violations(page, *RULES_OF_COLOUR)]


def axe_at_both_sizes(page: Page) -> list[str]:
    """The same for a page as it stands, on a phone and then on a desktop."""
    found = []
    for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{name}: {line}" for line in axe_in_both_schemes(page)]
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
