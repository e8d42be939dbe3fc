"""Approving many at once, as a job: small transactions in the order every writer locks, with progress."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
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
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.requests.models import Slot
from staffing.review.services import ApproveResult, approve

KIND = "approve_many"
CHUNK = 20
MANY = 50
"""From here on approving is a job instead of one request."""


def start_approving(ids: Collection[int], by: Actor, now: datetime) -> Job:
    """Queue the approval of `ids`; the worker takes it up at once."""
    return enqueue(KIND, {"ids": sorted(ids), "by": by.name, "user_id": by.user_id}, by, now)


@dataclass(frozen=True)
class _Total:
    """How far the job is. `stale`: who could not be offered, and why."""

    of: int
    done: int
    sent: int
    stale: tuple[dict[str, str], ...]

    def after(self, chunk: Collection[int], result: ApproveResult) -> _Total:
        """The total with one more chunk decided."""
        stale = ({"who": row.who, "reason": row.reason} for row in result.stale)
        return _Total(self.of, self.done + len(chunk), self.sent + len(result.sent), (*self.stale, *stale))


def _run(job: RunningJob) -> Effect:
    by = Actor(job.args["user_id"], job.args["by"])
    asked, waiting = job.args["ids"], _waiting_in_lock_order(job.args["ids"])
    kept = job.claim.progress or {}
    total = _Total(
        of=len(asked),
        done=len(asked) - len(waiting),
        sent=kept.get("sent", 0),
        stale=tuple(kept.get("stale", ())),
    )
    for first in range(0, len(waiting), CHUNK):
        chunk = waiting[first : first + CHUNK]
        total = job.save(partial(_approve, total, chunk, by), asdict)
        if job.beat():
            break
    return lambda: None


def _approve(total: _Total, chunk: Collection[int], by: Actor) -> _Total:
    return total.after(chunk, approve(chunk, by, utc_now()))


def _waiting_in_lock_order(ids: Collection[int]) -> list[int]:
    query = (
        select(ProposedPlacement.id)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .where(ProposedPlacement.id.in_(ids), ProposedPlacement.status == ProposedStatus.PROPOSED)
        .order_by(ProposedPlacement.clinician_id, Slot.starts_at, ProposedPlacement.id)
    )
    return list(db.session.scalars(query))


def _failed(args: dict[str, Any], reason: str) -> None:
    """Nothing to put right: every chunk that was approved stands, the others still wait."""


APPROVE_MANY = Handler(run=_run, failed=_failed)
