"""The journey in Chromium, across the three sign-ins, with the real worker beside the web server:

request → match → review → offer → accept → (the shift is worked) → rate → next match, and at every step the
database and the audit trail say the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, text

from staffing import clock
from staffing.accounts.models import Account
from staffing.audit import SYSTEM, AuditEntry
from staffing.db import db, utc_now
from staffing.jobs.models import Job
from staffing.matching.models import MatchRun, ProposedPlacement
from staffing.notifications.models import OutboxMessage
from staffing.placements.models import Offer, Placement
from staffing.placements.rolling import roll_forward
from staffing.policies.figures import save_figures
from staffing.requests.models import ShiftRequest, Slot
from tests.browser import DESKTOP, PHONE, LiveServer, axe_violations
from tests.factories import World

pytestmark = pytest.mark.browser
ZONE = "America/Chicago"
WORKER_MS = 60_000
LIFECYCLES = (ShiftRequest, Slot, MatchRun, ProposedPlacement, Offer, Placement, OutboxMessage, Job)


@dataclass
class Cast:
    """Who and what the journey meets; names as plain text, so that the test's session stays closed."""

    facility: str
    nurse: str
    coordinator: Account
    scheduler: Account


@pytest.fixture
def cast(world: World) -> Cast:
    """One unit, one nurse who may work there, one who was never oriented, and no undo delay."""
    world.agency.is_demo = True  # its messages can be read on a page
    unit = world.unit(name="4 West")
    robin = world.clinician(oriented=(unit.facility,))
    world.clinician()
    coordinator = world.coordinator()
    save_figures({"undo_seconds": 0}, SYSTEM, utc_now() - timedelta(minutes=1))
    cast = Cast(unit.facility.name, robin.name, coordinator, world.scheduler(unit.facility))
    db.session.commit()
    return cast


@contextmanager
def worker(app: Flask) -> Iterator[None]:
    """The worker as it is started in service."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "INSTANCE": str(settings.instance),
        "SECRET_KEY": settings.secret_key,
        "PUBLIC_URL": settings.public_url,
        "MATCH_SECONDS": "5",
        "MATCH_WORKERS": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "staffing.worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def page_of(browser: Browser, server: LiveServer, account: Account | None, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, has_touch=size is PHONE)  # type: ignore[arg-type]
    if account is not None:
        server.sign_in(context, account)
    return context.new_page()


def ask_for_a_shift(page: Page, url: str, unit: str, days_ahead: int) -> str:
    """Fill the facility's form; the reference it is answered with."""
    day = clock.local_day(utc_now(), ZONE) + timedelta(days=days_ahead)
    page.goto(f"{url}/facility/requests/new")
    page.get_by_label("Unit", exact=True).select_option(label=unit)
    page.get_by_label("Role", exact=True).select_option(label="Registered nurse")
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("Start", exact=True).fill("07:00")
    page.get_by_label("End", exact=True).fill("19:00")
    expect(page.get_by_text("$66.00/h").first).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your request is in")).to_be_visible()
    return page.url.split("/requests/")[1].split("/")[0]


def match_and_open_review(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/runs/")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_text("finished", exact=True).first).to_be_visible(timeout=WORKER_MS)
    page.goto(f"{url}/admin/review/?pile=look")


def wait_for_message(page: Page, url: str, subject: str) -> None:
    """Reload the page of sent messages until the worker has sent it."""
    page.goto(f"{url}/demo/messages/")
    for _ in range(40):
        found = page.get_by_role("link").filter(has_text=subject)
        if found.count():
            found.first.click()
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"no message {subject!r} was sent")


def let_the_shift_be_over() -> None:
    """A week passes: the rows of the shift move into the past, and the clock's duty rolls them forward."""
    week = 7 * 86_400
    for table in ("slot", "shift_request", "placement"):
        db.session.execute(
            text(f"UPDATE {table} SET starts_at = starts_at - {week}, ends_at = ends_at - {week}")
        )
    db.session.commit()
    for _ in range(2):
        roll_forward(utc_now())
        db.session.commit()


def disagreements() -> list[str]:
    """Rows whose status is not the one their last audit entry tells of."""
    db.session.rollback()
    wrong = []
    for model in LIFECYCLES:
        for row in db.session.scalars(select(model)):
            told = last_told(row)
            if told is not None and told != row.status:
                wrong.append(f"{model.__tablename__} {row.id} is {row.status}, the trail says {told}")
    db.session.rollback()
    return wrong


def last_told(row: Any) -> str | None:
    entries = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id)
        .order_by(AuditEntry.id.desc())
    )
    statuses = (entry.after["status"] for entry in entries if entry.after and "status" in entry.after)
    return next(statuses, None)


def test_from_request_to_the_next_match(
    app: Flask, cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    url = live_server.url
    facility = page_of(browser, live_server, cast.scheduler, PHONE)
    desk = page_of(browser, live_server, cast.coordinator, DESKTOP)
    nurse = page_of(browser, live_server, None, PHONE)

    with worker(app):
        reference = ask_for_a_shift(facility, url, "4 West", 5)
        assert disagreements() == []

        match_and_open_review(desk, url)
        expect(desk.get_by_role("heading", name=cast.nurse)).to_be_visible()
        expect(desk.get_by_text("First time in this unit", exact=True)).to_be_visible()
        assert axe_violations(desk) == []
        desk.keyboard.press("a")
        expect(desk.get_by_text("Approved: the offer leaves").first).to_be_visible()
        assert disagreements() == []

        wait_for_message(nurse, url, cast.facility)
        link = nurse.get_by_role("link", name="/o/").first.get_attribute("href") or ""
        nurse.goto(url + urlsplit(link).path)
        nurse.get_by_role("button", name="Accept").click()
        expect(nurse.get_by_role("heading", name="You are confirmed")).to_be_visible()
        assert disagreements() == []

    facility.goto(f"{url}/facility/requests/{reference}")
    expect(facility.get_by_text(cast.nurse).first).to_be_visible()

    let_the_shift_be_over()
    assert disagreements() == []

    facility.goto(f"{url}/facility/rate/")
    facility.get_by_role("link").filter(has_text="4 West").click()
    for line in facility.locator("fieldset.rate-line").all():
        line.get_by_role("radio", name="Always").check()
    facility.get_by_role("button", name="Send my answers").click()
    expect(facility.get_by_text("Thank you").first).to_be_visible()

    with worker(app):
        ask_for_a_shift(facility, url, "4 West", 9)
        match_and_open_review(desk, url)
        expect(desk.get_by_role("heading", name=cast.nurse)).to_be_visible()
    first, second = means_by_run()
    assert first == pytest.approx(0.80, abs=1e-3)
    assert second > first
    assert disagreements() == []


def means_by_run() -> list[float]:
    """The communication mean each run saw for the clinician it proposed."""
    db.session.rollback()
    rows = db.session.scalars(select(ProposedPlacement).order_by(ProposedPlacement.run_id))
    return [row.score["communication"]["mean"] for row in rows]
