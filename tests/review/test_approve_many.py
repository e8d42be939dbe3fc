"""Approving a pile as a job: a worker that dies half-way, and one that was only thought dead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.jobs import leases
from staffing.jobs.leases import LEASE, Claim, LostLease
from staffing.jobs.models import Job, JobStatus
from staffing.jobs.runner import RunningJob, run_job
from staffing.placements.models import Offer
from staffing.review import approving
from staffing.review.approving import APPROVE_MANY, KIND, start_approving
from tests.conftest import both_databases
from tests.review.scene import Scene

pytestmark = both_databases
CASEY = Actor(None, "Casey")


class Died(Exception):
    """What a kill -9 looks like from inside: nothing after it happens."""


class DyingWorker(RunningJob):
    def beat(self, progress: dict[str, Any] | None = None) -> bool:
        raise Died


@pytest.fixture
def job(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(approving, "CHUNK", 2)
    ids = [scene.propose(scene.nurse(), scene.slot(days=day)).id for day in range(3, 8)]
    found = transact(lambda: start_approving(ids, CASEY, utc_now()))
    assert db.session.get(Job, found.id) is found
    return found


def claimed(job: Job) -> Claim:
    held = transact(lambda: leases.claim(job.id, utc_now()))
    assert held is not None
    return held


def thought_dead() -> None:
    assert transact(lambda: leases.requeue_expired(utc_now() + LEASE + timedelta(seconds=1)))


def offered() -> list[int]:
    return sorted(db.session.scalars(select(Offer.slot_id)))


def test_the_next_worker_goes_on_where_one_died(scene: Scene, job: Job) -> None:
    with use_scope(Scope.system(scene.world.agency_id)):
        with pytest.raises(Died):
            APPROVE_MANY.run(DyingWorker(claimed(job)))
        assert len(offered()) == 2
        thought_dead()
    run_job(job.id, {KIND: APPROVE_MANY})
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)
    assert len(set(offered())) == len(offered()) == 5
    assert job.progress == {"of": 5, "done": 5, "sent": 5, "stale": []}


def test_a_worker_that_was_only_thought_dead_sends_nothing_more(scene: Scene, job: Job) -> None:
    with use_scope(Scope.system(scene.world.agency_id)):
        late = claimed(job)
        thought_dead()
        claimed(job)
        with pytest.raises(LostLease):
            APPROVE_MANY.run(RunningJob(late))
        db.session.rollback()
    assert offered() == []
