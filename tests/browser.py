"""Help for tests that drive a real Chromium: a served application, sign-in by cookie, axe."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from staffing.accounts.models import Account
from staffing.db import db

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


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


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page, one readable line each."""
    results = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {found['help']} — {node['html'][:160]}"
        for found in results
        for node in found["nodes"]
    ]
