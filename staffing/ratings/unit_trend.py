"""How the people on a facility's own units were heard, quarter by quarter: shares and counts, nobody named.

The share of "Always" among all counted answers, nothing weighed, so that a quarter stays what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select

from staffing import clock
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.placements.models import Placement
from staffing.ratings.bands import FACILITY_FROM_RESPONSES
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse
from staffing.ratings.validity import valid_at
from staffing.requests.models import Slot

QUARTERS = 5
PEOPLE_FROM = 3
"""Fewer people than this would be the record of one or two of them."""


@dataclass(frozen=True)
class Quarter:
    """Its first day, the share of "Always" (0–1) and how many responses; both None if too few."""

    first_day: date
    share: float | None
    responses: int | None

    @property
    def name(self) -> str:
        return f"Q{(self.first_day.month + 2) // 3} {self.first_day.year}"


@dataclass(frozen=True)
class UnitTrend:
    """One unit's quarters, oldest first; the last one is still running."""

    unit: Unit
    quarters: tuple[Quarter, ...]

    @property
    def is_known(self) -> bool:
        return any(quarter.share is not None for quarter in self.quarters)


@dataclass(frozen=True)
class FacilityTrend:
    """As it stood at `as_of`, the beginning of the month: no single response moves it while people watch."""

    facility: Facility
    as_of: datetime
    units: tuple[UnitTrend, ...]


def unit_trends(facility: Facility, now: datetime) -> FacilityTrend:
    """The facility's active units, by name. One statement for all of them."""
    zone = facility.timezone
    as_of = clock.day_bounds(clock.local_day(now, zone).replace(day=1), zone)[0]
    firsts = quarters_up_to(clock.local_day(as_of, zone))
    counts = _counts(facility.id, [clock.day_bounds(day, zone)[0] for day in firsts], as_of)
    units = db.session.scalars(
        select(Unit).where(Unit.facility_id == facility.id, Unit.active).order_by(Unit.name)
    )
    return FacilityTrend(facility, as_of, tuple(_trend(unit, firsts, counts) for unit in units))


def quarters_up_to(day: date) -> list[date]:
    """First days of the quarter of `day` and the four before, oldest first."""
    running = day.year * 12 + (day.month - 1) // 3 * 3
    months = (running - 3 * back for back in reversed(range(QUARTERS)))
    return [date(month // 12, month % 12 + 1, 1) for month in months]


Counts = dict[tuple[int, int], tuple[int, int, float]]
"""(unit id, place of the quarter) → responses, people, share of "Always"."""


def _counts(facility_id: int, starts: Sequence[datetime], as_of: datetime) -> Counts:
    worked, answer = CommunicationResponse.worked_at, CommunicationAnswer.answer
    quarter: Any = case(*((worked >= start, place) for place, start in reversed(list(enumerate(starts)))))
    always = func.sum(case((answer == Answer.ALWAYS, 1), else_=0))
    query = (
        select(
            Slot.unit_id,
            quarter.label("quarter"),
            func.count(CommunicationResponse.id.distinct()),
            func.count(CommunicationResponse.clinician_id.distinct()),
            always,
            func.count(CommunicationAnswer.id),
        )
        .join(CommunicationAnswer, CommunicationAnswer.response_id == CommunicationResponse.id)
        .join(Placement, Placement.id == CommunicationResponse.placement_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            CommunicationResponse.facility_id == facility_id,
            and_(worked >= starts[0], worked < as_of),
            answer != Answer.NOT_APPLICABLE,
            valid_at(as_of),
        )
        .group_by(Slot.unit_id, "quarter")
    )
    return {
        (unit_id, place): (responses, people, yes / answers)
        for unit_id, place, responses, people, yes, answers in db.session.execute(query)
    }


def _trend(unit: Unit, firsts: Sequence[date], counts: Counts) -> UnitTrend:
    return UnitTrend(
        unit, tuple(_quarter(day, counts.get((unit.id, place))) for place, day in enumerate(firsts))
    )


def _quarter(day: date, found: tuple[int, int, float] | None) -> Quarter:
    """Nothing is said below ten responses, or about fewer than three people."""
    if found is None or found[0] < FACILITY_FROM_RESPONSES or found[1] < PEOPLE_FROM:
        return Quarter(day, None, None)
    return Quarter(day, found[2], found[0])
