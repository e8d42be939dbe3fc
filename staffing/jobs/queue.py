"""The embedded queue (Huey on an SQLite file): it only delivers job ids, the table is the truth.

A job is delivered after its transaction has committed. If that delivery is lost, the worker's reaper delivers
again; a job delivered twice is claimed once.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey
from sqlalchemy import event
from sqlalchemy.orm import Session

from staffing.audit import Actor, record
from staffing.db import db
from staffing.db.engine import wal_is_safe
from staffing.jobs.models import Job
from staffing.settings import Settings

log = logging.getLogger(__name__)

EXTENSION = "jobs"
PENDING = "jobs_to_deliver"
FILE = "queue.db"

Runner = Callable[[int], None]


class JobQueue:
    """Deliveries on their way to the worker. `runner` is set in the worker only."""

    def __init__(self, settings: Settings) -> None:
        settings.instance.mkdir(parents=True, exist_ok=True)
        self.huey = SqliteHuey(
            "staffing",
            results=False,
            filename=str(settings.instance / FILE),
            journal_mode="wal" if wal_is_safe() else "delete",
            fsync=False,
        )
        self.runner: Runner | None = None
        self._task = self.huey.task(name="run_job")(self._run)

    def deliver(self, job_id: int) -> None:
        """Send a job id to the worker; a delivery that fails is left to the reaper."""
        try:
            self._task(job_id)
        except sqlite3.Error:
            log.warning("job %s could not be delivered; the reaper will", job_id, exc_info=True)

    def waiting(self) -> frozenset[int]:
        """Ids delivered and not yet taken by a worker."""
        return frozenset(task.args[0] for task in self.huey.pending())

    def _run(self, job_id: int) -> None:
        if self.runner is None:
            raise RuntimeError("jobs run in the worker only (python -m staffing.worker)")
        self.runner(job_id)


def init_app(app: Flask) -> None:
    """Give the application its queue and deliver jobs after each commit."""
    app.extensions[EXTENSION] = JobQueue(app.config["SETTINGS"])
    factory: Any = db.session.session_factory
    if not event.contains(factory, "after_commit", _deliver_pending):
        event.listen(factory, "after_commit", _deliver_pending)
        event.listen(factory, "after_rollback", _forget_pending)


def queue_of(app: Flask) -> JobQueue:
    """The application's queue."""
    queue: JobQueue = app.extensions[EXTENSION]
    return queue


def enqueue(kind: str, args: dict[str, Any], by: Actor, now: datetime) -> Job:
    """Add a job to the open transaction; it is delivered once that has committed."""
    job = Job(kind=kind, args=args, queued_at=now, created_by_id=by.user_id)
    db.session.add(job)
    db.session.flush()
    record(job, "queued", by, after={"kind": kind, **args})
    db.session().info.setdefault(PENDING, []).append(job.id)
    return job


def _deliver_pending(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for job_id in session.info.pop(PENDING, []):
        queue_of(current_app).deliver(job_id)


def _forget_pending(session: Session) -> None:
    session.info.pop(PENDING, None)
