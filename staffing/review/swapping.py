"""Swapping the person of a proposed placement, every hard rule run again for the newcomer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor, record
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.matching.verdicts import Candidate, blockers, ranked_candidates
from staffing.offers.errors import NotEligible
from staffing.policies.figures import figures_in_force
from staffing.requests.models import Slot
from staffing.review.services import ReviewError, decide, waiting_row

EVERYBODY = 10_000
"""Not only the best can be swapped in, and whoever is has a score to show."""


def swap(proposed_id: int, clinician_id: int, by: Actor, now: datetime) -> ProposedPlacement:
    """Put another clinician in a proposed placement's stead; returns the row that now waits.

    Raises NotEligible with what stands against the newcomer, AlreadyDecided or ReviewError.
    """
    row = waiting_row(proposed_id)
    newcomer = db.session.scalars(select(Clinician).where(Clinician.id == clinician_id)).one_or_none()
    if newcomer is None:
        raise ReviewError("This clinician is not in your agency's files.")
    if newcomer.id == row.clinician_id:
        raise ReviewError(f"{newcomer.name} is the one proposed already.")
    slot = db.session.get_one(Slot, row.slot_id)
    ranked = ranked_candidates(slot, now=now, limit=EVERYBODY)
    candidate = next((one for one in ranked if one.clinician_id == newcomer.id), None)
    if candidate is None and (found := blockers(newcomer, slot, now=now)):
        raise NotEligible(found)
    decide(row, ProposedStatus.STALE, f"Swapped for {newcomer.name}", by, now)
    return _put_in(row, newcomer, candidate, by, now)


def _put_in(
    old: ProposedPlacement, newcomer: Clinician, candidate: Candidate | None, by: Actor, now: datetime
) -> ProposedPlacement:
    """The newcomer's row: a new one, or the one this run had for them and that was set aside."""
    query = select(ProposedPlacement).where(
        ProposedPlacement.run_id == old.run_id,
        ProposedPlacement.slot_id == old.slot_id,
        ProposedPlacement.clinician_id == newcomer.id,
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = ProposedPlacement(
            run_id=old.run_id,
            slot_id=old.slot_id,
            facility_id=old.facility_id,
            clinician_id=newcomer.id,
            score=_score(old, candidate),
        )
        db.session.add(row)
        db.session.flush()
        record(row, "swapped_in", by, after={"clinician_id": newcomer.id}, reason=f"In place of {old.id}")
    else:
        row.move_to(ProposedStatus.PROPOSED, by, "Swapped back in")
        row.reason = row.decided_at = row.decided_by_id = None
    row.flags = ["swapped", *(["clashes"] if _clashes(row, now) else [])]
    row.runner_up = {"clinician_id": old.clinician_id, "total": old.score.get("total")}
    return row


def _score(old: ProposedPlacement, candidate: Candidate | None) -> dict[str, Any]:
    kept = {"intensity": old.score.get("intensity")}
    if candidate is None:
        return kept
    return {
        **kept,
        "terms": dict(candidate.points),
        "total": candidate.total,
        "communication": {"mean": candidate.communication_mean},
        "wishes": dict(candidate.wishes),
        "travel_minutes": candidate.travel_minutes,
        "overtime_cents": candidate.overtime_cents,
    }


def _clashes(row: ProposedPlacement, now: datetime) -> bool:
    """Whether the newcomer waits for a decision on another shift closer than the rest between shifts."""
    slot = db.session.get_one(Slot, row.slot_id)
    rest = timedelta(minutes=figures_in_force(now).rest_minutes)
    query = (
        select(ProposedPlacement.id)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .where(
            ProposedPlacement.clinician_id == row.clinician_id,
            ProposedPlacement.id != row.id,
            ProposedPlacement.status == ProposedStatus.PROPOSED,
            Slot.starts_at < slot.ends_at + rest,
            Slot.ends_at > slot.starts_at - rest,
        )
    )
    return db.session.scalar(query.limit(1)) is not None
