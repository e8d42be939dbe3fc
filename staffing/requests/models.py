"""Shift requests and their slots (one open shift per head)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.audit import HasLifecycle
from staffing.clinicians.models import Skill, StaffRole
from staffing.db import Base, FacilityOwned, Json, Timestamped, Versioned, enum_type
from staffing.facilities.models import Facility, PatientContact, Setting, Unit


class RequestStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED_UNFILLED = "expired_unfilled"


class SlotStatus(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED_UNFILLED = "expired_unfilled"


class RequestSource(StrEnum):
    FORM = "form"
    WEEK_GRID = "week_grid"
    PHONE = "phone"
    PASTE = "paste"
    PBJ = "pbj"
    DEMO = "demo"


class Priority(StrEnum):
    ROUTINE = "routine"
    HIGH = "high"
    CRITICAL = "critical"


def _own_unit() -> tuple[ForeignKeyConstraint, ForeignKeyConstraint]:
    return (
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(
            ["unit_id", "facility_id", "agency_id"], ["unit.id", "unit.facility_id", "unit.agency_id"]
        ),
    )


class ShiftRequest(HasLifecycle, Versioned, Timestamped, FacilityOwned, Base):
    """What a facility asks for: a role, a time, and how many heads."""

    __tablename__ = "shift_request"
    __table_args__ = (
        UniqueConstraint("id", "facility_id", "agency_id", name="uq_shift_request_id_facility"),
        UniqueConstraint("agency_id", "reference"),
        UniqueConstraint("facility_id", "external_id"),
        *_own_unit(),
        ForeignKeyConstraint(["staff_role_id", "agency_id"], ["staff_role.id", "staff_role.agency_id"]),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("heads BETWEEN 1 AND 99", name="heads"),
    )
    TRANSITIONS = {
        RequestStatus.DRAFT: frozenset({RequestStatus.OPEN, RequestStatus.CANCELLED}),
        RequestStatus.OPEN: frozenset(
            {
                RequestStatus.PARTIALLY_FILLED,
                RequestStatus.FILLED,
                RequestStatus.CANCELLED,
                RequestStatus.EXPIRED_UNFILLED,
            }
        ),
        RequestStatus.PARTIALLY_FILLED: frozenset(
            {RequestStatus.OPEN, RequestStatus.FILLED, RequestStatus.IN_PROGRESS, RequestStatus.CANCELLED}
        ),
        RequestStatus.FILLED: frozenset(
            {
                RequestStatus.OPEN,
                RequestStatus.PARTIALLY_FILLED,
                RequestStatus.IN_PROGRESS,
                RequestStatus.CANCELLED,
            }
        ),
        RequestStatus.IN_PROGRESS: frozenset({RequestStatus.COMPLETED, RequestStatus.CANCELLED}),
        RequestStatus.COMPLETED: frozenset({RequestStatus.CLOSED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str | None] = mapped_column(String(64))
    unit_id: Mapped[int] = mapped_column(index=True)
    staff_role_id: Mapped[int] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    heads: Mapped[int]
    priority: Mapped[Priority] = mapped_column(enum_type(Priority, "priority"), default=Priority.ROUTINE)
    setting: Mapped[Setting] = mapped_column(enum_type(Setting, "setting"))
    patient_states: Mapped[list[str]] = mapped_column(Json, default=list)
    """States the patients are in; for an on-site shift the facility's own."""
    charge_needed: Mapped[bool] = mapped_column(default=False)
    patient_contact: Mapped[PatientContact] = mapped_column(enum_type(PatientContact, "patient_contact"))
    patients_read_up: Mapped[bool] = mapped_column(default=False)
    explains_bills: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    preferred_clinician_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    arrival_notes: Mapped[str] = mapped_column(String(500), default="")
    series: Mapped[str | None] = mapped_column(String(16), index=True)
    """Reference of the first request of a weekly repeat."""
    source: Mapped[RequestSource] = mapped_column(enum_type(RequestSource, "source"))
    asked_by: Mapped[str] = mapped_column(String(120), default="")
    """Who at the facility asked, when a coordinator enters it for them."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[RequestStatus] = mapped_column(
        enum_type(RequestStatus, "status"), default=RequestStatus.DRAFT, index=True
    )

    facility: Mapped[Facility] = relationship(
        foreign_keys="ShiftRequest.facility_id",
        primaryjoin="ShiftRequest.facility_id == Facility.id",
        viewonly=True,
    )
    unit: Mapped[Unit] = relationship(
        foreign_keys=[unit_id], primaryjoin="ShiftRequest.unit_id == Unit.id", viewonly=True
    )
    staff_role: Mapped[StaffRole] = relationship(
        foreign_keys=[staff_role_id], primaryjoin="ShiftRequest.staff_role_id == StaffRole.id", viewonly=True
    )
    entered_by: Mapped[Account | None] = relationship()
    needs: Mapped[list[RequestSkill]] = relationship(cascade="all, delete-orphan")
    slots: Mapped[list[Slot]] = relationship(
        back_populates="request",
        primaryjoin="ShiftRequest.id == Slot.request_id",
        foreign_keys="Slot.request_id",
        order_by="Slot.head",
    )

    def __str__(self) -> str:
        return self.reference


class RequestSkill(FacilityOwned, Base):
    """A skill or certification a request asks for."""

    __tablename__ = "request_skill"
    __table_args__ = (
        UniqueConstraint("request_id", "skill_id"),
        ForeignKeyConstraint(
            ["request_id", "facility_id", "agency_id"],
            ["shift_request.id", "shift_request.facility_id", "shift_request.agency_id"],
        ),
        ForeignKeyConstraint(["skill_id", "agency_id"], ["skill.id", "skill.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(index=True)
    skill_id: Mapped[int]

    skill: Mapped[Skill] = relationship(
        foreign_keys="RequestSkill.skill_id", primaryjoin="RequestSkill.skill_id == Skill.id", viewonly=True
    )


class Slot(HasLifecycle, Versioned, Timestamped, FacilityOwned, Base):
    """One head of a request. Its rates are frozen when it is posted.

    `pay_cents` and `bill_cents` are totals for the whole shift as planned; `rates` keeps the hourly
    figures they were computed from.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("id", "facility_id", "agency_id", name="uq_slot_id_facility"),
        UniqueConstraint("request_id", "head"),
        *_own_unit(),
        ForeignKeyConstraint(
            ["request_id", "facility_id", "agency_id"],
            ["shift_request.id", "shift_request.facility_id", "shift_request.agency_id"],
        ),
        CheckConstraint("ends_at > starts_at", name="times"),
        Index("ix_slot_open", "status", "starts_at"),
    )
    TRANSITIONS = {
        SlotStatus.OPEN: frozenset({SlotStatus.FILLED, SlotStatus.CANCELLED, SlotStatus.EXPIRED_UNFILLED}),
        SlotStatus.FILLED: frozenset({SlotStatus.OPEN, SlotStatus.COMPLETED, SlotStatus.CANCELLED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(index=True)
    staff_role_id: Mapped[int] = mapped_column(ForeignKey("staff_role.id"), index=True)
    head: Mapped[int]
    """1 … heads of the request."""
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    status: Mapped[SlotStatus] = mapped_column(enum_type(SlotStatus, "status"), default=SlotStatus.OPEN)
    pay_cents: Mapped[int]
    bill_cents: Mapped[int]
    rates: Mapped[dict[str, Any]] = mapped_column(Json)

    request: Mapped[ShiftRequest] = relationship(
        back_populates="slots",
        foreign_keys=[request_id],
        primaryjoin="Slot.request_id == ShiftRequest.id",
    )
    unit: Mapped[Unit] = relationship(
        foreign_keys=[unit_id], primaryjoin="Slot.unit_id == Unit.id", viewonly=True
    )
    facility: Mapped[Facility] = relationship(
        foreign_keys="Slot.facility_id", primaryjoin="Slot.facility_id == Facility.id", viewonly=True
    )
    staff_role: Mapped[StaffRole] = relationship(viewonly=True)

    @property
    def minutes(self) -> int:
        """Length in UTC minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60
