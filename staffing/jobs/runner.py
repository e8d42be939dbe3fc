"""Running one delivered job: claim, work, then result and completion in one transaction."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.jobs import leases
from staffing.jobs.leases import Claim, Effect, LostLease

log = logging.getLogger(__name__)

T = TypeVar("T")


class JobFailed(Exception):
    """The work cannot be done; the message is fit for the person who asked for it."""


@dataclass(frozen=True)
class RunningJob:
    """What a handler knows of its job."""

    claim: Claim

    @property
    def args(self) -> dict[str, Any]:
        return self.claim.args

    def beat(self, progress: dict[str, Any] | None = None) -> bool:
        """Stay alive and report progress; True when the job should stop early. Raises LostLease."""
        return transact(lambda: leases.heartbeat(self.claim, utc_now(), progress))

    def save(self, work: Callable[[], T], progress: Callable[[T], dict[str, Any]] | None = None) -> T:
        """Write something on the way, in a transaction of its own; raises LostLease and writes nothing.

        `progress` tells from the work's value what is reached by it, stored in the same transaction.
        """

        def fenced() -> T:
            leases.heartbeat(self.claim, utc_now())
            value = work()
            if progress is not None:
                leases.heartbeat(self.claim, utc_now(), progress(value))
            return value

        return transact(fenced)


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done.

    `run` works outside any transaction (calling `beat` at least every few seconds) and returns the effect:
    the function that writes the result, called in the transaction that completes the job. `failed` writes
    what a failure means for the job's subject, in the transaction that fails the job.
    """

    run: Callable[[RunningJob], Effect]
    failed: Callable[[dict[str, Any], str], None]


def run_job(job_id: int, handlers: Mapping[str, Handler]) -> None:
    """Do a job if it is there to be done; a job that is over or held by another worker is left alone."""
    with use_scope(Scope.system()):
        held = transact(lambda: leases.claim(job_id, utc_now()))
    if held is not None:
        with use_scope(Scope.system(held.agency_id)):
            _perform(held, handlers[held.kind])


def _perform(held: Claim, handler: Handler) -> None:
    try:
        if held.attempts > leases.MAX_ATTEMPTS:
            raise JobFailed(f"The work was interrupted {leases.MAX_ATTEMPTS} times. Please try again.")
        effect = handler.run(RunningJob(held))
        transact(lambda: leases.finish(held, effect))
    except LostLease as lost:
        log.warning("%s: its result is dropped", lost)
    except KeyboardInterrupt:
        db.session.rollback()
        transact(lambda: leases.give_back(held))
        raise
    except JobFailed as failure:
        _fail(held, handler, str(failure))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("job %s (%s) failed, reference %s", held.job_id, held.kind, reference)
        _fail(held, handler, f"Something went wrong on our side (reference {reference}).")


def _fail(held: Claim, handler: Handler, reason: str) -> None:
    db.session.rollback()
    try:
        transact(lambda: leases.fail(held, reason, lambda: handler.failed(held.args, reason)))
    except LostLease as lost:
        log.warning("%s: its failure is dropped", lost)
