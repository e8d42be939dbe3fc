"""What is written about a clinician, and everything that can be wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from staffing.clinicians.models import Employment
from staffing.clinicians.npi import is_valid_npi

LONGEST_WEEK = 10_080
FARTHEST_M = 500_000
LONGEST_NOTICE = 43_200


class InvalidDetails(ValueError):
    """Details that cannot be taken; `errors` maps field names to what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))


@dataclass(frozen=True, kw_only=True)
class ClinicianDetails:
    """A new clinician. Distances in metres, lengths in minutes, coordinates in degrees."""

    first_name: str
    last_name: str
    primary_role_id: int
    state_of_residence: str
    home_lat: float
    home_lng: float
    email: str = ""
    phone: str = ""
    npi: str | None = None
    external_id: str | None = None
    employment: Employment = Employment.PER_DIEM
    over_18: bool = False
    city: str = ""
    timezone: str = "America/Chicago"
    max_distance_m: int = 72_000
    max_minutes_week: int = 3_600
    wanted_minutes_week: int = 1_440
    min_notice_minutes: int = 120
    urgent_opt_in: bool = False
    on_bench: bool = False
    languages: tuple[str, ...] = ("en",)
    active: bool = True


def check(values: Mapping[str, Any]) -> None:
    """Look at whichever fields are given; raises InvalidDetails naming every fault."""
    errors = {
        name: message
        for name, (is_sound, message) in FIELD_RULES.items()
        if name in values and not is_sound(values[name])
    }
    if errors:
        raise InvalidDetails(errors)


def _within(low: float, high: float, value: float) -> bool:
    return low <= value <= high


def _is_state(value: str) -> bool:
    return len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()


FIELD_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "first_name": (bool, "Enter a first name."),
    "last_name": (bool, "Enter a last name."),
    "npi": (lambda npi: npi is None or is_valid_npi(npi), "This is not a valid NPI: check the ten digits."),
    "state_of_residence": (_is_state, "Enter the two letters of a state, for example TX."),
    "timezone": (lambda zone: zone in available_timezones(), "Choose a time zone."),
    "home_lat": (partial(_within, -90, 90), "A latitude lies between -90 and 90."),
    "home_lng": (partial(_within, -180, 180), "A longitude lies between -180 and 180."),
    "max_distance_m": (partial(_within, 0, FARTHEST_M), "Choose a distance of up to 500 km."),
    "max_minutes_week": (partial(_within, 60, LONGEST_WEEK), "Choose between 1 and 168 hours a week."),
    "wanted_minutes_week": (partial(_within, 0, LONGEST_WEEK), "Choose between 0 and 168 hours a week."),
    "min_notice_minutes": (partial(_within, 0, LONGEST_NOTICE), "Choose up to 30 days of notice."),
    "languages": (bool, "Choose at least one language."),
}
