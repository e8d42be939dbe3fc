"""Staff roles, skills, the compact's states and base rates of the demo agency.

Codes: NUCC provider taxonomy and SOC 2018. Rates are dollars an hour, pay and bill.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

from staffing.clinicians.models import RoleFamily, SkillKind
from staffing.demo.names import DATA
from staffing.facilities.models import UnitKind

BEDSIDE, TRIAGE, OFFICE = (
    RoleFamily.BEDSIDE,
    RoleFamily.TELEHEALTH_TRIAGE,
    RoleFamily.BILLING_FRONT_DESK,
)


@dataclass(frozen=True)
class RolePlan:
    """A staff role, its rates, and how many of 600 people work in it."""

    code: str
    name: str
    family: RoleFamily
    pay: int
    bill: int
    people: int
    licence: str | None = None
    certifications: tuple[str, ...] = ()
    nucc: str | None = None
    soc: str | None = None

    @property
    def clinical(self) -> bool:
        return self.family is not OFFICE

    @property
    def compact(self) -> bool:
        """The Nurse Licensure Compact covers registered and vocational nurses only."""
        return self.licence in {"RN", "LVN"}

    @property
    def has_npi(self) -> bool:
        return self.nucc is not None


BLS = ("BLS",)
ROLES: tuple[RolePlan, ...] = (
    RolePlan("RN", "Registered nurse", BEDSIDE, 44, 66, 248, "RN", BLS, "163W00000X", "29-1141"),
    RolePlan("LVN", "Licensed vocational nurse", BEDSIDE, 32, 48, 80, "LVN", BLS, "164X00000X", "29-2061"),
    RolePlan("CNA", "Certified nurse aide", BEDSIDE, 20, 30, 130, "CNA", BLS, "376K00000X", "31-1131"),
    RolePlan(
        "NP", "Nurse practitioner", TRIAGE, 70, 108, 14, "NP", ("BLS", "FNP_C"), "363L00000X", "29-1171"
    ),
    RolePlan(
        "PA", "Physician assistant", BEDSIDE, 70, 108, 6, "PA", ("BLS", "PA_C"), "363A00000X", "29-1071"
    ),
    RolePlan("MD", "Physician", BEDSIDE, 140, 210, 4, "MD", BLS, "207P00000X", "29-1214"),
    RolePlan("RT", "Respiratory therapist", BEDSIDE, 40, 61, 20, "RT", BLS, "227900000X", "29-1126"),
    RolePlan("PHLEB", "Phlebotomist", BEDSIDE, 21, 32, 12, None, ("PBT",), "246RP1900X", "31-9097"),
    RolePlan("MA", "Medical assistant", BEDSIDE, 21, 32, 26, None, ("BLS", "CMA"), None, "31-9092"),
    RolePlan("TRIAGE_RN", "Triage nurse", TRIAGE, 42, 62, 22, "RN", (), "163W00000X", "29-1141"),
    RolePlan("CODER", "Medical coder", OFFICE, 28, 42, 8, None, ("CCS",), "246YC3301X", "29-2072"),
    RolePlan("BILLER", "Biller", OFFICE, 24, 36, 10, None, ("CPC",), "246YC3302X", "43-3021"),
    RolePlan("REGISTRAR", "Registrar, front desk", OFFICE, 19, 28, 20, None, (), None, "43-4171"),
)
ROLE: dict[str, RolePlan] = {role.code: role for role in ROLES}

DEARER_UNITS: dict[tuple[str, UnitKind], tuple[int, int]] = {
    ("RN", UnitKind.ICU): (50, 76),
    ("RN", UnitKind.ED): (50, 76),
}

CERTIFICATION_YEARS = {
    "BLS": 2,
    "ACLS": 2,
    "PALS": 2,
    "NRP": 2,
    "TNCC": 4,
    "NIHSS": 2,
    "CCRN": 3,
    "FNP_C": 5,
    "PA_C": 2,
    "PBT": 3,
    "CMA": 5,
    "CPC": 1,
    "CCS": 1,
}
"""How many years a certification lasts."""

SKILLS: tuple[tuple[str, str, SkillKind], ...] = (
    ("MED_SURG", "Medical-surgical", SkillKind.SKILL),
    ("TELE", "Telemetry", SkillKind.SKILL),
    ("ICU", "Intensive care", SkillKind.SKILL),
    ("ED", "Emergency", SkillKind.SKILL),
    ("LD", "Labor and delivery", SkillKind.SKILL),
    ("NICU", "Neonatal intensive care", SkillKind.SKILL),
    ("OR_PACU", "Operating room and recovery", SkillKind.SKILL),
    ("REHAB", "Rehabilitation", SkillKind.SKILL),
    ("PSYCH", "Behavioral health", SkillKind.SKILL),
    ("CHARGE", "Charge nurse", SkillKind.CHARGE),
    ("BLS", "Basic life support", SkillKind.CERTIFICATION),
    ("ACLS", "Advanced cardiac life support", SkillKind.CERTIFICATION),
    ("PALS", "Pediatric advanced life support", SkillKind.CERTIFICATION),
    ("NRP", "Neonatal resuscitation", SkillKind.CERTIFICATION),
    ("TNCC", "Trauma nursing core course", SkillKind.CERTIFICATION),
    ("NIHSS", "Stroke scale (NIHSS)", SkillKind.CERTIFICATION),
    ("CCRN", "Critical care nursing (CCRN)", SkillKind.CERTIFICATION),
    ("FNP_C", "Family nurse practitioner, certified", SkillKind.CERTIFICATION),
    ("PA_C", "Physician assistant, certified", SkillKind.CERTIFICATION),
    ("PBT", "Phlebotomy technician", SkillKind.CERTIFICATION),
    ("CMA", "Certified medical assistant", SkillKind.CERTIFICATION),
    ("CPC", "Certified professional coder", SkillKind.CERTIFICATION),
    ("CCS", "Certified coding specialist", SkillKind.CERTIFICATION),
)


def compact_states() -> dict[str, date]:
    """States of the Nurse Licensure Compact and when each began to operate it (NCSBN, mid-2026)."""
    with (DATA / "compact_states.csv").open(newline="", encoding="utf-8") as file:
        return {row["state"]: date.fromisoformat(row["operating_from"]) for row in csv.DictReader(file)}
