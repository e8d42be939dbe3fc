"""A real worker in processes of its own, with job kinds made for these tests."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.context import ForkProcess as Process
from pathlib import Path
from typing import Any

from flask import Flask

from staffing.audit import SYSTEM, record
from staffing.db import db
from staffing.db.scope import set_scope
from staffing.jobs.consumer import JobConsumer
from staffing.jobs.models import Job
from staffing.jobs.queue import queue_of
from staffing.jobs.runner import Handler, RunningJob, run_job

PATIENCE_SECONDS = 30.0
STOP_SECONDS = 5.0
"""Measured 0.8 s on a quiet machine; the tests share theirs."""


def hold(job: RunningJob) -> Callable[[], None]:
    """Say who works on it, then wait until the file named in the arguments appears."""
    gate = Path(job.args["gate"])
    while not job.beat({"pid": os.getpid()}) and not gate.exists():
        time.sleep(0.02)

    def effect() -> None:
        record(db.session.get(Job, job.claim.job_id), "effect", SYSTEM)

    return effect


def nothing(_args: dict[str, Any], _reason: str) -> None:
    """What a failure means for nobody in particular."""


HANDLERS = {"hold": Handler(hold, nothing)}


def serve(app: Flask, workers: int) -> None:
    """As `staffing.worker` does, with the job kinds above."""
    with app.app_context():
        queue = queue_of(app)
        queue.runner = lambda job_id: run_job(job_id, HANDLERS)
        JobConsumer(queue, workers=workers, tick=lambda: None).run()


@contextmanager
def forked(app: Flask, work: Callable[..., None], *args: Any) -> Iterator[Process]:
    """A server in a process of its own, with what is loaded here; killed whole if it still runs then."""
    db.session.rollback()
    db.engine.dispose()
    queue_of(app).huey.storage.close()
    process = get_context("fork").Process(target=_alone, args=(work, app, *args))
    process.start()
    try:
        yield process
    finally:
        assert process.pid is not None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


def _alone(work: Callable[..., None], *args: Any) -> None:
    os.setsid()
    set_scope(None)
    work(*args)


def lives(pid: int) -> bool:
    """Whether a process is there and not just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(truth: Callable[[], Any]) -> Any:
    """Poll until something is true and return it; fails after PATIENCE_SECONDS."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = truth()
        db.session.rollback()  # hold no lock: on SQLite every transaction here would keep writers out
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE_SECONDS} s: {truth}")
