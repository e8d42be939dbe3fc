"""Minutes of drive, as the agency reckons them for every purpose (the match uses the same figures)."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from staffing.clinicians.models import Clinician
from staffing.facilities.models import Facility
from staffing.policies.figures import Figures

EARTH_RADIUS_METRES = 6_371_008.8


def drive_minutes(clinician: Clinician, facility: Facility, figures: Figures) -> int:
    """Base + 60 × detour × great-circle km / speed, rounded up (by default 10 + 60 × 1.3 × km / 50)."""
    metres = metres_between(clinician.home_lat, clinician.home_lng, facility.lat, facility.lng)
    up, down = 60 * figures.travel_detour_percent, 100 * figures.travel_km_per_hour * 1_000
    return figures.travel_base_minutes - (-metres * up // down)


def metres_between(lat: float, lng: float, other_lat: float, other_lng: float) -> int:
    """Great-circle metres (haversine) between two points in degrees."""
    north, other_north = radians(lat), radians(other_lat)
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin(radians(other_lng - lng) / 2) ** 2
    return round(2 * EARTH_RADIUS_METRES * asin(sqrt(half)))
