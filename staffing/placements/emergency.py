"""Emergency overrides: more hours on duty in 24 than usual, for one clinician on one slot, by two persons."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import Base, ClinicianOwned, FacilityOwned, Timestamped, enum_type, utc_now
from staffing.requests.models import Slot


class OverrideStatus(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LIVE = (OverrideStatus.ASKED, OverrideStatus.GRANTED)
LIVE_SQL = "status IN ('asked', 'granted')"
REASON_LENGTH = 500


class EmergencyOverride(HasLifecycle, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """One person asks, another decides (the database refuses the same one for both).

    While it is granted the 24 h rule goes by the emergency figure for this pair, and no other rule does.
    One that led to a placement stays granted; any other expires when the slot starts.
    """

    __tablename__ = "emergency_override"
    __table_args__ = (
        ForeignKeyConstraint(
            ["slot_id", "facility_id", "agency_id"], ["slot.id", "slot.facility_id", "slot.agency_id"]
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("decided_by_id <> asked_by_id", name="two_persons"),
        CheckConstraint(
            "status NOT IN ('granted', 'refused') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided",
        ),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
        Index(
            "uq_emergency_override_live_pair",
            "slot_id",
            "clinician_id",
            unique=True,
            sqlite_where=text(LIVE_SQL),
            postgresql_where=text(LIVE_SQL),
        ),
    )
    TRANSITIONS = {
        OverrideStatus.ASKED: frozenset(
            {
                OverrideStatus.GRANTED,
                OverrideStatus.REFUSED,
                OverrideStatus.WITHDRAWN,
                OverrideStatus.EXPIRED,
            }
        ),
        OverrideStatus.GRANTED: frozenset({OverrideStatus.WITHDRAWN, OverrideStatus.EXPIRED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    status: Mapped[OverrideStatus] = mapped_column(
        enum_type(OverrideStatus, "status"), default=OverrideStatus.ASKED
    )
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    duty_minutes: Mapped[int]
    """Minutes on duty in the fullest 24 hours, as shown when it was asked and, later, when it was granted."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")

    slot: Mapped[Slot] = relationship(
        foreign_keys=[slot_id], primaryjoin="EmergencyOverride.slot_id == Slot.id", viewonly=True
    )
    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id],
        primaryjoin="EmergencyOverride.clinician_id == Clinician.id",
        viewonly=True,
    )
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id], viewonly=True)
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id], viewonly=True)
