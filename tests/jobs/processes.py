"""A real worker in processes of its own, with job kinds made for these tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask

from staffing.audit import SYSTEM, record
from staffing.db import db
from staffing.jobs.consumer import JobConsumer
from staffing.jobs.models import Job
from staffing.jobs.queue import queue_of
from staffing.jobs.runner import Handler, RunningJob, run_job

PATIENCE_SECONDS = 15.0


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
    with app.app_context():
        queue = queue_of(app)
        queue.runner = lambda job_id: run_job(job_id, HANDLERS)
        JobConsumer(queue, workers=workers, tick=lambda: None).run()


@contextmanager
def worker_processes(app: Flask, workers: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """The consumer, started by command as in service; killed whole at the end if it still runs."""
    settings = app.config["SETTINGS"]
    environment = {**os.environ, "DATABASE_URL": settings.database_url, "INSTANCE": str(settings.instance)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.processes", str(workers)],
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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


if __name__ == "__main__":
    from staffing.app import create_app

    serve(create_app(), int(sys.argv[1]))
