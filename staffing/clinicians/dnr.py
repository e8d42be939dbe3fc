"""Do-not-return, scoped and both ways: a facility's list and a clinician's blocked facilities."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import HasLifecycle
from staffing.db import AgencyOwned, Base, Timestamped, enum_type


class DnrScope(StrEnum):
    UNIT = "unit"
    FACILITY = "facility"
    SYSTEM = "system"


class DnrSide(StrEnum):
    """Who asked not to meet again."""

    FACILITY = "facility"
    CLINICIAN = "clinician"
    AGENCY = "agency"


class DnrReason(StrEnum):
    CLINICAL = "clinical"
    PROFESSIONAL = "professional"
    PERSONAL = "personal"


class DnrStatus(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    DECLINED = "declined"
    LIFTED = "lifted"


class DoNotReturn(HasLifecycle, Timestamped, AgencyOwned, Base):
    """One clinician barred from a unit, a facility or a whole health system.

    A facility's request waits as `requested` for a coordinator; it bars at once, until it is declined.
    """

    __tablename__ = "do_not_return"
    __table_args__ = (
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(
            ["unit_id", "facility_id", "agency_id"], ["unit.id", "unit.facility_id", "unit.agency_id"]
        ),
        ForeignKeyConstraint(
            ["health_system_id", "agency_id"], ["health_system.id", "health_system.agency_id"]
        ),
        CheckConstraint(
            "(scope = 'unit' AND unit_id IS NOT NULL AND facility_id IS NOT NULL)"
            " OR (scope = 'facility' AND facility_id IS NOT NULL)"
            " OR (scope = 'system' AND health_system_id IS NOT NULL)",
            name="scope_target",
        ),
    )
    TRANSITIONS = {
        DnrStatus.REQUESTED: frozenset({DnrStatus.ACTIVE, DnrStatus.DECLINED}),
        DnrStatus.ACTIVE: frozenset({DnrStatus.LIFTED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    facility_id: Mapped[int | None] = mapped_column(index=True)
    unit_id: Mapped[int | None]
    health_system_id: Mapped[int | None]
    scope: Mapped[DnrScope] = mapped_column(enum_type(DnrScope, "scope"))
    side: Mapped[DnrSide] = mapped_column(enum_type(DnrSide, "side"))
    reason: Mapped[DnrReason] = mapped_column(enum_type(DnrReason, "reason"))
    detail: Mapped[str] = mapped_column(String(500), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    status: Mapped[DnrStatus] = mapped_column(enum_type(DnrStatus, "status"), default=DnrStatus.ACTIVE)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


BARRING = frozenset({DnrStatus.REQUESTED, DnrStatus.ACTIVE})
