"""Payroll-Based Journal hours as shift requests: planned first, then sent through the usual door."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from staffing import clock
from staffing.audit import Actor
from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.models import RequestSource, ShiftRequest
from staffing.requests.pbj import (
    DEFAULT_STARTS,
    SHIFT_HOURS,
    Apportioned,
    PbjDay,
    PbjFault,
    ShiftStart,
    UnreadablePbj,
    apportion,
)
from staffing.requests.services import Revise, submit

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class PlannedRequest:
    """One request to be: heads of a role at a local start on a coming day, and the day it comes from."""

    role: str
    day: date
    start: time
    heads: int
    source_day: date


@dataclass(frozen=True)
class PbjPlan:
    """What an import would ask for; hours are those of the file, shifts are heads."""

    provider: str
    moved_weeks: int
    requests: tuple[PlannedRequest, ...]
    hours: Mapping[str, float]
    left_out: Mapping[str, float]

    def heads(self, role: str) -> int:
        """Shifts asked for in a role."""
        return sum(request.heads for request in self.requests if request.role == role)


def plan_import(
    days: Sequence[PbjDay], today: date, starts: Sequence[ShiftStart] = DEFAULT_STARTS
) -> PbjPlan:
    """Move a period by the fewest whole weeks that put all of it after `today`, and apportion its hours."""
    if not math.isclose(math.fsum(start.share for start in starts), 1.0, abs_tol=1e-9):
        raise UnreadablePbj([PbjFault("the shares of the shift starts must come to 1")])
    weeks = max(0, (today - days[0].day) // WEEK + 1)
    return PbjPlan(
        provider=days[0].provider,
        moved_weeks=weeks,
        requests=tuple(_planned(one, weeks) for one in apportion(days, starts)),
        hours=_totals(day.hours for day in days),
        left_out=_totals(day.left_out for day in days),
    )


def _planned(one: Apportioned, weeks: int) -> PlannedRequest:
    return PlannedRequest(
        role=one.role,
        day=one.day + weeks * WEEK,
        start=time.fromisoformat(one.start),
        heads=one.heads,
        source_day=one.day,
    )


def _totals(days: Iterable[Mapping[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for hours in days:
        for name, value in hours.items():
            totals[name] = totals.get(name, 0.0) + value
    return totals


def import_plan(
    plan: PbjPlan, unit: Unit, by: Actor, now: datetime, *, revise: Revise | None = None
) -> list[ShiftRequest]:
    """Send every planned request for a unit; the caller commits. Running it again changes nothing.

    Raises UnreadablePbj that lists every request refused, with the service's own reasons.
    """
    roles = {role.code: role.id for role in db.session.scalars(select(StaffRole))}
    made: list[ShiftRequest] = []
    faults: list[PbjFault] = []
    for planned in plan.requests:
        what = f"{planned.heads} × {planned.role} on {planned.day} at {planned.start:%H:%M}"
        if planned.role not in roles:
            faults.append(PbjFault(f"{what}: the agency has no role {planned.role}"))
            continue
        try:
            details = _details(plan, planned, unit, roles[planned.role])
            made += submit(details, by, RequestSource.PBJ, now, revise=revise)
        except (InvalidRequest, LookupError, clock.LocalTimeError) as error:
            faults.append(PbjFault(f"{what}: {error}"))
    if faults:
        raise UnreadablePbj(faults)
    return made


def _details(plan: PbjPlan, planned: PlannedRequest, unit: Unit, role_id: int) -> RequestDetails:
    end_hour = (planned.start.hour + SHIFT_HOURS) % 24
    return RequestDetails(
        unit_id=unit.id,
        staff_role_id=role_id,
        day=planned.day,
        start=planned.start,
        end=planned.start.replace(hour=end_hour),
        heads=planned.heads,
        asked_by="Payroll-Based Journal import",
        external_id=_external_id(plan, planned, unit),
    )


def _external_id(plan: PbjPlan, planned: PlannedRequest, unit: Unit) -> str:
    source, moved = f"{planned.source_day:%Y%m%d}", f"{planned.day:%Y%m%d}"
    return f"pbj-{plan.provider}-{source}-{moved}-{planned.start:%H%M}-{planned.role}-{unit.id}"
