"""How large a demo agency is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from staffing.facilities.models import FacilityKind


@dataclass(frozen=True)
class Size:
    """Facilities by kind, people, history, and how much of the planned weekly demand is asked."""

    name: str
    facilities: Mapping[FacilityKind, int]
    clinicians: int
    history_weeks: int
    demand: float
    full_weeks: int = 4
    """The last weeks of the history that carry every record, not only what was worked and rated."""


FULL = Size(
    name="full",
    facilities={
        FacilityKind.ACUTE: 10,
        FacilityKind.SKILLED_NURSING: 12,
        FacilityKind.CLINIC: 5,
        FacilityKind.URGENT_CARE: 4,
        FacilityKind.FREESTANDING_ED: 2,
        FacilityKind.REHAB_LTACH: 2,
        FacilityKind.BEHAVIORAL: 2,
        FacilityKind.AMBULATORY_SURGERY: 2,
        FacilityKind.TELEHEALTH: 1,
    },
    clinicians=600,
    history_weeks=52,
    demand=1.0,
)
SMALL = Size(
    name="small",
    facilities={
        FacilityKind.ACUTE: 2,
        FacilityKind.SKILLED_NURSING: 2,
        FacilityKind.CLINIC: 1,
        FacilityKind.TELEHEALTH: 1,
    },
    clinicians=40,
    history_weeks=4,
    demand=0.3,
)
SIZES: Mapping[str, Size] = {size.name: size for size in (FULL, SMALL)}
