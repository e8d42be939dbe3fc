"""Rate cards and holidays. Money is integer cents, lengths are minutes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.clinicians.models import StaffRole
from staffing.db import AgencyOwned, Base, FacilityOwned, Timestamped, Versioned, enum_type
from staffing.facilities.models import Facility, UnitKind


class RateCard(Versioned, Timestamped, FacilityOwned, Base):
    """What a facility pays for a role in a kind of unit, from a date on.

    `unit_kind` None serves every unit of the facility. Differentials are cents an hour on top of the
    base, paid and billed alike; `holiday_bp` and `short_notice_bp` are basis points of the base
    (15000 = 1.5 ×; 1000 = +10 %).
    """

    __tablename__ = "rate_card"
    __table_args__ = (
        UniqueConstraint("facility_id", "staff_role_id", "unit_kind", "effective_from"),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(["staff_role_id", "agency_id"], ["staff_role.id", "staff_role.agency_id"]),
        CheckConstraint("pay_cents > 0 AND bill_cents > 0", name="positive"),
        CheckConstraint("effective_until IS NULL OR effective_until >= effective_from", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_role_id: Mapped[int] = mapped_column(index=True)
    unit_kind: Mapped[UnitKind | None] = mapped_column(enum_type(UnitKind, "unit_kind"))
    effective_from: Mapped[date]
    effective_until: Mapped[date | None]
    pay_cents: Mapped[int]
    bill_cents: Mapped[int]
    evening_cents: Mapped[int] = mapped_column(default=200)
    night_cents: Mapped[int] = mapped_column(default=500)
    weekend_cents: Mapped[int] = mapped_column(default=250)
    charge_cents: Mapped[int] = mapped_column(default=250)
    holiday_bp: Mapped[int] = mapped_column(default=15_000)
    short_notice_bp: Mapped[int] = mapped_column(default=1_000)
    minimum_minutes: Mapped[int] = mapped_column(default=240)
    meal_minutes: Mapped[int] = mapped_column(default=30)
    """Unpaid meal of a 12-hour shift, when relieved."""

    facility: Mapped[Facility] = relationship(
        foreign_keys="RateCard.facility_id",
        primaryjoin="RateCard.facility_id == Facility.id",
        overlaps="staff_role",
    )
    staff_role: Mapped[StaffRole] = relationship(
        foreign_keys=[staff_role_id],
        primaryjoin="RateCard.staff_role_id == StaffRole.id",
        overlaps="facility",
    )


class Holiday(AgencyOwned, Base):
    """A day paid and billed at the holiday rate."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("agency_id", "on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date]
    name: Mapped[str] = mapped_column(String(80))
