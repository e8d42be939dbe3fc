"""Incidents, complaints and compliments, and the service-recovery cases that bad moments open."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import Base, ClinicianOwned, FacilityOwned, Timestamped, Versioned, enum_type
from staffing.facilities.models import Facility


class ReportKind(StrEnum):
    INCIDENT = "incident"
    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"


class ReportNature(StrEnum):
    CLINICAL = "clinical"
    PROFESSIONAL = "professional"


class ReportStatus(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class FeedbackReport(HasLifecycle, Versioned, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """What happened in words, apart from ratings: it never enters a score."""

    __tablename__ = "feedback_report"
    __table_args__ = (
        UniqueConstraint("id", "agency_id", name="uq_feedback_report_id_agency"),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("kind = 'compliment' OR nature IS NOT NULL", name="nature_given"),
    )
    TRANSITIONS = {
        ReportStatus.RECEIVED: frozenset({ReportStatus.IN_REVIEW, ReportStatus.CLOSED}),
        ReportStatus.IN_REVIEW: frozenset({ReportStatus.CLOSED}),
        ReportStatus.CLOSED: frozenset({ReportStatus.IN_REVIEW}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(enum_type(ReportKind, "kind"))
    nature: Mapped[ReportNature | None] = mapped_column(enum_type(ReportNature, "nature"))
    placement_id: Mapped[int | None] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(String(2000))
    happened_at: Mapped[datetime | None]
    status: Mapped[ReportStatus] = mapped_column(
        enum_type(ReportStatus, "status"), default=ReportStatus.RECEIVED, index=True
    )
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str | None] = mapped_column(String(1000))
    shared_at: Mapped[datetime | None]
    """When a compliment was passed on to the clinician."""

    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id],
        primaryjoin="FeedbackReport.clinician_id == Clinician.id",
        viewonly=True,
    )
    facility: Mapped[Facility] = relationship(
        foreign_keys="FeedbackReport.facility_id",
        primaryjoin="FeedbackReport.facility_id == Facility.id",
        viewonly=True,
    )


class CaseCause(StrEnum):
    NEVER_ON_RESPECT = "never_on_respect"
    COMPLAINT = "complaint"


class CaseStatus(StrEnum):
    OPEN = "open"
    TOLD = "told"
    CLOSED = "closed"


class RecoveryCase(HasLifecycle, Versioned, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """Somebody owns putting it right, says so to the facility, and closes it with an outcome."""

    __tablename__ = "recovery_case"
    __table_args__ = (
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        ForeignKeyConstraint(["report_id", "agency_id"], ["feedback_report.id", "feedback_report.agency_id"]),
        UniqueConstraint("response_id"),
        UniqueConstraint("report_id"),
        CheckConstraint("(response_id IS NULL) <> (report_id IS NULL)", name="one_cause"),
        CheckConstraint("status <> 'closed' OR outcome IS NOT NULL", name="outcome_given"),
        Index("ix_recovery_case_due", "status", "due_at"),
    )
    TRANSITIONS = {
        CaseStatus.OPEN: frozenset({CaseStatus.TOLD}),
        CaseStatus.TOLD: frozenset({CaseStatus.CLOSED}),
        CaseStatus.CLOSED: frozenset({CaseStatus.TOLD}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[CaseCause] = mapped_column(enum_type(CaseCause, "cause"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("communication_response.id"))
    report_id: Mapped[int | None] = mapped_column()
    clinician_id: Mapped[int] = mapped_column(index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    status: Mapped[CaseStatus] = mapped_column(enum_type(CaseStatus, "status"), default=CaseStatus.OPEN)
    due_at: Mapped[datetime]
    """One business day after it was opened, in the agency's zone."""
    told: Mapped[str | None] = mapped_column(String(1000))
    """What was said to the facility."""
    told_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(1000))
    closed_at: Mapped[datetime | None]

    owner: Mapped[Account | None] = relationship()
    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id], primaryjoin="RecoveryCase.clinician_id == Clinician.id", viewonly=True
    )
    facility: Mapped[Facility] = relationship(
        foreign_keys="RecoveryCase.facility_id",
        primaryjoin="RecoveryCase.facility_id == Facility.id",
        viewonly=True,
    )
    report: Mapped[FeedbackReport | None] = relationship(
        foreign_keys=[report_id], primaryjoin="RecoveryCase.report_id == FeedbackReport.id", viewonly=True
    )
