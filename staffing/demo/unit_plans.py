"""Which units each kind of facility has, what they are like, and what they ask for in a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from staffing.demo.shifts import AROUND_THE_CLOCK, HOSPITAL, NURSING, OFFICE, WALK_IN, Pattern
from staffing.facilities.models import FacilityKind as F
from staffing.facilities.models import JourneyStep, PatientContact, Setting
from staffing.facilities.models import UnitKind as U

MOST, SOME, HARDLY = PatientContact.MOST, PatientContact.SOME, PatientContact.HARDLY


@dataclass(frozen=True)
class Ask:
    """A role a unit asks for: shifts a week, spread by a pattern, with what they require."""

    role: str
    weekly: float
    pattern: Pattern
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitPlan:
    """A unit as facilities of a kind have it."""

    name: str
    kind: U
    step: JourneyStep
    contact: PatientContact
    asks: tuple[Ask, ...]
    setting: Setting = Setting.ON_SITE
    read_up: bool = False
    explains_bills: bool = False
    patient_states: tuple[tuple[str, ...], ...] = (("TX",),)
    """Sets of states the patients may be in; one is drawn for each shift."""


def _bedside(name: str, kind: U, *asks: Ask, read_up: bool = False) -> UnitPlan:
    return UnitPlan(name, kind, JourneyStep.BEDSIDE, MOST, asks, read_up=read_up)


def _front_desk(name: str, weekly: float, pattern: Pattern) -> UnitPlan:
    return UnitPlan(name, U.FRONT_DESK, JourneyStep.FRONT_DESK, MOST, (Ask("REGISTRAR", weekly, pattern),))


ACUTE = (
    _bedside(
        "4 West Med-Surg",
        U.MED_SURG,
        Ask("RN", 6.2, HOSPITAL, ("MED_SURG",)),
        Ask("CNA", 3.0, HOSPITAL),
        Ask("PHLEB", 0.7, WALK_IN),
    ),
    _bedside("5 East Telemetry", U.TELEMETRY, Ask("RN", 4.2, HOSPITAL, ("TELE", "ACLS"))),
    UnitPlan(
        "ICU",
        U.ICU,
        JourneyStep.BEDSIDE,
        SOME,
        (Ask("RN", 3.4, HOSPITAL, ("ICU", "ACLS")), Ask("RT", 1.3, HOSPITAL)),
    ),
    _bedside("Emergency", U.ED, Ask("RN", 3.4, HOSPITAL, ("ED", "ACLS", "PALS"))),
    _bedside("Labor and Delivery", U.LABOR_DELIVERY, Ask("RN", 1.3, HOSPITAL, ("LD", "NRP")), read_up=True),
    _bedside("NICU", U.NICU, Ask("RN", 0.9, HOSPITAL, ("NICU", "NRP")), read_up=True),
    UnitPlan(
        "OR and Recovery",
        U.OR_PACU,
        JourneyStep.PROCEDURE,
        HARDLY,
        (Ask("RN", 1.6, OFFICE, ("OR_PACU", "ACLS")),),
    ),
    _front_desk("Registration", 0.8, WALK_IN),
    UnitPlan(
        "Revenue Cycle",
        U.REVENUE_CYCLE,
        JourneyStep.BILLING,
        HARDLY,
        (Ask("CODER", 0.7, OFFICE), Ask("BILLER", 0.6, OFFICE)),
        explains_bills=True,
    ),
)
SKILLED_NURSING = (
    _bedside("Long-Term Care", U.LONG_TERM_CARE, Ask("CNA", 5.6, NURSING), Ask("LVN", 3.4, NURSING)),
    _bedside("Memory Care", U.MEMORY_CARE, Ask("CNA", 2.6, NURSING), Ask("LVN", 1.2, NURSING)),
    _bedside("Short-Stay Rehab", U.REHAB, Ask("RN", 1.0, NURSING), Ask("CNA", 1.4, NURSING)),
)
CLINIC = (
    _bedside(
        "Primary Care", U.CLINIC, Ask("MA", 2.8, OFFICE), Ask("LVN", 1.2, OFFICE), Ask("NP", 0.7, OFFICE)
    ),
    _front_desk("Front Desk", 1.4, OFFICE),
)
URGENT_CARE = (
    _bedside(
        "Urgent Care", U.CLINIC, Ask("MA", 2.2, WALK_IN), Ask("PA", 0.8, WALK_IN), Ask("NP", 0.5, WALK_IN)
    ),
    _front_desk("Front Desk", 1.0, WALK_IN),
)
FREESTANDING_ED = (
    _bedside(
        "Emergency",
        U.ED,
        Ask("RN", 4.0, HOSPITAL, ("ED", "ACLS", "PALS")),
        Ask("MD", 0.8, WALK_IN),
        Ask("RT", 0.8, HOSPITAL),
    ),
    _front_desk("Registration", 1.2, WALK_IN),
)
REHAB_LTACH = (
    _bedside(
        "Rehabilitation",
        U.REHAB,
        Ask("RN", 3.4, HOSPITAL, ("REHAB",)),
        Ask("LVN", 2.0, HOSPITAL),
        Ask("CNA", 3.0, HOSPITAL),
        Ask("RT", 0.8, HOSPITAL),
    ),
)
BEHAVIORAL = (
    _bedside(
        "Adult Behavioral", U.BEHAVIORAL, Ask("RN", 3.0, HOSPITAL, ("PSYCH",)), Ask("LVN", 1.4, HOSPITAL)
    ),
)
AMBULATORY_SURGERY = (
    UnitPlan(
        "Surgery and Recovery",
        U.OR_PACU,
        JourneyStep.PROCEDURE,
        SOME,
        (Ask("RN", 3.0, OFFICE, ("OR_PACU", "ACLS")),),
    ),
    _front_desk("Front Desk", 0.8, OFFICE),
)
NEIGHBOURS = (("TX",), ("TX",), ("TX", "OK"), ("TX", "LA"), ("TX", "NM", "AR"))
TELEHEALTH = (
    UnitPlan(
        "Nurse Triage Line",
        U.TRIAGE,
        JourneyStep.TRIAGE,
        MOST,
        (Ask("TRIAGE_RN", 20.0, AROUND_THE_CLOCK),),
        setting=Setting.VIRTUAL,
        read_up=True,
        patient_states=NEIGHBOURS,
    ),
    UnitPlan(
        "Virtual Visits",
        U.VIRTUAL_CARE,
        JourneyStep.VIRTUAL_VISIT,
        MOST,
        (Ask("NP", 6.0, OFFICE),),
        setting=Setting.VIRTUAL,
        read_up=True,
        patient_states=(("TX",), ("TX",), ("TX", "OK")),
    ),
    UnitPlan(
        "Billing Line",
        U.REVENUE_CYCLE,
        JourneyStep.BILLING,
        MOST,
        (Ask("BILLER", 7.0, OFFICE),),
        setting=Setting.VIRTUAL,
        explains_bills=True,
    ),
)

UNIT_PLANS: Mapping[F, tuple[UnitPlan, ...]] = {
    F.ACUTE: ACUTE,
    F.SKILLED_NURSING: SKILLED_NURSING,
    F.CLINIC: CLINIC,
    F.URGENT_CARE: URGENT_CARE,
    F.FREESTANDING_ED: FREESTANDING_ED,
    F.REHAB_LTACH: REHAB_LTACH,
    F.BEHAVIORAL: BEHAVIORAL,
    F.AMBULATORY_SURGERY: AMBULATORY_SURGERY,
    F.TELEHEALTH: TELEHEALTH,
}


def plan_of(facility: F, unit: str) -> UnitPlan | None:
    """The plan a unit was made from, found by its name; None for a unit somebody added."""
    return next((plan for plan in UNIT_PLANS[facility] if plan.name == unit), None)


def facility_kinds_asking(role: str) -> frozenset[F]:
    """Kinds of facilities that ever ask for a role."""
    return frozenset(
        kind
        for kind, plans in UNIT_PLANS.items()
        if any(ask.role == role for plan in plans for ask in plan.asks)
    )
