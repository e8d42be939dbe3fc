"""The match job: build, solve in a child, check, explain, store. Only the worker may import this module."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from solver.engine import Progress
from solver.limits import Limits
from solver.solution import Solution
from staffing.accounts.models import Agency
from staffing.db import current_scope, db, utc_now
from staffing.db.engine import reading_only
from staffing.jobs.leases import Effect
from staffing.jobs.runner import Handler, RunningJob, run_job
from staffing.matching.blobs import pack_problem
from staffing.matching.models import MatchRun
from staffing.matching.options import Options
from staffing.matching.outcome import MarginRule, Outcome, outcome_of
from staffing.matching.period import horizon, open_slot_ids
from staffing.matching.persist import begin, keep_failure, keep_outcome, keep_problem
from staffing.matching.problem_builder import Built, Selection, build
from staffing.matching.progress import Story
from staffing.matching.runs import KIND, job_of
from staffing.matching.solving import solve_in_child
from staffing.ratings.scores import score_book
from staffing.settings import Settings

BEAT_SECONDS = 0.5

T = TypeVar("T")


def run_match(job: RunningJob) -> Effect:
    """Everything but the last transaction, which the returned effect belongs to."""
    run_id: int = job.args["run_id"]
    limits = job.save(lambda: dict(begin(run_id, utc_now()).limits))
    job.beat(Story(0).as_json())
    built = _read(lambda: _build(run_id))
    if built is None:
        return lambda: keep_outcome(run_id, _empty(), None, Story(0).as_json(), utc_now())
    blob, fingerprint = pack_problem(built.problem)
    weights = {row.term: row.weight for row in built.problem.tiers[-1].terms}
    job.save(lambda: keep_problem(run_id, blob, fingerprint, weights))
    story = Story(len(built.problem.slots))
    solution = _solve(job, built, Limits(**limits), story)
    story.conclude(solution)
    story.phase = "explaining"
    outcome = _explain(job, built, solution, story)
    return lambda: keep_outcome(run_id, outcome, solution, story.as_json(), utc_now())


def match_failed(args: dict[str, Any], reason: str) -> None:
    """Tell the run."""
    keep_failure(args["run_id"], reason, utc_now())


MATCH = Handler(run=run_match, failed=match_failed)


def run_now(run_id: int) -> None:
    """Do a queued run here and now (set-up, tests); the queue's own delivery then finds it done."""
    job = job_of(db.session.get_one(MatchRun, run_id))
    if job is None:
        raise LookupError(f"match run {run_id} has no job")
    job_id = job.id
    db.session.commit()
    run_job(job_id, {KIND: MATCH})


def _read(work: Callable[[], T]) -> T:
    """Read in a transaction that keeps no writer waiting."""
    db.session.rollback()
    with reading_only():
        try:
            return work()
        finally:
            db.session.rollback()


def _build(run_id: int) -> Built | None:
    run, now = db.session.get_one(MatchRun, run_id), utc_now()
    slot_ids = open_slot_ids(run.first_day, run.last_day, run.facility_ids, now)
    if not slot_ids:
        return None
    period = horizon(run.first_day, run.last_day)
    return build(
        Selection(
            now=now,
            slot_ids=slot_ids,
            preset=run.preset,
            horizon=period,
            options=Options.of(run.options),
            seed=run.limits["seed"],
        )
    )


def _empty() -> Outcome:
    return Outcome(summary={"status": "optimal", "filled": 0, "slots": 0, "seconds": 0.0, "tiers": []})


def _solve(job: RunningJob, built: Built, limits: Limits, story: Story) -> Solution:
    settings: Settings = current_app.config["SETTINGS"]
    story.phase = "solving"

    def attend(news: Progress | None) -> bool:
        story.note(news)
        return job.beat(story.as_json())

    return solve_in_child(built.problem, limits, settings.match_memory_mb, attend)


def _explain(job: RunningJob, built: Built, solution: Solution, story: Story) -> Outcome:
    margin, book = _read(lambda: (_margin_rule(), score_book(utc_now())))
    due = time.monotonic()

    def beat() -> None:
        nonlocal due
        if time.monotonic() >= due:
            job.beat(story.as_json())
            due = time.monotonic() + BEAT_SECONDS

    return outcome_of(built, solution, book, margin, beat)


def _margin_rule() -> MarginRule:
    agency = db.session.get_one(Agency, current_scope().require_agency())
    return MarginRule(agency.burden_bp, agency.margin_floor_bp)
