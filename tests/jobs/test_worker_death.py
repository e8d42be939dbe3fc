"""Workers that die or hang, for real: kill -9 and SIGSTOP. Whatever happens, one effect."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from staffing.audit import SYSTEM, AuditEntry
from staffing.db import db, utc_now
from staffing.jobs import enqueue, queue_of
from staffing.jobs.leases import LEASE
from staffing.jobs.models import Job, JobStatus
from staffing.jobs.periodic import reap
from tests.conftest import both_databases
from tests.factories import World
from tests.jobs.processes import STOP_SECONDS, eventually, forked, lives, serve


def queued(gate: Path) -> int:
    job = enqueue("hold", {"gate": str(gate)}, SYSTEM, utc_now())
    db.session.commit()
    return job.id


def job_of(job_id: int) -> Job:
    job = db.session.get(Job, job_id)
    assert job is not None
    return job


def worker_of(job_id: int) -> int:
    return eventually(lambda: (job_of(job_id).progress or {}).get("pid"))


def effects_of(job_id: int) -> int:
    query = select(AuditEntry).where(AuditEntry.action == "effect", AuditEntry.entity_id == job_id)
    return len(db.session.scalars(query).all())


def much_later() -> datetime:
    return utc_now() + LEASE + timedelta(seconds=2)


@both_databases
def test_a_worker_killed_with_minus_nine_leaves_one_effect(world: World, app: Flask, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    job_id = queued(gate)
    with forked(app, serve, 1):
        first = worker_of(job_id)
        os.kill(first, signal.SIGKILL)
        gate.touch()
        assert reap(queue_of(app), much_later()) == [job_id]
        eventually(lambda: job_of(job_id).status is JobStatus.DONE)
    assert job_of(job_id).attempts == 2
    assert job_of(job_id).progress != {"pid": first}
    assert effects_of(job_id) == 1


def reaped(app: Flask, job_id: int) -> bool:
    """The reaper's beat, which in the product comes every second; whether the job is done by now."""
    job = job_of(job_id)
    if (job.status, job.attempts) == (JobStatus.RUNNING, 1):
        reap(queue_of(app), much_later())
    return job_of(job_id).status is JobStatus.DONE


@both_databases
def test_a_frozen_worker_that_wakes_up_writes_nothing(world: World, app: Flask, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    job_id = queued(gate)
    with forked(app, serve, 2):
        frozen = worker_of(job_id)
        os.kill(frozen, signal.SIGSTOP)
        gate.touch()
        eventually(lambda: reaped(app, job_id))
        os.kill(frozen, signal.SIGCONT)
        follow_up = queued(gate)
        eventually(lambda: job_of(follow_up).status is JobStatus.DONE)
    assert (job_of(job_id).attempts, effects_of(job_id)) == (2, 1)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_stopped_gives_back_its_job_and_ends(
    world: World, app: Flask, tmp_path: Path, stop: signal.Signals
) -> None:
    job_id = queued(tmp_path / "go")
    with forked(app, serve, 1) as process:
        worker = worker_of(job_id)
        os.kill(process.pid, stop)
        process.join(STOP_SECONDS)
        assert process.exitcode == 0
        eventually(lambda: job_of(job_id).status is JobStatus.QUEUED)
        eventually(lambda: not lives(worker))


def test_workers_end_when_their_parent_was_killed(world: World, app: Flask, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    job_id = queued(gate)
    with forked(app, serve, 1) as process:
        worker = worker_of(job_id)
        process.kill()
        process.join()
        gate.touch()
        eventually(lambda: job_of(job_id).status is JobStatus.DONE)
        eventually(lambda: not lives(worker))
