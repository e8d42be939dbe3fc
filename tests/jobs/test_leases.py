"""Claims, leases and fencing tokens, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import SYSTEM, AuditEntry, record
from staffing.db import db
from staffing.jobs import leases
from staffing.jobs.leases import LEASE, Claim, LostLease
from staffing.jobs.models import Job, JobStatus
from staffing.jobs.queue import enqueue
from tests.conftest import both_databases
from tests.factories import NOW, World

pytestmark = both_databases
SECOND = timedelta(seconds=1)


def queued(world: World) -> Job:
    job = enqueue("match", {"run_id": 7}, SYSTEM, NOW)
    db.session.commit()
    return job


def claimed(job: Job, now=NOW) -> Claim:
    held = leases.claim(job.id, now)
    assert held is not None
    db.session.commit()
    return held


def effects(job: Job) -> int:
    query = select(AuditEntry).where(AuditEntry.action == "effect", AuditEntry.entity_id == job.id)
    return len(db.session.scalars(query).all())


def test_a_queued_job_is_claimed_once(world: World) -> None:
    job = queued(world)
    held = claimed(job)
    assert (held.kind, held.args, held.token, held.attempts) == ("match", {"run_id": 7}, 1, 1)
    assert leases.claim(job.id, NOW) is None


def test_nothing_to_claim_where_there_is_no_job(world: World) -> None:
    assert leases.claim(4711, NOW) is None


def test_a_lease_holds_until_its_last_second_and_not_beyond(world: World) -> None:
    job = queued(world)
    claimed(job)
    assert leases.claim(job.id, NOW + LEASE) is None
    again = leases.claim(job.id, NOW + LEASE + SECOND)
    assert again is not None
    assert (again.token, again.attempts) == (2, 2)


def test_a_heartbeat_extends_the_lease_and_keeps_progress(world: World) -> None:
    job = queued(world)
    held = claimed(job)
    assert leases.heartbeat(held, NOW + LEASE, {"filled": 3}) is False
    db.session.commit()
    assert job.progress == {"filled": 3}
    assert leases.claim(job.id, NOW + LEASE + SECOND) is None


def test_a_heartbeat_tells_of_a_wish_to_cancel(world: World) -> None:
    job = queued(world)
    held = claimed(job)
    leases.request_cancel(job, SYSTEM)
    assert leases.heartbeat(held, NOW) is True
    assert job.status is JobStatus.RUNNING


def test_a_queued_job_is_cancelled_at_once_and_not_claimed(world: World) -> None:
    job = queued(world)
    leases.request_cancel(job, SYSTEM)
    assert job.status is JobStatus.CANCELLED
    assert leases.claim(job.id, NOW) is None


def test_result_and_completion_come_together(world: World) -> None:
    job = queued(world)
    leases.finish(claimed(job), lambda: void(record(job, "effect", SYSTEM)))
    db.session.commit()
    assert (job.status, job.leased_until, effects(job)) == (JobStatus.DONE, None, 1)


def test_a_zombie_writes_nothing_after_its_job_was_claimed_again(world: World) -> None:
    job = queued(world)
    zombie = claimed(job)
    assert leases.requeue_expired(NOW + LEASE + SECOND) == [job.id]
    second = claimed(job, NOW + LEASE + SECOND)
    for late in (
        lambda: leases.finish(zombie, lambda: void(record(job, "effect", SYSTEM))),
        lambda: leases.fail(zombie, "late", lambda: void(record(job, "effect", SYSTEM))),
        lambda: leases.heartbeat(zombie, NOW),
        lambda: leases.give_back(zombie),
    ):
        with pytest.raises(LostLease):
            late()
    leases.finish(second, lambda: void(record(job, "effect", SYSTEM)))
    db.session.commit()
    with pytest.raises(LostLease):
        leases.finish(zombie, lambda: void(record(job, "effect", SYSTEM)))
    assert (job.status, effects(job)) == (JobStatus.DONE, 1)


def test_only_silent_workers_lose_their_jobs(world: World) -> None:
    silent, lively = queued(world), queued(world)
    claimed(silent)
    claimed(lively, NOW + 2 * SECOND)
    assert leases.requeue_expired(NOW + LEASE) == []
    assert leases.requeue_expired(NOW + LEASE + SECOND) == [silent.id]
    assert (silent.status, lively.status) == (JobStatus.QUEUED, JobStatus.RUNNING)


def test_a_failure_keeps_its_reason(world: World) -> None:
    job = queued(world)
    leases.fail(claimed(job), "No memory left.", lambda: None)
    assert (job.status, job.error) == (JobStatus.FAILED, "No memory left.")


def test_a_job_given_back_does_not_count_as_an_attempt(world: World) -> None:
    job = queued(world)
    leases.give_back(claimed(job))
    db.session.commit()
    assert claimed(job).attempts == 1


def test_jobs_missing_from_the_queue_are_found_after_a_moment(world: World) -> None:
    job = queued(world)
    soon, later = NOW + leases.DELIVERY_GRACE - SECOND, NOW + leases.DELIVERY_GRACE
    assert leases.undelivered(soon, frozenset()) == []
    assert leases.undelivered(later, frozenset()) == [job.id]
    assert leases.undelivered(later, frozenset({job.id})) == []


def void(_value: object) -> None:
    """An effect returns nothing."""
