"""What takes responses out of a score, beside voiding: appeals and suspended raters."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import HasLifecycle
from staffing.db import AgencyOwned, Base, ClinicianOwned, Versioned, enum_type, utc_now


class AppealStatus(StrEnum):
    PENDING = "pending"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class RatingAppeal(HasLifecycle, Versioned, ClinicianOwned, Base):
    """A clinician asks a person to look at the ratings of one shift.

    While it is pending, and for good once upheld, the responses about that placement do not count.
    """

    __tablename__ = "rating_appeal"
    __table_args__ = (
        UniqueConstraint("clinician_id", "placement_id"),
        ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("status = 'pending' OR decided_at IS NOT NULL", name="decided"),
    )
    TRANSITIONS = {
        AppealStatus.PENDING: frozenset(
            {AppealStatus.UPHELD, AppealStatus.DISMISSED, AppealStatus.WITHDRAWN}
        ),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(index=True)
    facility_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    status: Mapped[AppealStatus] = mapped_column(
        enum_type(AppealStatus, "status"), default=AppealStatus.PENDING, index=True
    )
    filed_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str | None] = mapped_column(String(1000))
    """Said to the clinician."""


class RaterSuspension(AgencyOwned, Base):
    """A rater whose responses do not count between `starts_at` and `ends_at` (None: until lifted)."""

    __tablename__ = "rater_suspension"
    __table_args__ = (
        Index(
            "uq_rater_suspension_running",
            "agency_id",
            "rater",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rater: Mapped[str] = mapped_column(String(64), index=True)
    """As in `CommunicationResponse.rater`, or its `pooled_as`."""
    reason: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime | None]
    suspended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lift_reason: Mapped[str | None] = mapped_column(String(300))
