"""The worker: `python -m staffing.worker` takes jobs and does what the clock asks for, until Ctrl-C.

Here every job kind and every periodic duty stands in one list. The solver's engine is imported with the
match job, once, before the processes are forked: a solve starts at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, current_app
from sqlalchemy import select

from staffing import settings as settings_module
from staffing.app import create_app
from staffing.bias.auditing import audit_raters
from staffing.db import db, transact
from staffing.demo.roll import keep_ahead
from staffing.digests.making import make_due
from staffing.equity.reports import make_due_reports
from staffing.feedback.asking import ask_facilities
from staffing.feedback.links import expire_due as expire_links
from staffing.jobs import queue_of
from staffing.jobs.consumer import JobConsumer
from staffing.jobs.periodic import Beat, Duty, reap
from staffing.jobs.queue import JobQueue
from staffing.jobs.runner import Handler, run_job
from staffing.matching.handler import MATCH
from staffing.matching.persist import retire_begun
from staffing.matching.runs import KIND as MATCH_KIND
from staffing.notifications.delivery import deliver_due
from staffing.offers.expiring import check_credentials, expire_due
from staffing.placements.rolling import roll_forward
from staffing.ratings.fits import refit
from staffing.ratings.models import RatingFit
from staffing.review.approving import APPROVE_MANY
from staffing.review.approving import KIND as APPROVE_MANY_KIND
from staffing.web import logs

WORKERS = 2
"""Processes that take jobs: a long match leaves one free for the quick ones."""

HANDLERS: dict[str, Handler] = {
    MATCH_KIND: MATCH,
    APPROVE_MANY_KIND: APPROVE_MANY,
}


def duties(queue: JobQueue) -> tuple[Duty, ...]:
    """Everything the clock asks for, with its interval in seconds."""
    return (
        Duty("lost jobs", 1, lambda now: reap(queue, now)),
        Duty("outbox", 2, deliver_due),
        Duty("offer expiry", 10, expire_due),
        Duty("shifts begin and end", 30, lambda now: transact(lambda: roll_forward(now))),
        Duty("proposals of begun shifts", 30, lambda now: transact(lambda: retire_begun(now))),
        Duty("credential expiry", 900, check_credentials),
        Duty("demo agency two weeks ahead", 3600, keep_ahead),
        Duty("facilities asked how it went", 60, ask_facilities),
        Duty("rating links expire", 300, expire_links),
        Duty("digests of last month", 3600, make_due),
        Duty("equity reports", 60, lambda now: make_due_reports(str(current_app.secret_key), now)),
        Duty("rating audit", 21_600, lambda now: transact(lambda: audit_raters(now))),
        Duty("rating fit", 900, lambda now: transact(lambda: fit_today(now))),
    )


def fit_today(now: datetime) -> None:
    """The night's rating fit, once a UTC day."""
    today = now.astimezone(UTC).date()
    if db.session.scalar(select(RatingFit.id).where(RatingFit.fitted_on == today)) is None:
        refit(today)


def serve(app: Flask) -> None:
    """Run until stopped; children end with it."""
    with app.app_context():
        queue = queue_of(app)
        queue.runner = _run
        JobConsumer(queue, workers=WORKERS, tick=Beat(duties(queue))).run()


def _run(job_id: int) -> None:
    try:
        run_job(job_id, HANDLERS)
    finally:
        db.session.remove()


def main() -> None:
    chosen = settings_module.load()
    logs.configure(chosen.log_level.upper())
    serve(create_app(chosen))


if __name__ == "__main__":
    main()
