"""Match runs and what they proposed: the first of the three lifecycles. A proposal never holds time."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import (
    AgencyOwned,
    Base,
    ClinicianOwned,
    FacilityOwned,
    Json,
    Timestamped,
    Versioned,
    enum_type,
    utc_now,
)
from staffing.placements.models import Offer
from staffing.requests.models import Slot


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ProposedStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"


class MatchRun(HasLifecycle, Versioned, Timestamped, AgencyOwned, Base):
    """One solve over a period. The compressed problem and solution stay, to answer later questions.

    `problem_blob` and `solution_blob` are zstd-compressed JSON of `schema_version`; ids inside are
    pseudonymous (`c<id>`, `s<id>`), never names.
    """

    __tablename__ = "match_run"
    __table_args__ = (UniqueConstraint("id", "agency_id", name="uq_match_run_id_agency"),)
    TRANSITIONS = {
        RunStatus.QUEUED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.FAILED}),
        RunStatus.RUNNING: frozenset({RunStatus.FINISHED, RunStatus.CANCELLED, RunStatus.FAILED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[RunStatus] = mapped_column(enum_type(RunStatus, "status"), default=RunStatus.QUEUED)
    first_day: Mapped[date]
    last_day: Mapped[date]
    facility_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    """Empty means every facility."""
    preset: Mapped[str] = mapped_column(String(40))
    weights: Mapped[dict[str, int]] = mapped_column(Json)
    """The preset's; once the problem is built, with what its slots and options add."""
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    """`seconds`, `workers`, `seed` of the solve."""
    options: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    """What this run does beside its preset: `newcomer_floor` ("prior", or percent), `explore_percent`."""
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    schema_version: Mapped[int | None]
    problem_hash: Mapped[str | None] = mapped_column(String(64))
    problem_blob: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    solution_blob: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    summary: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Status, fill, objective, bound and gap per tier and term, seconds."""
    failure: Mapped[str | None] = mapped_column(String(500))

    started_by: Mapped[Account | None] = relationship()


class ProposedPlacement(HasLifecycle, Versioned, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """One clinician proposed for one slot, with the reasons a coordinator needs to decide."""

    __tablename__ = "proposed_placement"
    __table_args__ = (
        UniqueConstraint("run_id", "slot_id", "clinician_id"),
        ForeignKeyConstraint(["run_id", "agency_id"], ["match_run.id", "match_run.agency_id"]),
        ForeignKeyConstraint(
            ["slot_id", "facility_id", "agency_id"], ["slot.id", "slot.facility_id", "slot.agency_id"]
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        ForeignKeyConstraint(["offer_id", "agency_id"], ["offer.id", "offer.agency_id"]),
    )
    TRANSITIONS = {
        ProposedStatus.PROPOSED: frozenset(
            {ProposedStatus.APPROVED, ProposedStatus.REJECTED, ProposedStatus.STALE}
        ),
        ProposedStatus.APPROVED: frozenset({ProposedStatus.PROPOSED, ProposedStatus.STALE}),
        ProposedStatus.REJECTED: frozenset({ProposedStatus.PROPOSED}),
        ProposedStatus.STALE: frozenset({ProposedStatus.PROPOSED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(index=True)
    slot_id: Mapped[int] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    status: Mapped[ProposedStatus] = mapped_column(
        enum_type(ProposedStatus, "status"), default=ProposedStatus.PROPOSED, index=True
    )
    locked: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
    """Why to look at it; empty means clean."""
    score: Mapped[dict[str, Any]] = mapped_column(Json)
    """Points by term, intensity, communication mean for this slot, travel minutes, overtime cents."""
    runner_up: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(300))
    """Why it was rejected or went stale."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    offer_id: Mapped[int | None] = mapped_column(index=True)

    run: Mapped[MatchRun] = relationship(
        foreign_keys=[run_id], primaryjoin="ProposedPlacement.run_id == MatchRun.id", viewonly=True
    )
    slot: Mapped[Slot] = relationship(
        foreign_keys=[slot_id], primaryjoin="ProposedPlacement.slot_id == Slot.id", viewonly=True
    )
    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id],
        primaryjoin="ProposedPlacement.clinician_id == Clinician.id",
        viewonly=True,
    )
    offer: Mapped[Offer | None] = relationship(
        foreign_keys=[offer_id], primaryjoin="ProposedPlacement.offer_id == Offer.id", viewonly=True
    )


class UnfilledSlot(FacilityOwned, Base):
    """A slot the run could not fill, with how many clinicians each rule ruled out."""

    __tablename__ = "unfilled_slot"
    __table_args__ = (
        UniqueConstraint("run_id", "slot_id"),
        ForeignKeyConstraint(["run_id", "agency_id"], ["match_run.id", "match_run.agency_id"]),
        ForeignKeyConstraint(
            ["slot_id", "facility_id", "agency_id"], ["slot.id", "slot.facility_id", "slot.agency_id"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(index=True)
    slot_id: Mapped[int] = mapped_column(index=True)
    reasons: Mapped[dict[str, int]] = mapped_column(Json)
    """Rule name → clinicians it ruled out (first rule that bars each of them), plus `placed_elsewhere`."""
    at: Mapped[datetime] = mapped_column(default=utc_now)

    slot: Mapped[Slot] = relationship(
        foreign_keys=[slot_id], primaryjoin="UnfilledSlot.slot_id == Slot.id", viewonly=True
    )
