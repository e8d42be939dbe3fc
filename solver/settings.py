"""The figures behind the hard rules. Minutes throughout; the defaults are the agency's starting point."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 1_440
WEEK = 10_080


@dataclass(frozen=True, kw_only=True, slots=True)
class Screening:
    """A recurring exclusion or registry check: its name, the longest age allowed and whom it concerns."""

    kind: str
    max_age_minutes: int
    roles: tuple[str, ...] = ()  # empty: everybody
    long_term_care_only: bool = False


DEFAULT_SCREENINGS = (
    Screening(kind="oig_leie", max_age_minutes=31 * DAY),
    Screening(kind="texas_oig", max_age_minutes=31 * DAY),
    Screening(
        kind="nurse_aide_registry", max_age_minutes=365 * DAY, roles=("CNA",), long_term_care_only=True
    ),
    Screening(
        kind="employee_misconduct", max_age_minutes=365 * DAY, roles=("CNA",), long_term_care_only=True
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSettings:
    """One version of an agency's work rules. Lengths in minutes, counts in days or nights."""

    version: str = "default"
    rest_minutes: int = 600
    day_minutes: int = 750  # on duty in any rolling 24 h
    emergency_override: bool = False  # audited by the caller: lifts the 24 h figure to the next one
    emergency_day_minutes: int = 960
    week_minutes: int = 3_600  # on duty in any rolling 7 days (IOM, "Keeping Patients Safe")
    long_day_minutes: int = 660  # from here on a day is a "12-h day"
    max_long_days: int = 4
    max_days: int = 6
    max_nights: int = 3
    recovery_minutes: int = 1_440  # off after max_nights nights in a row
    night_to_day_minutes: int = 1_440
    site_change_minutes: int = 30  # on top of the travel time between two sites
    credential_margin_minutes: int = DAY  # a credential outlives the shift's end by this much
    overtime_after_minutes: int = 2_400  # per fixed workweek (FLSA)
    travel_base_minutes: int = 10
    travel_detour_percent: int = 130
    travel_km_per_hour: int = 50
    screenings: tuple[Screening, ...] = DEFAULT_SCREENINGS

    @property
    def day_cap_minutes(self) -> int:
        """Minutes on duty allowed in any rolling 24 h under the override in force."""
        return self.emergency_day_minutes if self.emergency_override else self.day_minutes
