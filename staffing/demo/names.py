"""Fictional names, telephone numbers and identifiers. No one here exists.

Telephone numbers are 555-01xx, reserved for fiction; e-mail is at example.org (RFC 2606). NPIs pass the
check digit and share a prefix outside what was handed out when this was written.
"""

from __future__ import annotations

from pathlib import Path

from stdnum import luhn

from staffing.facilities.models import FacilityKind

DATA = Path(__file__).parent / "data"


def _words(name: str) -> tuple[str, ...]:
    return tuple((DATA / name).read_text(encoding="utf-8").split())


FIRST = _words("first_names.txt")
LAST = _words("last_names.txt")

AREA_CODES = (214, 469, 972, 945, 817, 682, 940, 430)
NPI_PREFIX = "19999"
STRIDE = 53
"""Steps through the last names, so that neighbours in number share none."""

FACILITY_NAMES: dict[FacilityKind, tuple[str, ...]] = {
    FacilityKind.ACUTE: (
        "Bluebonnet Medical Center",
        "Trinity Bend Hospital",
        "White Rock Regional Hospital",
        "Prairie Crossing Hospital",
        "Cedar Ridge Medical Center",
        "Live Oak General Hospital",
        "Chisholm Trail Hospital",
        "Red River Memorial Hospital",
        "Mockingbird Health Center",
        "Lone Pecan Hospital",
    ),
    FacilityKind.SKILLED_NURSING: (
        "Magnolia Terrace Nursing and Rehabilitation",
        "Pecan Grove Care Center",
        "Wildflower Manor",
        "Quiet Creek Nursing Center",
        "Juniper House",
        "Meadowlark Care Center",
        "Sage Hill Nursing Center",
        "Cottonwood Place",
        "Larkspur Village",
        "Willow Bend Manor",
        "Sycamore Court",
        "Primrose Care Center",
    ),
    FacilityKind.CLINIC: (
        "Bluebonnet Family Clinic",
        "Cedar Ridge Primary Care",
        "Trinity Bend Women's Clinic",
        "Prairie Crossing Family Medicine",
        "Elm Street Community Clinic",
    ),
    FacilityKind.URGENT_CARE: (
        "Quail Run Urgent Care",
        "Sunrise Urgent Care",
        "Mesa Urgent Care",
        "Bluebonnet Urgent Care",
    ),
    FacilityKind.FREESTANDING_ED: ("Red Oak Emergency Center", "Preston Meadow Emergency Center"),
    FacilityKind.REHAB_LTACH: ("Stonebriar Rehabilitation Hospital", "Long Prairie Specialty Hospital"),
    FacilityKind.BEHAVIORAL: ("Harbor Oaks Behavioral Health", "Still Water Behavioral Hospital"),
    FacilityKind.AMBULATORY_SURGERY: ("Cedar Ridge Surgery Center", "Trailhead Surgery Center"),
    FacilityKind.TELEHEALTH: ("Bluebonnet Virtual Care",),
}
HEALTH_SYSTEMS = ("Bluebonnet", "Cedar Ridge", "Trinity Bend", "Prairie Crossing")
"""A facility whose name begins so belongs to that health system."""
STREETS = ("Example Street", "Sample Avenue", "Fiction Lane", "Placeholder Road", "Specimen Drive")


def phone(number: int) -> str:
    """A telephone number for fiction; distinct for 0 … 799."""
    return f"({AREA_CODES[number // 100 % len(AREA_CODES)]}) 555-{100 + number % 100:04}"


def npi(number: int) -> str:
    """An NPI with a valid check digit (Luhn over 80840 and the number); distinct for 0 … 9,999."""
    base = f"{NPI_PREFIX}{number:04}"
    return base + str(luhn.calc_check_digit(f"80840{base}"))


def person(number: int) -> tuple[str, str]:
    """First and last name, spread over both lists; distinct for 0 … 13,679."""
    return FIRST[number % len(FIRST)], LAST[(number * STRIDE + number // len(FIRST)) % len(LAST)]
