"""Coaching before do-not-return: a talk, and a time-limited soft penalty that ends on its date."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import Base, ClinicianOwned, Timestamped, Versioned, enum_type
from staffing.facilities.models import Setting
from staffing.ratings.models import Dimension


class CoachingStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    STOPPED = "stopped"


class CoachingPlan(HasLifecycle, Versioned, Timestamped, ClinicianOwned, Base):
    """From `starts_on` to `ends_on` (both included) the person's communication mean counts `setback_percent`
    percentage points lower in matches. It bars nobody."""

    __tablename__ = "coaching_plan"
    __table_args__ = (
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("setback_percent BETWEEN 0 AND 10", name="setback"),
    )
    TRANSITIONS = {
        CoachingStatus.OPEN: frozenset({CoachingStatus.DONE, CoachingStatus.STOPPED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    setting: Mapped[Setting | None] = mapped_column(enum_type(Setting, "setting"))
    dimension: Mapped[Dimension | None] = mapped_column(enum_type(Dimension, "dimension"))
    """What the talk is about; None: communication as a whole."""
    dnr_id: Mapped[int | None] = mapped_column(ForeignKey("do_not_return.id"))
    """The facility's "please not again" that coaching is tried before."""
    agreed: Mapped[str] = mapped_column(String(1000))
    """What was agreed with the clinician."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    setback_percent: Mapped[int] = mapped_column(default=0)
    status: Mapped[CoachingStatus] = mapped_column(
        enum_type(CoachingStatus, "status"), default=CoachingStatus.OPEN, index=True
    )
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str | None] = mapped_column(String(1000))
    closed_at: Mapped[datetime | None]

    clinician: Mapped[Clinician] = relationship(
        foreign_keys="CoachingPlan.clinician_id",
        primaryjoin="CoachingPlan.clinician_id == Clinician.id",
        viewonly=True,
    )
