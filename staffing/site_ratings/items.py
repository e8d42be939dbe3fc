"""What clinicians are asked about a place: our own wording, one short line per dimension."""

from __future__ import annotations

from collections.abc import Mapping

from staffing.site_ratings.models import SiteDimension

SITE_ITEMS: Mapping[SiteDimension, str] = {
    SiteDimension.ARRIVAL: "I was expected and shown where to go",
    SiteDimension.SAFETY: "I felt safe",
    SiteDimension.RESPECT: "I was treated with respect",
}
SITE_DIMENSION_NAMES: Mapping[SiteDimension, str] = {
    SiteDimension.ARRIVAL: "Arrival",
    SiteDimension.SAFETY: "Safety",
    SiteDimension.RESPECT: "Respect",
}
