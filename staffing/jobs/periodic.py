"""What the worker does by the clock: an explicit list of duties, each with its interval."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from staffing.accounts.models import Agency
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.db.engine import reading_only
from staffing.jobs import leases
from staffing.jobs.queue import JobQueue

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """A periodic duty, done for one agency at a time under its system scope.

    `run` gets the present and commits its own work, so that sending may happen between transactions. A
    duty must stand being done twice or late.
    """

    name: str
    every_seconds: float
    run: Callable[[datetime], object]


class Beat:
    """Does each duty when it is due; one that fails is logged and due again after its interval."""

    def __init__(self, duties: Sequence[Duty], clock: Callable[[], float] = time.monotonic) -> None:
        self._duties = duties
        self._clock = clock
        self._due = dict.fromkeys((duty.name for duty in duties), clock())

    def __call__(self) -> None:
        due = [duty for duty in self._duties if self._due[duty.name] <= self._clock()]
        for duty in due:
            self._due[duty.name] = self._clock() + duty.every_seconds
            for agency_id in self._agencies():
                self._do(duty, agency_id)

    def _do(self, duty: Duty, agency_id: int) -> None:
        try:
            with use_scope(Scope.system(agency_id)):
                duty.run(utc_now())
        except Exception:
            db.session.rollback()
            log.exception("periodic duty %s failed for agency %s", duty.name, agency_id)
        finally:
            db.session.remove()

    @staticmethod
    def _agencies() -> list[int]:
        """Read in a transaction that keeps no writer waiting and is over before any duty begins."""
        with reading_only():
            try:
                return list(db.session.scalars(select(Agency.id).order_by(Agency.id)))
            finally:
                db.session.rollback()


def reap(queue: JobQueue, now: datetime) -> list[int]:
    """Deliver again what was lost: jobs of silent workers, jobs missing from the queue. Their ids."""

    def lost() -> list[int]:
        expired = leases.requeue_expired(now)
        return sorted({*expired, *leases.undelivered(now, queue.waiting())})

    found = transact(lost)
    for job_id in found:
        queue.deliver(job_id)
    return found
