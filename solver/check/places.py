"""Places and distances, computed anew."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

from solver.entities import Clinician, Facility
from solver.problem import Problem
from solver.settings import RuleSettings


def facility(problem: Problem, facility_id: str) -> Facility:
    """The facility of this id."""
    return next(row for row in problem.facilities if row.id == facility_id)


def distance(one: Facility | Clinician, two: Facility | Clinician) -> int:
    """Great-circle metres, nearest whole."""
    south, north = radians(one.latitude), radians(two.latitude)
    across = radians(two.longitude - one.longitude)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return round(2 * 6_371_008.8 * asin(sqrt(chord)))


def driving(distance_metres: int, settings: RuleSettings) -> int:
    """Minutes: base + 60 x detour x km / speed, rounded up."""
    share = 60 * settings.travel_detour_percent * distance_metres
    return settings.travel_base_minutes + ceil(share / (100_000 * settings.travel_km_per_hour))
