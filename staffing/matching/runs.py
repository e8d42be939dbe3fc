"""Match runs as coordinators see them: start, cancel, watch. The solving itself is the worker's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from solver.presets import VALUE_SHARES
from staffing.audit import Actor, record
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.jobs import enqueue
from staffing.jobs.leases import request_cancel
from staffing.jobs.models import Job, JobStatus
from staffing.matching.models import MatchRun, RunStatus
from staffing.matching.options import DEFAULTS, Options
from staffing.matching.period import open_slot_ids
from staffing.settings import Settings

KIND = "match"
PRESETS = tuple(VALUE_SHARES)
MAX_DAYS = 42
ACTIVE = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})


class BadRun(ValueError):
    """A run that cannot be started; the message can be shown as it is."""


def start_run(
    first_day: date,
    last_day: date,
    facility_ids: Collection[int],
    preset: str,
    by: Actor,
    now: datetime,
    *,
    seconds: float | None = None,
    seed: int = 1,
    options: Options = DEFAULTS,
) -> MatchRun:
    """Queue a run over the open slots of these local days; no facility means all of them. Raises BadRun.

    `seconds` of search, by default the deployment's `MATCH_SECONDS`.
    """
    if options.faults:
        raise BadRun(" ".join(options.faults))
    facilities = _checked(first_day, last_day, facility_ids, preset, now)
    settings: Settings = current_app.config["SETTINGS"]
    run = MatchRun(
        first_day=first_day,
        last_day=last_day,
        facility_ids=facilities,
        preset=preset,
        weights=VALUE_SHARES[preset],
        limits={
            "seconds": seconds or settings.match_seconds,
            "workers": settings.match_workers,
            "seed": seed,
        },
        options=options.as_json(),
        started_by_id=by.user_id,
    )
    db.session.add(run)
    period = {"first_day": str(first_day), "last_day": str(last_day)}
    record(run, "started", by, after={**period, "preset": preset, **options.as_json()})
    enqueue(KIND, {"run_id": run.id}, by, now)
    return run


def cancel_run(run: MatchRun, by: Actor, now: datetime) -> None:
    """Stop a run: at once while it waits, else as soon as its worker hears of it, the best plan kept.

    A run that is over stays as it is.
    """
    job = job_of(run)
    if job is None or run.status not in ACTIVE:
        return
    request_cancel(job, by)
    if job.status is JobStatus.CANCELLED:
        run.finished_at = now
        run.move_to(RunStatus.CANCELLED, by)
    else:
        record(run, "cancel_asked", by)


def run_progress(run: MatchRun) -> dict[str, Any]:
    """Where a run stands, for the page that watches it.

    `status`, `active`, `phase`, `elapsed` (seconds), `filled`, `slots`, `tier`, `objective`, `bound` (points
    of the tier), `history`: up to 200 `[seconds, filled, objective, bound, tier]` for a picture.
    """
    job = job_of(run)
    kept = (run.summary or {}).get("progress") or (job.progress if job is not None else None) or {}
    return {**EMPTY_PROGRESS, **kept, "status": run.status.value, "active": run.status in ACTIVE}


EMPTY_PROGRESS: dict[str, Any] = {
    "phase": "waiting",
    "elapsed": 0.0,
    "filled": 0,
    "slots": 0,
    "tier": None,
    "objective": None,
    "bound": None,
    "history": [],
}


def latest_run() -> MatchRun | None:
    """The newest run, whatever its status."""
    return db.session.scalars(select(MatchRun).order_by(MatchRun.id.desc()).limit(1)).first()


def job_of(run: MatchRun) -> Job | None:
    """The job that carries a run."""
    query = select(Job).where(Job.kind == KIND, Job.args["run_id"].as_integer() == run.id)
    return db.session.scalars(query.order_by(Job.id.desc()).limit(1)).first()


def _checked(
    first_day: date, last_day: date, facility_ids: Collection[int], preset: str, now: datetime
) -> list[int]:
    if preset not in VALUE_SHARES:
        raise BadRun(f"Choose one of the presets: {', '.join(PRESETS)}.")
    if last_day < first_day:
        raise BadRun("The last day is before the first day.")
    if (last_day - first_day).days >= MAX_DAYS:
        raise BadRun(f"Choose at most {MAX_DAYS} days.")
    wanted = sorted(set(facility_ids))
    known = db.session.scalars(select(Facility.id).where(Facility.id.in_(wanted))).all()
    if len(known) != len(wanted):
        raise BadRun("One of the facilities is not in your agency's files.")
    if not open_slot_ids(first_day, last_day, wanted, now):
        raise BadRun("There are no open shifts to match in these days.")
    return wanted
