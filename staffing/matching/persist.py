"""Writing a finished run: one proposal, in the transaction that completes its job."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from solver.solution import Solution, Status
from staffing.audit import SYSTEM
from staffing.db import db
from staffing.matching.blobs import SCHEMA_VERSION, pack_solution
from staffing.matching.models import MatchRun, ProposedPlacement, ProposedStatus, RunStatus, UnfilledSlot
from staffing.matching.outcome import Outcome
from staffing.placements.models import Offer, OfferStatus
from staffing.requests.models import Slot, SlotStatus


def begin(run_id: int, now: datetime) -> MatchRun:
    """Mark a run as running; one that was interrupted simply runs again."""
    run = db.session.get_one(MatchRun, run_id)
    if run.status is RunStatus.QUEUED:
        run.started_at = now
        run.move_to(RunStatus.RUNNING, SYSTEM)
    return run


def keep_problem(run_id: int, blob: bytes, fingerprint: str, weights: dict[str, int]) -> None:
    """Store what is being solved, and what counts in it."""
    run = db.session.get_one(MatchRun, run_id)
    run.weights = weights
    run.problem_blob, run.problem_hash, run.schema_version = blob, fingerprint, SCHEMA_VERSION


def keep_outcome(
    run_id: int, outcome: Outcome, solution: Solution | None, progress: dict[str, Any], now: datetime
) -> None:
    """Store the plan as the one proposal for its slots; earlier ones still waiting for a decision go stale.

    Slots that were filled, offered or cancelled meanwhile are left out. `solution` None: there was nothing
    left to solve.
    """
    run = db.session.get_one(MatchRun, run_id)
    open_ids = _still_open(outcome.slot_ids)
    _replace_earlier(open_ids, run)
    _add(run, outcome, open_ids)
    run.summary = {**outcome.summary, "progress": {**progress, "phase": "finished"}}
    run.solution_blob = None if solution is None else pack_solution(solution)
    run.finished_at = now
    stopped = solution is not None and solution.status is Status.STOPPED
    facts = {key: outcome.summary.get(key) for key in ("filled", "slots", "seconds")}
    run.move_to(
        RunStatus.CANCELLED if stopped else RunStatus.FINISHED,
        SYSTEM,
        facts={**facts, "weights": run.weights, "problem_hash": run.problem_hash},
    )


def keep_failure(run_id: int, reason: str, now: datetime) -> None:
    """The run could not be done; earlier proposals stay as they are."""
    run = db.session.get_one(MatchRun, run_id)
    run.failure, run.finished_at = reason[:500], now
    run.move_to(RunStatus.FAILED, SYSTEM, reason)


def _still_open(slot_ids: Collection[int]) -> set[int]:
    """Slots of a plan that still wait for somebody."""
    asked = select(Offer.slot_id).where(Offer.slot_id.in_(slot_ids), Offer.status == OfferStatus.OPEN)
    query = select(Slot.id).where(
        Slot.id.in_(slot_ids), Slot.status == SlotStatus.OPEN, Slot.id.not_in(asked)
    )
    return set(db.session.scalars(query))


def _replace_earlier(slot_ids: Collection[int], run: MatchRun) -> None:
    query = (
        select(ProposedPlacement)
        .where(
            ProposedPlacement.slot_id.in_(slot_ids),
            ProposedPlacement.status == ProposedStatus.PROPOSED,
            ProposedPlacement.run_id != run.id,
        )
        .order_by(ProposedPlacement.id)
        .with_for_update()
    )
    reason = f"Replaced by match run {run.id}"
    for row in db.session.scalars(query):
        row.reason = reason
        row.move_to(ProposedStatus.STALE, SYSTEM, reason)


def _add(run: MatchRun, outcome: Outcome, open_ids: Collection[int]) -> None:
    db.session.add_all(
        ProposedPlacement(
            run_id=run.id,
            slot_id=one.slot_id,
            facility_id=one.facility_id,
            clinician_id=one.clinician_id,
            locked=one.locked,
            score=one.score,
            runner_up=one.runner_up,
            flags=one.flags,
        )
        for one in outcome.proposals
        if one.slot_id in open_ids
    )
    db.session.add_all(
        UnfilledSlot(run_id=run.id, slot_id=one.slot_id, facility_id=one.facility_id, reasons=one.reasons)
        for one in outcome.unfilled
        if one.slot_id in open_ids
    )


def retire_begun(now: datetime) -> int:
    """Proposals still waiting when their shift begins are stale; how many."""
    reason = "The shift has begun"
    query = (
        select(ProposedPlacement)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .where(ProposedPlacement.status == ProposedStatus.PROPOSED, Slot.starts_at <= now)
        .order_by(ProposedPlacement.id)
        .with_for_update(of=ProposedPlacement)
    )
    rows = db.session.scalars(query).all()
    for row in rows:
        row.reason = reason
        row.move_to(ProposedStatus.STALE, SYSTEM, reason)
    return len(rows)
