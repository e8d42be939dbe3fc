"""Real places around Dallas and Fort Worth: coordinates, county, ZIP and beds; never names.

Source of the file: CMS Hospital General Information, counties of the Dallas–Fort Worth metroplex.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from staffing.demo.names import DATA


@dataclass(frozen=True)
class Site:
    """One place. Degrees; `beds` 0 where unknown; `kind` acute | childrens | psychiatric."""

    county: str
    city: str
    zip_code: str
    lat: float
    lng: float
    kind: str
    beds: int


def read_sites() -> list[Site]:
    """Every site of the file, largest first."""
    with (DATA / "dfw_sites.csv").open(newline="", encoding="utf-8") as file:
        sites = [
            Site(
                county=row["county"],
                city=row["city"],
                zip_code=row["zip"],
                lat=float(row["lat"]),
                lng=float(row["lng"]),
                kind=row["kind"],
                beds=int(row["beds"] or 0),
            )
            for row in csv.DictReader(file)
        ]
    return sorted(sites, key=lambda site: (-site.beds, site.zip_code, site.lat, site.lng))
