"""The clinician's private monthly digest, and requests to correct what we keep about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import Base, ClinicianOwned, Json, Timestamped, Versioned, enum_type, utc_now


class Digest(ClinicianOwned, Base):
    """One month's digest: at least five new responses, never a single one shown."""

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("clinician_id", "month"),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("new_responses >= 5", name="enough"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    """First day of the month it closes."""
    new_responses: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(default=utc_now)


class CorrectionStatus(StrEnum):
    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class DataCorrection(HasLifecycle, Versioned, Timestamped, ClinicianOwned, Base):
    """A clinician says that something we keep about them is wrong; a person answers."""

    __tablename__ = "data_correction"
    __table_args__ = (
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("status = 'asked' OR answer IS NOT NULL", name="answered"),
    )
    TRANSITIONS = {
        CorrectionStatus.ASKED: frozenset({CorrectionStatus.DONE, CorrectionStatus.REFUSED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(1000))
    status: Mapped[CorrectionStatus] = mapped_column(
        enum_type(CorrectionStatus, "status"), default=CorrectionStatus.ASKED, index=True
    )
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    clinician: Mapped[Clinician] = relationship(
        foreign_keys="DataCorrection.clinician_id",
        primaryjoin="DataCorrection.clinician_id == Clinician.id",
        viewonly=True,
    )
