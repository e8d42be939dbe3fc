"""Where a US ZIP code lies, from the list that comes with the `zipcodes` package; nothing is asked online."""

from __future__ import annotations

import re
from dataclasses import dataclass

import zipcodes

ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")


@dataclass(frozen=True)
class ZipPlace:
    """The middle of a ZIP code's area in degrees, its post office's city and state, its IANA time zone."""

    lat: float
    lng: float
    city: str
    state: str
    timezone: str


def place_of(zip_code: str) -> ZipPlace | None:
    """Where this ZIP code (or ZIP+4) lies; None for one that does not exist.

    The list is unpacked at the first question, about 55 MB of memory in the process that asks.
    """
    if not ZIP.fullmatch(zip_code):
        return None
    for row in zipcodes.matching(zip_code):  # type: ignore[no-untyped-call]  # untyped library
        if row["lat"] and row["long"]:
            lat, lng = float(row["lat"]), float(row["long"])
            return ZipPlace(lat, lng, row["city"], row["state"], row["timezone"])
    return None
