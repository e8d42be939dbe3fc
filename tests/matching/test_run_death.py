"""The real worker in the middle of a real solve, killed with -9 or stopped: one proposal, nothing left."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from staffing.audit import SYSTEM
from staffing.db import db, utc_now
from staffing.jobs import queue_of
from staffing.jobs.leases import LEASE
from staffing.jobs.models import JobStatus
from staffing.jobs.periodic import reap
from staffing.matching.models import MatchRun, ProposedPlacement, RunStatus
from staffing.matching.runs import job_of, run_progress, start_run
from staffing.worker import serve
from tests.conftest import both_databases
from tests.factories import World, at
from tests.jobs.processes import STOP_SECONDS, eventually, forked, lives
from tests.matching.stage import Stage

SECONDS = 2.5


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def big_enough(world: World) -> MatchRun:
    """A run whose search lasts until its time is up, or nearly."""
    stage = Stage(world)
    for _ in range(25):
        stage.checks_today(stage.nurse())
    tomorrow = utc_now().date() + timedelta(days=2)
    for day in range(7):
        for hour in (7, 15, 23):
            stage.request(start=at(tomorrow + timedelta(days=day), hour), hours=8, heads=4)
    run = start_run(
        tomorrow, tomorrow + timedelta(days=6), [], "balanced", SYSTEM, utc_now(), seconds=SECONDS
    )
    db.session.commit()
    return run


def proposals_of(run: MatchRun) -> tuple[int, int]:
    """How many rows, and on how many different slots."""
    query = select(func.count(), func.count(ProposedPlacement.slot_id.distinct()))
    rows, slots = db.session.execute(query.where(ProposedPlacement.run_id == run.id)).one()
    return rows, slots


@both_databases
def test_a_worker_killed_while_it_solves_leaves_one_proposal(world: World, app: Flask) -> None:
    run = big_enough(world)
    with forked(app, serve) as process:
        eventually(lambda: run_progress(run)["phase"] == "solving")
        solving = [pid for pid in children_of(process.pid) if children_of(pid)]
        (solver,) = (child for pid in solving for child in children_of(pid))
        for pid in solving:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: not lives(solver))
        job = job_of(run)
        assert job is not None
        assert reap(queue_of(app), utc_now() + LEASE + timedelta(seconds=2)) in ([job.id], [])
        eventually(lambda: run.status is RunStatus.FINISHED)
        assert job.attempts == 2
    rows, slots = proposals_of(run)
    assert rows == slots > 0


def test_a_worker_that_is_stopped_takes_its_solve_with_it(world: World, app: Flask) -> None:
    run = big_enough(world)
    with forked(app, serve) as process:
        eventually(lambda: run_progress(run)["phase"] == "solving")
        family = [process.pid, *children_of(process.pid)]
        family += [child for pid in family[1:] for child in children_of(pid)]
        process.terminate()
        process.join(STOP_SECONDS)
        assert process.exitcode == 0
        eventually(lambda: not any(lives(pid) for pid in family))
    job = job_of(run)
    assert job is not None
    assert (job.status, run.status) == (JobStatus.QUEUED, RunStatus.RUNNING)
