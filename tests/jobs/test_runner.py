"""One delivered job: done, failed with a kind sentence, given up, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from staffing.audit import SYSTEM
from staffing.db import Scope, current_scope, db, use_scope
from staffing.jobs.leases import MAX_ATTEMPTS
from staffing.jobs.models import Job, JobStatus
from staffing.jobs.queue import enqueue
from staffing.jobs.runner import Handler, JobFailed, RunningJob, run_job
from tests.factories import NOW, World


class Trace:
    """A handler that remembers what happened to it."""

    def __init__(self, work: Callable[[RunningJob], None] = lambda job: None) -> None:
        self.work = work
        self.effects = 0
        self.failures: list[str] = []

    def run(self, job: RunningJob) -> Callable[[], None]:
        self.scope = current_scope()
        self.work(job)
        return self.effect

    def effect(self) -> None:
        self.effects += 1

    def failed(self, args: dict[str, Any], reason: str) -> None:
        self.failures.append(reason)

    @property
    def handlers(self) -> dict[str, Handler]:
        return {"trace": Handler(self.run, self.failed)}


def queued() -> int:
    job = enqueue("trace", {}, SYSTEM, NOW)
    db.session.commit()
    return job.id


def status_of(world: World, job_id: int) -> Job:
    with use_scope(Scope.agency(world.agency_id)):
        job = db.session.get(Job, job_id)
        assert job is not None
        return job


def raising(error: BaseException) -> Callable[[RunningJob], None]:
    def work(_job: RunningJob) -> None:
        raise error

    return work


def test_a_job_runs_under_its_agency_and_leaves_one_effect(world: World) -> None:
    trace, job_id = Trace(), queued()
    run_job(job_id, trace.handlers)
    run_job(job_id, trace.handlers)
    assert trace.scope == Scope.system(world.agency_id)
    assert (trace.effects, status_of(world, job_id).status) == (1, JobStatus.DONE)


def test_a_failure_the_handler_foresaw_is_told_in_its_words(world: World) -> None:
    trace, job_id = Trace(raising(JobFailed("The solver ran out of memory."))), queued()
    run_job(job_id, trace.handlers)
    assert trace.failures == ["The solver ran out of memory."]
    assert status_of(world, job_id).error == "The solver ran out of memory."


def test_a_failure_nobody_foresaw_is_told_by_reference_only(world: World) -> None:
    trace, job_id = Trace(raising(ValueError("secret detail"))), queued()
    run_job(job_id, trace.handlers)
    assert len(trace.failures) == 1
    assert "reference" in trace.failures[0]
    assert "secret" not in trace.failures[0]
    assert status_of(world, job_id).status is JobStatus.FAILED


def test_a_worker_that_stops_gives_its_job_back(world: World) -> None:
    trace, job_id = Trace(raising(KeyboardInterrupt())), queued()
    with pytest.raises(KeyboardInterrupt):
        run_job(job_id, trace.handlers)
    assert status_of(world, job_id).status is JobStatus.QUEUED
    again = Trace()
    run_job(job_id, again.handlers)
    assert again.effects == 1


@pytest.mark.parametrize(("attempts", "status"), [(2, JobStatus.DONE), (3, JobStatus.FAILED)])
def test_a_job_that_keeps_killing_its_worker_is_given_up(
    world: World, attempts: int, status: JobStatus
) -> None:
    assert MAX_ATTEMPTS == 3
    trace, job_id = Trace(), queued()
    status_of(world, job_id).attempts = attempts
    db.session.commit()
    run_job(job_id, trace.handlers)
    assert status_of(world, job_id).status is status
    assert len(trace.failures) == (status is JobStatus.FAILED)


def test_progress_and_the_wish_to_cancel_travel_by_the_table(world: World) -> None:
    seen: list[bool] = []

    def work(job: RunningJob) -> None:
        seen.append(job.beat({"filled": 1}))
        status_of(world, job.claim.job_id).cancel_requested = True
        db.session.commit()
        seen.append(job.beat())

    job_id = queued()
    run_job(job_id, Trace(work).handlers)
    assert seen == [False, True]
    assert status_of(world, job_id).progress == {"filled": 1}
