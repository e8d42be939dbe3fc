"""A week of the demo agency, matched and reviewed in Chromium in at most 80 decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.demo.load import load
from staffing.demo.sizes import FULL
from staffing.jobs.models import Job, JobStatus
from staffing.jobs.runner import run_job
from staffing.matching.handler import run_now
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.matching.runs import start_run
from staffing.review.approving import APPROVE_MANY, KIND
from tests.browser import DESKTOP, LiveServer
from tests.review.walk import clear_clean, clear_look

pytestmark = pytest.mark.browser

MOST_DECISIONS = 80


@pytest.fixture
def demo_week(app: Flask) -> Iterator[int]:
    """A finished match of one week at the demo agency, full size; the run's id."""
    now = utc_now()
    agency_id = transact(lambda: load(FULL, now, lambda _: None).id)
    with use_scope(Scope.system(agency_id)):
        first = now.date() + timedelta(days=1)
        run = start_run(first, first + timedelta(days=6), [], "balanced", SYSTEM, now, seconds=45)
        run_now(run.id)
        yield run.id
        db.session.rollback()


def waiting() -> int:
    query = select(func.count(ProposedPlacement.id)).where(
        ProposedPlacement.status == ProposedStatus.PROPOSED
    )
    found = db.session.scalar(query) or 0
    db.session.rollback()
    return found


def work_off() -> None:
    """Do the approvals that were queued, as the worker would."""
    queued = select(Job.id).where(Job.kind == KIND, Job.status == JobStatus.QUEUED)
    ids = db.session.scalars(queued).all()
    db.session.rollback()
    for job_id in ids:
        run_job(job_id, {KIND: APPROVE_MANY})


def test_a_demo_week_takes_at_most_eighty_decisions(
    demo_week: int, live_server: LiveServer, page: Page, record_property: Callable[[str, object], None]
) -> None:
    page.set_viewport_size(DESKTOP)
    query = select(Account).where(Account.email == "coordinator@demo.example")
    live_server.sign_in(page.context, db.session.scalars(query).one())
    proposed = waiting()
    review = f"{live_server.url}/admin/review/?run={demo_week}"
    decisions = clear_clean(page, review, work_off) + clear_look(page, review)
    record_property("proposed", proposed)
    record_property("decisions", decisions)
    assert proposed > 400
    assert 1 < decisions <= MOST_DECISIONS
    assert waiting() == 0
    assert "Nothing needs a second look" in page.inner_text("main")
