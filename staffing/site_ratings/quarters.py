"""How clinicians find a place: its bands now and quarter by quarter, and nothing that names anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from staffing import clock
from staffing.facilities.models import Facility
from staffing.ratings.bands import BandName
from staffing.site_ratings.answers import SiteAnswers, load_site_answers
from staffing.site_ratings.bands import month_began, site_band
from staffing.site_ratings.items import SITE_DIMENSION_NAMES, SITE_ITEMS
from staffing.site_ratings.models import SiteDimension
from staffing.site_ratings.scores import SiteFigures, SiteScore, scored

QUARTERS = 4


@dataclass(frozen=True)
class Standing:
    """A band with the number of answers it rests on; the number stays hidden while the band is new."""

    band: BandName
    answers: int | None


@dataclass(frozen=True)
class Line:
    """One dimension, or all together: how it stands, and how the shifts of each quarter were found."""

    name: str
    item: str
    now: Standing
    quarters: tuple[Standing, ...]


@dataclass(frozen=True)
class Found:
    """A facility's page. `quarters` are the first days, oldest first; the last one is still running."""

    facility: Facility
    as_of: datetime
    quarters: tuple[date, ...]
    lines: tuple[Line, ...]


def how_clinicians_find(facility: Facility, now: datetime) -> Found:
    """As it stood at the beginning of this month. Ages count to then, or to the quarter's own end."""
    zone = facility.timezone
    as_of = month_began(now, zone)
    answers = load_site_answers(as_of, [facility.id])
    firsts = _quarters(clock.local_day(as_of, zone))
    ends = [*(_instant(first, zone) for first in firsts[1:]), as_of]
    spans = [(_instant(first, zone), end) for first, end in zip(firsts, ends, strict=True)]
    scores = [_score(facility.id, _worked_in(answers, *span), span[1]) for span in spans]
    overall = _score(facility.id, answers, as_of)
    return Found(facility, as_of, firsts, tuple(_lines(overall, scores)))


def _quarters(today: date) -> tuple[date, ...]:
    """First days of the present quarter and the three before."""
    months = today.year * 12 + (today.month - 1) // 3 * 3
    back = (months - 3 * step for step in reversed(range(QUARTERS)))
    return tuple(date(month // 12, month % 12 + 1, 1) for month in back)


def _instant(day: date, zone: str) -> datetime:
    return clock.day_bounds(day, zone)[0]


def _worked_in(answers: SiteAnswers, since: datetime, until: datetime) -> SiteAnswers:
    worked = answers.worked_at
    return answers.only((worked >= since.timestamp()) & (worked < until.timestamp()))


def _score(facility_id: int, answers: SiteAnswers, as_of: datetime) -> SiteScore | None:
    return scored(answers, as_of).get(facility_id)


def _lines(now: SiteScore | None, quarters: Sequence[SiteScore | None]) -> list[Line]:
    lines = [
        Line(
            SITE_DIMENSION_NAMES[one],
            SITE_ITEMS[one],
            _standing(_part(now, one)),
            tuple(_standing(_part(score, one)) for score in quarters),
        )
        for one in SiteDimension
    ]
    together = tuple(_standing(_part(score)) for score in quarters)
    return [Line("All together", "", _standing(_part(now)), together), *lines]


def _part(score: SiteScore | None, dimension: SiteDimension | None = None) -> SiteFigures | None:
    if score is None:
        return None
    return score.overall if dimension is None else score.parts[dimension]


def _standing(figures: SiteFigures | None) -> Standing:
    band = site_band(figures)
    return Standing(band, None if figures is None or band is BandName.NEW else figures.answers)
