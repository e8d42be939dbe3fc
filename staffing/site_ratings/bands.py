"""What clinicians and facilities may see of a place's score: words and a count, from ten responses on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from staffing import clock
from staffing.ratings.bands import FACILITY_FROM_RESPONSES, BandName, band_name
from staffing.ratings.posterior import NEUTRAL_MEAN
from staffing.site_ratings.scores import SiteFigures, site_scores

FROM_RATERS = 3
"""Fewer people than this could be told apart, however many shifts each of them rated."""
CLINICIANS_SAY: Mapping[BandName, str] = {
    BandName.STRONG: "almost always ready for you",
    BandName.STEADY: "usually ready for you",
    BandName.GROWING: "not always ready for you",
}
NEW_PLACE = "New to us: too few ratings by clinicians yet"


def site_band(figures: SiteFigures | None) -> BandName:
    """NEW below ten responses or three clinicians; else against the usual .80, as people are."""
    if figures is None or figures.answers < FACILITY_FROM_RESPONSES or figures.raters < FROM_RATERS:
        return BandName.NEW
    return band_name(figures.mean, NEUTRAL_MEAN)


def what_clinicians_say(facility_id: int, zone: str, now: datetime) -> str:
    """One line for whoever is offered a shift there, as it stood at the beginning of this month."""
    score = site_scores(month_began(now, zone), [facility_id]).get(facility_id)
    if score is None or (band := site_band(score.overall)) is BandName.NEW:
        return NEW_PLACE
    return f"Clinicians say: {CLINICIANS_SAY[band]} · {score.overall.answers} ratings"


def month_began(now: datetime, zone: str) -> datetime:
    """The first instant of the place's present month. Bands move only then, so that nobody can tell a
    single answer by watching one."""
    first, _ = clock.day_bounds(clock.local_day(now, zone).replace(day=1), zone)
    return first
