"""The field's words for what the tables keep as codes; every list, filter, form and export says them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from staffing.bias.words import KIND_WORDS
from staffing.clinicians.credentials import PsvMethod
from staffing.clinicians.dnr import DnrScope
from staffing.clinicians.models import RoleFamily, SkillKind
from staffing.facilities.models import FacilityKind, JourneyStep, PatientContact, UnitKind
from staffing.notifications.models import MessageStatus
from staffing.ratings.items import DIMENSION_NAMES
from staffing.ratings.models import Answer
from staffing.recovery.models import CaseCause, CaseStatus
from staffing.requests.models import RequestSource, RequestStatus

Choices = tuple[tuple[str, str], ...]

WORDS: Mapping[StrEnum, str] = {
    UnitKind.MED_SURG: "medical-surgical",
    UnitKind.ICU: "ICU",
    UnitKind.ED: "emergency department",
    UnitKind.LABOR_DELIVERY: "labor and delivery",
    UnitKind.NICU: "NICU",
    UnitKind.OR_PACU: "OR and PACU",
    UnitKind.LONG_TERM_CARE: "long-term care",
    UnitKind.REHAB: "rehabilitation",
    UnitKind.BEHAVIORAL: "behavioral health",
    FacilityKind.ACUTE: "acute care",
    FacilityKind.SKILLED_NURSING: "skilled nursing",
    FacilityKind.FREESTANDING_ED: "freestanding emergency department",
    FacilityKind.REHAB_LTACH: "rehabilitation, long-term acute care",
    JourneyStep.FRONT_DESK: "front desk",
    PatientContact.SOME: "some of the shift",
    PatientContact.MOST: "most of the shift",
    RoleFamily.TELEHEALTH_TRIAGE: "telehealth and triage",
    RoleFamily.BILLING_FRONT_DESK: "billing and front desk",
    SkillKind.CHARGE: "charge qualification",
    DnrScope.SYSTEM: "health system",
    PsvMethod.NURSYS: "Nursys",
    PsvMethod.ISSUER: "the issuer",
    PsvMethod.OIG_LEIE: "federal OIG exclusion list",
    PsvMethod.TEXAS_OIG: "Texas OIG exclusion list",
    RequestSource.FORM: "request form",
    RequestSource.PASTE: "pasted rows",
    RequestSource.PBJ: "Payroll-Based Journal",
    RequestStatus.EXPIRED_UNFILLED: "not filled in time",
    MessageStatus.DEAD: "not delivered",
    CaseCause.NEVER_ON_RESPECT: "“Never” on respect",
    CaseStatus.TOLD: "facility told",
    Answer.NOT_APPLICABLE: "does not apply",
    **DIMENSION_NAMES,
    **KIND_WORDS,
}
"""Codes that do not read well by themselves. A code means the same wherever it stands."""


def in_words(value: Any) -> str:
    """`ed` → `emergency department`, `clinician_callout` → `clinician callout`, nothing → nothing."""
    return WORDS.get(value) or ("" if value is None else str(value).replace("_", " "))


def choices_of(kind: type[StrEnum]) -> Choices:
    """An enum as (value, words) for a select."""
    return tuple((member.value, in_words(member)) for member in kind)
