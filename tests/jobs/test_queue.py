"""Delivery: after the commit, never before, never of what was rolled back; lost deliveries come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from staffing.audit import SYSTEM
from staffing.db import db
from staffing.jobs import enqueue, queue_of
from staffing.jobs.leases import DELIVERY_GRACE
from staffing.jobs.periodic import reap
from staffing.jobs.queue import JobQueue
from tests.factories import NOW, World


@pytest.fixture
def queue(app: Flask) -> Iterator[JobQueue]:
    found = queue_of(app)
    found.huey.storage.flush_queue()
    yield found
    found.huey.storage.flush_queue()


def test_a_job_is_delivered_after_the_commit_and_not_before(world: World, queue: JobQueue) -> None:
    job = enqueue("match", {}, SYSTEM, NOW)
    assert queue.waiting() == frozenset()
    db.session.commit()
    assert queue.waiting() == {job.id}


def test_what_is_rolled_back_is_never_delivered(world: World, queue: JobQueue) -> None:
    enqueue("match", {}, SYSTEM, NOW)
    db.session.rollback()
    db.session.commit()
    assert queue.waiting() == frozenset()


def test_a_savepoint_delivers_nothing_on_its_own(world: World, queue: JobQueue) -> None:
    with db.session.begin_nested():
        job = enqueue("match", {}, SYSTEM, NOW)
    assert queue.waiting() == frozenset()
    db.session.commit()
    assert queue.waiting() == {job.id}


def test_a_lost_delivery_is_made_again_by_the_reaper(world: World, queue: JobQueue) -> None:
    job = enqueue("match", {}, SYSTEM, NOW)
    db.session.commit()
    queue.huey.storage.flush_queue()
    assert reap(queue, NOW + DELIVERY_GRACE - timedelta(seconds=1)) == []
    assert reap(queue, NOW + DELIVERY_GRACE) == [job.id]
    assert queue.waiting() == {job.id}
    assert reap(queue, NOW + DELIVERY_GRACE) == []


def test_a_queue_that_fails_does_not_undo_the_commit(
    world: World, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(queue.huey.storage, "enqueue", broken)
    job = enqueue("match", {}, SYSTEM, NOW)
    db.session.commit()
    monkeypatch.undo()
    assert reap(queue, NOW + DELIVERY_GRACE) == [job.id]


def test_a_web_process_refuses_to_run_jobs(queue: JobQueue) -> None:
    queue.deliver(1)
    task = queue.huey.dequeue()
    with pytest.raises(RuntimeError, match="worker only"):
        task.execute()
