"""Clinicians and back-office staff: roles, skills, wishes and availability."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.db import (
    AgencyOwned,
    Base,
    ClinicianItself,
    ClinicianOwned,
    Json,
    Timestamped,
    Versioned,
    enum_type,
)


class RoleFamily(StrEnum):
    """Which table of communication weights a role uses."""

    BEDSIDE = "bedside"
    TELEHEALTH_TRIAGE = "telehealth_triage"
    BILLING_FRONT_DESK = "billing_front_desk"


class SkillKind(StrEnum):
    SKILL = "skill"
    CERTIFICATION = "certification"
    CHARGE = "charge"


class Employment(StrEnum):
    PER_DIEM = "per_diem"
    LOCAL_CONTRACT = "local_contract"
    TRAVEL = "travel"


class StaffRole(AgencyOwned, Base):
    """A clinical or back-office role, for example RN, CNA, biller."""

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        UniqueConstraint("id", "agency_id", name="uq_staff_role_id_agency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    clinical: Mapped[bool]
    family: Mapped[RoleFamily] = mapped_column(enum_type(RoleFamily, "family"))
    licence_type: Mapped[str | None] = mapped_column(String(20))
    """Licence a slot of this role needs in the patient's state (`RN`, `LVN`, `CNA` …), if any."""
    compact: Mapped[bool] = mapped_column(default=False)
    """Whether the Nurse Licensure Compact covers that licence (RN and LVN/LPN only)."""
    registry_checked: Mapped[bool] = mapped_column(default=False)
    """Aides: nurse aide and employee misconduct registries are checked for long-term care."""
    required_certifications: Mapped[list[str]] = mapped_column(Json, default=list)
    """Skill codes every slot of this role needs."""
    nucc: Mapped[str | None] = mapped_column(String(10))
    soc: Mapped[str | None] = mapped_column(String(10))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Retired roles stay on what they were used for and are not offered any more."""

    def __str__(self) -> str:
        return self.name


class Skill(AgencyOwned, Base):
    """A skill, certification or charge qualification a slot may ask for.

    A certification is held by a credential of the same code; a skill by a ClinicianSkill row.
    """

    __tablename__ = "skill"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        UniqueConstraint("id", "agency_id", name="uq_skill_id_agency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[SkillKind] = mapped_column(enum_type(SkillKind, "kind"))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    """As for roles: retired ones stay where they are and are not offered any more."""

    def __str__(self) -> str:
        return self.name


class Clinician(Versioned, Timestamped, ClinicianItself, Base):
    """A person the agency places, clinical or back-office. Distances in metres, hours in minutes."""

    __tablename__ = "clinician"
    __table_args__ = (
        UniqueConstraint("id", "agency_id", name="uq_clinician_id_agency"),
        UniqueConstraint("agency_id", "external_id"),
        ForeignKeyConstraint(["account_id", "agency_id"], ["account.id", "account.agency_id"]),
        ForeignKeyConstraint(["primary_role_id", "agency_id"], ["staff_role.id", "staff_role.agency_id"]),
        CheckConstraint("max_distance_m >= 0 AND max_minutes_week > 0", name="limits"),
    )

    external_id: Mapped[str | None] = mapped_column(String(64))
    account_id: Mapped[int | None] = mapped_column(unique=True)
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(255), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    npi: Mapped[str | None] = mapped_column(String(10))
    primary_role_id: Mapped[int] = mapped_column(index=True)
    employment: Mapped[Employment] = mapped_column(
        enum_type(Employment, "employment"), default=Employment.PER_DIEM
    )
    over_18: Mapped[bool] = mapped_column(default=False)
    city: Mapped[str] = mapped_column(String(80), default="")
    state_of_residence: Mapped[str] = mapped_column(String(2))
    home_lat: Mapped[float]
    home_lng: Mapped[float]
    timezone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    max_distance_m: Mapped[int] = mapped_column(default=72_000)
    max_minutes_week: Mapped[int] = mapped_column(default=3_600)
    wanted_minutes_week: Mapped[int] = mapped_column(default=1_440)
    min_notice_minutes: Mapped[int] = mapped_column(default=120)
    urgent_opt_in: Mapped[bool] = mapped_column(default=False)
    on_bench: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(Json, default=lambda: ["en"])
    """ISO 639-1 codes."""
    active: Mapped[bool] = mapped_column(default=True, index=True)

    account: Mapped[Account | None] = relationship(
        foreign_keys=[account_id], primaryjoin="Clinician.account_id == Account.id", overlaps="primary_role"
    )
    primary_role: Mapped[StaffRole] = relationship(
        foreign_keys=[primary_role_id],
        primaryjoin="Clinician.primary_role_id == StaffRole.id",
        overlaps="account",
    )
    roles: Mapped[list[ClinicianRole]] = relationship(
        primaryjoin="Clinician.id == ClinicianRole.clinician_id",
        foreign_keys="ClinicianRole.clinician_id",
        cascade="all, delete-orphan",
    )
    skills: Mapped[list[ClinicianSkill]] = relationship(
        primaryjoin="Clinician.id == ClinicianSkill.clinician_id",
        foreign_keys="ClinicianSkill.clinician_id",
        cascade="all, delete-orphan",
    )

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def __str__(self) -> str:
        return self.name


def _own_clinician() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"])


class ClinicianRole(ClinicianOwned, Base):
    """A role the clinician may work in (the primary role is one of these rows)."""

    __tablename__ = "clinician_role"
    __table_args__ = (
        UniqueConstraint("clinician_id", "staff_role_id"),
        _own_clinician(),
        ForeignKeyConstraint(["staff_role_id", "agency_id"], ["staff_role.id", "staff_role.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_role_id: Mapped[int] = mapped_column(index=True)


class ClinicianSkill(ClinicianOwned, Base):
    """A skill or charge qualification, verified by the agency."""

    __tablename__ = "clinician_skill"
    __table_args__ = (
        UniqueConstraint("clinician_id", "skill_id"),
        _own_clinician(),
        ForeignKeyConstraint(["skill_id", "agency_id"], ["skill.id", "skill.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    skill_id: Mapped[int] = mapped_column(index=True)


class AvailabilityPattern(ClinicianOwned, Base):
    """A weekly window in the clinician's own zone; `ends_minute` past 1440 runs into the next day.

    `weekday` 0 is Monday; minutes count from local midnight of that day.
    """

    __tablename__ = "availability_pattern"
    __table_args__ = (
        _own_clinician(),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute > starts_minute AND ends_minute <= 2880",
            name="window",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]


class AvailabilityException(ClinicianOwned, Base):
    """A dated window that overrides the weekly pattern, free (`available`) or not."""

    __tablename__ = "availability_exception"
    __table_args__ = (_own_clinician(), CheckConstraint("ends_at > starts_at", name="window"))

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    available: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200), default="")


class PreferenceKind(StrEnum):
    FACILITY = "facility"
    UNIT_KIND = "unit_kind"
    SHIFT_KIND = "shift_kind"


class Preference(ClinicianOwned, Base):
    """A wish, from −2 (rather not) to +2 (gladly); never a bar.

    `value` is a facility id, a UnitKind, or `day` | `evening` | `night` | `weekend`.
    """

    __tablename__ = "preference"
    __table_args__ = (
        UniqueConstraint("clinician_id", "kind", "value"),
        _own_clinician(),
        CheckConstraint("weight BETWEEN -2 AND 2", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PreferenceKind] = mapped_column(enum_type(PreferenceKind, "kind"))
    value: Mapped[str] = mapped_column(String(32))
    weight: Mapped[int]


class ClinicianNote(Timestamped, ClinicianOwned, Base):
    """What the agency's people want to remember about a person."""

    __tablename__ = "clinician_note"
    __table_args__ = (_own_clinician(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(String(2000))

    author: Mapped[Account] = relationship()


class Orientation(ClinicianOwned, Base):
    """The facility orientation a clinician has done; `expires_on` None means it stands."""

    __tablename__ = "orientation"
    __table_args__ = (
        UniqueConstraint("clinician_id", "facility_id"),
        _own_clinician(),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(index=True)
    completed_on: Mapped[date]
    expires_on: Mapped[date | None]
