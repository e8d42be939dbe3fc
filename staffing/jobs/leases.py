"""Who may work on a job: claims by fencing token and lease. Every function runs in the caller's transaction.

A claim raises the job's token. Whatever its worker writes later is written only where the token is still the
same, so a worker thought dead cannot write twice what another has done since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text, update

from staffing.audit import SYSTEM, Actor
from staffing.db import db
from staffing.jobs.models import Job, JobStatus

LEASE = timedelta(seconds=30)
"""Longer than a worker is ever silent: reading a two-week problem takes 5 s, on a busy machine far more."""
FROZEN_AFTER_SECONDS = 5
"""A beat is one statement: a connection that is silent this long in the middle of it is not coming back."""
MAX_ATTEMPTS = 3
DELIVERY_GRACE = timedelta(seconds=2)
"""How long a queued job may be missing from the queue before it is delivered again."""

Effect = Callable[[], None]


class LostLease(RuntimeError):
    """The job was claimed by another worker, or is over: nothing more may be written for this claim."""


@dataclass(frozen=True)
class Claim:
    """One worker's hold on one job."""

    job_id: int
    token: int
    kind: str
    args: dict[str, Any]
    agency_id: int
    attempts: int
    progress: dict[str, Any] | None
    """What an earlier worker left, if one died over it."""


def claim(job_id: int, now: datetime) -> Claim | None:
    """Take a queued job, or one whose lease ran out; None when there is nothing to take."""
    job = _locked(Job.id == job_id)
    if job is None or not _is_free(job, now):
        return None
    job.token += 1
    job.attempts += 1
    job.leased_until = now + LEASE
    job.move_to(JobStatus.RUNNING, SYSTEM)
    return Claim(job.id, job.token, job.kind, dict(job.args), job.agency_id, job.attempts, job.progress)


def heartbeat(held: Claim, now: datetime, progress: dict[str, Any] | None = None) -> bool:
    """Extend the lease and store progress; True when somebody asked to cancel. Raises LostLease."""
    _let_go_if_frozen()
    values: dict[str, Any] = {"leased_until": now + LEASE}
    if progress is not None:
        values["progress"] = progress
    cancelled = db.session.execute(
        update(Job)
        .where(*_mine(held))
        .values(**values)
        .returning(Job.cancel_requested)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if cancelled is None:
        raise LostLease(f"job {held.job_id} is no longer held by token {held.token}")
    return cancelled


def finish(held: Claim, effect: Effect) -> None:
    """Write the job's result and its completion together; raises LostLease and writes nothing."""
    job = _held(held)
    effect()
    _end(job, JobStatus.DONE)


def fail(held: Claim, reason: str, effect: Effect) -> None:
    """Give the job up, with whatever that means for its subject; raises LostLease and writes nothing."""
    job = _held(held)
    effect()
    job.error = reason[:500]
    _end(job, JobStatus.FAILED, reason)


def give_back(held: Claim) -> None:
    """Return an unfinished job to the queue (its worker is stopping); raises LostLease."""
    job = _held(held)
    job.attempts -= 1
    _end(job, JobStatus.QUEUED, "the worker stopped")


def request_cancel(job: Job, by: Actor) -> None:
    """Cancel a queued job now, or ask its worker to stop early; a job that is over stays as it is."""
    locked = _locked(Job.id == job.id)
    if locked is None:
        return
    if locked.status is JobStatus.QUEUED:
        locked.move_to(JobStatus.CANCELLED, by)
    elif locked.status is JobStatus.RUNNING:
        locked.cancel_requested = True


def requeue_expired(now: datetime) -> list[int]:
    """Put jobs whose worker fell silent back into the queue; their ids."""
    query = (
        select(Job)
        .where(Job.status == JobStatus.RUNNING, Job.leased_until < now)
        .order_by(Job.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    silent = list(db.session.scalars(query))
    for job in silent:
        _end(job, JobStatus.QUEUED, "its worker fell silent")
    return [job.id for job in silent]


def undelivered(now: datetime, waiting: frozenset[int]) -> list[int]:
    """Queued jobs that should be in the queue by now and are not."""
    query = select(Job.id).where(Job.status == JobStatus.QUEUED, Job.queued_at <= now - DELIVERY_GRACE)
    return [job_id for job_id in db.session.scalars(query.order_by(Job.id)) if job_id not in waiting]


def _let_go_if_frozen() -> None:
    """A worker frozen in the middle of a beat must not keep the job's row from everybody else.

    PostgreSQL then ends its session; when it wakes up, the token says that it has lost the job.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{FROZEN_AFTER_SECONDS}s'"))


def _is_free(job: Job, now: datetime) -> bool:
    if job.status is JobStatus.RUNNING:
        return job.leased_until is None or job.leased_until < now
    return job.status is JobStatus.QUEUED


def _mine(held: Claim) -> tuple[Any, ...]:
    return (Job.id == held.job_id, Job.token == held.token, Job.status == JobStatus.RUNNING)


def _held(held: Claim) -> Job:
    job = _locked(*_mine(held))
    if job is None:
        raise LostLease(f"job {held.job_id} is no longer held by token {held.token}")
    return job


def _locked(*conditions: Any) -> Job | None:
    query = select(Job).where(*conditions).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def _end(job: Job, status: JobStatus, reason: str | None = None) -> None:
    job.leased_until = None
    job.move_to(status, SYSTEM, reason)
