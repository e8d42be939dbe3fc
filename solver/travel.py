"""Distance between two places and the minutes it takes to drive it."""

from __future__ import annotations

import numpy as np

from solver.settings import RuleSettings
from solver.tables import Floats, Ints

EARTH_RADIUS_METRES = 6_371_008.8


def metres(origins: Floats, sites: Floats) -> Ints:
    """Great-circle metres (haversine), [n, m], from radians [n, 2] and [m, 2]."""
    latitude, longitude = origins[:, None, 0], origins[:, None, 1]
    half_lat = np.sin((sites[None, :, 0] - latitude) / 2) ** 2
    half_lon = np.sin((sites[None, :, 1] - longitude) / 2) ** 2
    chord = half_lat + np.cos(latitude) * np.cos(sites[None, :, 0]) * half_lon
    far: Ints = np.rint(2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(chord))).astype(np.int64)
    return far


def travel_minutes(distance: Ints, settings: RuleSettings) -> Ints:
    """Minutes on the road: base + 60 x detour x km / speed, rounded up, in whole numbers."""
    per_metre_up = 60 * settings.travel_detour_percent
    per_metre_down = 100 * settings.travel_km_per_hour * 1_000
    return settings.travel_base_minutes - (-distance * per_metre_up // per_metre_down)
