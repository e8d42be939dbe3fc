"""Approving many at once, as a job: small transactions in the order every writer locks, with progress."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.jobs import enqueue
from staffing.jobs.leases import Effect
from staffing.jobs.models import Job
from staffing.jobs.runner import Handler, RunningJob
from staffing.matching.models import ProposedPlacement
from staffing.requests.models import Slot
from staffing.review.services import ApproveResult, approve

KIND = "approve_many"
CHUNK = 20
MANY = 50
"""From here on approving is a job instead of one request."""


def start_approving(ids: Collection[int], by: Actor, now: datetime) -> Job:
    """Queue the approval of `ids`; the worker takes it up at once."""
    return enqueue(KIND, {"ids": sorted(ids), "by": by.name, "user_id": by.user_id}, by, now)


def _run(job: RunningJob) -> Effect:
    by = Actor(job.args["user_id"], job.args["by"])
    ids = _in_lock_order(job.args["ids"])
    total = ApproveResult((), ())
    for first in range(0, len(ids), CHUNK):
        chunk = ids[first : first + CHUNK]
        total += job.save(partial(_approve, chunk, by))
        if job.beat(_progress(first + len(chunk), len(ids), total)):
            break
    return lambda: None


def _approve(ids: Collection[int], by: Actor) -> ApproveResult:
    return approve(ids, by, utc_now())


def _in_lock_order(ids: Collection[int]) -> list[int]:
    query = (
        select(ProposedPlacement.id)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .where(ProposedPlacement.id.in_(ids))
        .order_by(ProposedPlacement.clinician_id, Slot.starts_at, ProposedPlacement.id)
    )
    return list(db.session.scalars(query))


def _progress(done: int, of: int, total: ApproveResult) -> dict[str, Any]:
    stale = [{"who": row.who, "reason": row.reason} for row in total.stale]
    return {"done": done, "of": of, "sent": len(total.sent), "stale": stale}


def _failed(args: dict[str, Any], reason: str) -> None:
    """Nothing to put right: every chunk that was approved stands, the others still wait."""


APPROVE_MANY = Handler(run=_run, failed=_failed)
