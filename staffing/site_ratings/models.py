"""Clinicians rate the places they worked at: arrival, safety, respect."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.db import AgencyOwned, Base, ClinicianOwned, FacilityOwned, enum_type, utc_now
from staffing.ratings.models import Answer


class SiteDimension(StrEnum):
    ARRIVAL = "arrival"
    SAFETY = "safety"
    RESPECT = "respect"


class SiteResponse(FacilityOwned, ClinicianOwned, Base):
    """One clinician's answers about one worked shift. Never edited; may be voided with a reason."""

    __tablename__ = "site_response"
    __table_args__ = (
        UniqueConstraint("placement_id"),
        ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("voided_at IS NULL OR void_reason IS NOT NULL", name="void_reason"),
        Index("ix_site_response_place", "facility_id", "worked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int]
    unit_id: Mapped[int]
    worked_at: Mapped[datetime]
    submitted_at: Mapped[datetime] = mapped_column(default=utc_now)
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(300))
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    answers: Mapped[list[SiteAnswer]] = relationship(back_populates="response", order_by="SiteAnswer.id")


class SiteAnswer(AgencyOwned, Base):
    """The raw answer to one question about a place; append-only."""

    __tablename__ = "site_answer"
    __table_args__ = (UniqueConstraint("response_id", "dimension"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("site_response.id"), index=True)
    dimension: Mapped[SiteDimension] = mapped_column(enum_type(SiteDimension, "dimension"))
    answer: Mapped[Answer] = mapped_column(enum_type(Answer, "answer"))

    response: Mapped[SiteResponse] = relationship(back_populates="answers")
