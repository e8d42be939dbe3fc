"""Client facilities, their units, and who schedules for them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.accounts.models import Account
from staffing.db import AgencyOwned, Base, FacilityItself, FacilityOwned, Timestamped, Versioned, enum_type


class FacilityKind(StrEnum):
    ACUTE = "acute"
    SKILLED_NURSING = "skilled_nursing"
    CLINIC = "clinic"
    URGENT_CARE = "urgent_care"
    FREESTANDING_ED = "freestanding_ed"
    REHAB_LTACH = "rehab_ltach"
    BEHAVIORAL = "behavioral"
    AMBULATORY_SURGERY = "ambulatory_surgery"
    TELEHEALTH = "telehealth"


class UnitKind(StrEnum):
    MED_SURG = "med_surg"
    TELEMETRY = "telemetry"
    ICU = "icu"
    ED = "ed"
    LABOR_DELIVERY = "labor_delivery"
    NICU = "nicu"
    OR_PACU = "or_pacu"
    LONG_TERM_CARE = "long_term_care"
    MEMORY_CARE = "memory_care"
    REHAB = "rehab"
    BEHAVIORAL = "behavioral"
    CLINIC = "clinic"
    TRIAGE = "triage"
    FRONT_DESK = "front_desk"
    VIRTUAL_CARE = "virtual_care"
    REVENUE_CYCLE = "revenue_cycle"


class Setting(StrEnum):
    ON_SITE = "on_site"
    VIRTUAL = "virtual"


class JourneyStep(StrEnum):
    """Where in the patient's journey a unit stands."""

    TRIAGE = "triage"
    FRONT_DESK = "front_desk"
    BEDSIDE = "bedside"
    PROCEDURE = "procedure"
    VIRTUAL_VISIT = "virtual_visit"
    BILLING = "billing"


class PatientContact(StrEnum):
    """How much the person talks with patients or families."""

    HARDLY = "hardly"
    SOME = "some"
    MOST = "most"


class HealthSystem(AgencyOwned, Base):
    """A group of facilities under one owner; a DNR may cover all of it."""

    __tablename__ = "health_system"
    __table_args__ = (
        UniqueConstraint("agency_id", "name"),
        UniqueConstraint("id", "agency_id", name="uq_health_system_id_agency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))

    def __str__(self) -> str:
        return self.name


class Facility(Versioned, Timestamped, FacilityItself, Base):
    """A client site. Coordinates in degrees, `timezone` an IANA name."""

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("id", "agency_id", name="uq_facility_id_agency"),
        UniqueConstraint("agency_id", "name"),
        ForeignKeyConstraint(
            ["health_system_id", "agency_id"], ["health_system.id", "health_system.agency_id"]
        ),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lng BETWEEN -180 AND 180", name="coordinates"),
    )

    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FacilityKind] = mapped_column(enum_type(FacilityKind, "kind"))
    health_system_id: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(2))
    zip_code: Mapped[str] = mapped_column(String(10), default="")
    lat: Mapped[float]
    lng: Mapped[float]
    timezone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    phone: Mapped[str] = mapped_column(String(32), default="")
    parking: Mapped[str] = mapped_column(String(300), default="")
    entrance: Mapped[str] = mapped_column(String(300), default="")
    orientation_required: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)

    health_system: Mapped[HealthSystem | None] = relationship()
    units: Mapped[list[Unit]] = relationship(back_populates="facility", order_by="Unit.name")

    def __str__(self) -> str:
        return self.name


class Unit(Versioned, Timestamped, FacilityOwned, Base):
    """A unit of a facility; its defaults fill the shift request form."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("id", "facility_id", "agency_id", name="uq_unit_id_facility"),
        UniqueConstraint("facility_id", "name"),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind, "kind"))
    setting: Mapped[Setting] = mapped_column(enum_type(Setting, "setting"), default=Setting.ON_SITE)
    journey_step: Mapped[JourneyStep] = mapped_column(enum_type(JourneyStep, "journey_step"))
    patient_contact: Mapped[PatientContact] = mapped_column(enum_type(PatientContact, "patient_contact"))
    patients_read_up: Mapped[bool] = mapped_column(default=False)
    explains_bills: Mapped[bool] = mapped_column(default=False)
    minimum_communication: Mapped[int | None]
    """Percent "Always" the people of this unit should reach on average (60–95); a wish, never a bar."""
    ask_for: Mapped[str] = mapped_column(String(120), default="")
    """Whom to ask for on arrival."""
    phone: Mapped[str] = mapped_column(String(32), default="")
    arrival_notes: Mapped[str] = mapped_column(String(500), default="")
    active: Mapped[bool] = mapped_column(default=True)

    facility: Mapped[Facility] = relationship(back_populates="units")

    def __str__(self) -> str:
        return self.name


class FacilityMember(FacilityOwned, Base):
    """An account that schedules for a facility."""

    __tablename__ = "facility_member"
    __table_args__ = (
        UniqueConstraint("account_id", "facility_id"),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(["account_id", "agency_id"], ["account.id", "account.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(index=True)

    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], primaryjoin="FacilityMember.account_id == Account.id", overlaps="facility"
    )
    facility: Mapped[Facility] = relationship(
        primaryjoin="FacilityMember.facility_id == Facility.id",
        foreign_keys="FacilityMember.facility_id",
        overlaps="account",
    )


class FacilityNote(Timestamped, FacilityOwned, Base):
    """What the agency's people want to remember about a facility."""

    __tablename__ = "facility_note"
    __table_args__ = (
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(String(2000))

    author: Mapped[Account] = relationship()
