"""The three piles of a match run: clean, look at, unfilled. Reads only; a fixed number of queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from staffing.clinicians.models import Clinician
from staffing.clock import local_day
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.matching.models import MatchRun, ProposedPlacement, ProposedStatus, RunStatus, UnfilledSlot
from staffing.placements.models import Offer, OfferStatus
from staffing.requests.models import Slot, SlotStatus
from staffing.review.filters import Pile, ReviewFilter, View

PAGE_SIZE = 60
REVIEWABLE = (RunStatus.FINISHED, RunStatus.CANCELLED)


@dataclass(frozen=True)
class PileCounts:
    """How many rows stand in each pile, and how many were decided already."""

    clean: int
    look: int
    unfilled: int
    decided: int


def recent_runs(limit: int = 12) -> Sequence[MatchRun]:
    """Runs whose proposals can be reviewed, newest first."""
    query = select(MatchRun).where(MatchRun.status.in_(REVIEWABLE)).order_by(MatchRun.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def newest_run_id() -> int | None:
    """The newest run that left something to review, else the newest reviewable one."""
    waiting = (
        select(func.max(ProposedPlacement.run_id))
        .join(MatchRun, MatchRun.id == ProposedPlacement.run_id)
        .where(ProposedPlacement.status == ProposedStatus.PROPOSED, MatchRun.status.in_(REVIEWABLE))
    )
    newest = select(func.max(MatchRun.id)).where(MatchRun.status.in_(REVIEWABLE))
    return db.session.scalar(waiting) or db.session.scalar(newest)


def counts(run_id: int) -> PileCounts:
    """The sizes of the piles of a run, whatever the filters."""
    rows = db.session.execute(
        select(ProposedPlacement.status, ProposedPlacement.flags).where(ProposedPlacement.run_id == run_id)
    ).all()
    waiting = [flags for status, flags in rows if status is ProposedStatus.PROPOSED]
    clean = sum(not flags for flags in waiting)
    return PileCounts(clean, len(waiting) - clean, _unfilled_count(run_id), len(rows) - len(waiting))


def _unfilled_count(run_id: int) -> int:
    query = select(func.count()).select_from(UnfilledSlot).join(Slot, Slot.id == UnfilledSlot.slot_id)
    return db.session.scalar(query.where(UnfilledSlot.run_id == run_id, *still_open())) or 0


def still_open() -> tuple[ColumnElement[bool], ...]:
    """A slot nobody holds and nobody is being asked about."""
    asked = select(Offer.id).where(Offer.slot_id == Slot.id, Offer.status == OfferStatus.OPEN).exists()
    return Slot.status == SlotStatus.OPEN, ~asked


def flag_counts(run_id: int) -> Counter[str]:
    """How many waiting rows carry each flag, most first."""
    query = select(ProposedPlacement.flags).where(
        ProposedPlacement.run_id == run_id, ProposedPlacement.status == ProposedStatus.PROPOSED
    )
    return Counter(flag for flags in db.session.scalars(query) for flag in flags)


def proposed_ids(chosen: ReviewFilter) -> list[int]:
    """Every waiting row of the chosen pile that passes the filters, in screen order."""
    query = (
        select(ProposedPlacement.id, ProposedPlacement.flags, Slot.starts_at, Facility.timezone)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .join(Facility, Facility.id == Slot.facility_id)
        .where(ProposedPlacement.run_id == chosen.run_id, ProposedPlacement.status == ProposedStatus.PROPOSED)
    )
    rows = [
        (key, flags)
        for key, flags, starts_at, zone in db.session.execute(
            _narrowed(query, chosen).order_by(*_order(chosen))
        )
        if bool(flags) == (chosen.pile is Pile.LOOK)
        and (not chosen.flag or chosen.flag in flags)
        and (chosen.day is None or local_day(starts_at, zone) == chosen.day)
    ]
    if chosen.view is View.FLAGS:
        rows.sort(key=lambda row: (len(row[1]), row[1]))
    return [key for key, _ in rows]


def load(ids: Sequence[int]) -> list[ProposedPlacement]:
    """These rows with all their cards show, in the order given."""
    query = _with_faces(select(ProposedPlacement)).where(ProposedPlacement.id.in_(ids))
    found = {row.id: row for row in db.session.scalars(query)}
    return [found[key] for key in ids if key in found]


def unfilled(chosen: ReviewFilter) -> list[UnfilledSlot]:
    """Slots the run left empty that are still empty, in screen order."""
    query = (
        select(UnfilledSlot)
        .join(Slot, Slot.id == UnfilledSlot.slot_id)
        .where(UnfilledSlot.run_id == chosen.run_id, *still_open())
        .options(*_slot_faces(UnfilledSlot.slot))
    )
    rows = db.session.scalars(_narrowed(query, chosen).order_by(Slot.starts_at, Slot.id)).all()
    if chosen.day is None:
        return list(rows)
    return [row for row in rows if local_day(row.slot.starts_at, row.slot.facility.timezone) == chosen.day]


def one(proposed_id: int) -> ProposedPlacement | None:
    """One proposed placement with all a card shows."""
    query = _with_faces(select(ProposedPlacement)).where(ProposedPlacement.id == proposed_id)
    return db.session.scalars(query).one_or_none()


def _with_faces(query: Select[ProposedPlacement]) -> Select[ProposedPlacement]:
    return query.options(*_slot_faces(ProposedPlacement.slot), selectinload(ProposedPlacement.clinician))


def _slot_faces(path: Any) -> tuple[Any, ...]:
    slot = selectinload(path)
    return (
        slot.selectinload(Slot.facility),
        slot.selectinload(Slot.unit),
        slot.selectinload(Slot.staff_role),
        slot.selectinload(Slot.request),
    )


def _narrowed(query: Any, chosen: ReviewFilter) -> Any:
    if chosen.facility_id is not None:
        query = query.where(Slot.facility_id == chosen.facility_id)
    if chosen.role_id is not None:
        query = query.where(Slot.staff_role_id == chosen.role_id)
    if chosen.day is not None:
        noon = datetime.combine(chosen.day, time(12), UTC)
        query = query.where(Slot.starts_at.between(noon - timedelta(days=2), noon + timedelta(days=2)))
    return query


def _order(chosen: ReviewFilter) -> tuple[Any, ...]:
    if chosen.view is View.CLINICIAN:
        name = select(Clinician.last_name).where(Clinician.id == ProposedPlacement.clinician_id)
        return name.scalar_subquery(), ProposedPlacement.clinician_id, Slot.starts_at, ProposedPlacement.id
    return Slot.facility_id, Slot.starts_at, Slot.unit_id, ProposedPlacement.id


def runner_up_people(rows: Sequence[ProposedPlacement]) -> dict[int, Clinician]:
    """The clinicians named as runner-up on these rows, by id."""
    ids = {row.runner_up["clinician_id"] for row in rows if row.runner_up}
    found = db.session.scalars(select(Clinician).where(Clinician.id.in_(ids))) if ids else ()
    return {person.id: person for person in found}
