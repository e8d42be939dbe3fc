"""Everything that can be wrong with a request, found in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from staffing import clock
from staffing.clinicians.models import Skill, StaffRole
from staffing.db import db
from staffing.facilities.models import Facility, Setting, Unit
from staffing.requests.details import InvalidRequest, RequestDetails, WhichHour
from staffing.requests.states import STATES

LONGEST_MINUTES = 750
"""12.5 hours on the wall clock, so that the 13-hour night of the autumn change is still a 12-hour shift."""
MOST_HEADS = 99
FURTHEST = timedelta(days=366)
MOST_WEEKS = 53
PASSED = "This start has already passed. Choose a later day or time."


@dataclass(frozen=True)
class Shift:
    """One occurrence of a request: start and end, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class CheckedRequest:
    """Details found sound, with the rows they name and the shifts they come to (one a week)."""

    details: RequestDetails
    facility: Facility
    unit: Unit
    staff_role: StaffRole
    shifts: tuple[Shift, ...]

    @property
    def setting(self) -> Setting:
        return self.details.setting or self.unit.setting

    @property
    def patient_states(self) -> list[str]:
        """Where the patients are: the facility's own state unless the visits are virtual."""
        if self.setting is Setting.VIRTUAL:
            return sorted(set(self.details.patient_states))
        return [self.facility.state]


def check(details: RequestDetails, now: datetime) -> CheckedRequest:
    """Find everything wrong at once; raises InvalidRequest, or WhichHour when only that is open."""
    unit = db.session.scalar(select(Unit).where(Unit.id == details.unit_id, Unit.active))
    role = db.session.scalar(select(StaffRole).where(StaffRole.id == details.staff_role_id))
    errors = _wrong_figures(details) | _wrong_setting(details, unit) | _wrong_skills(details)
    if unit is None or not unit.facility.active:
        errors["unit_id"] = "Choose one of your units."
    if role is None:
        errors["staff_role_id"] = "Choose a role."
    shifts: tuple[Shift, ...] = ()
    try:
        if unit is not None:
            shifts = _shifts(details, unit.facility.timezone, now)
    except InvalidRequest as wrong:
        if isinstance(wrong, WhichHour) and not errors:
            raise
        errors |= wrong.errors
    if errors or unit is None or role is None:
        raise InvalidRequest(errors)
    return CheckedRequest(details, unit.facility, unit, role, shifts)


def _wrong_figures(details: RequestDetails) -> dict[str, str]:
    errors = {}
    if not 1 <= details.heads <= MOST_HEADS:
        errors["heads"] = f"Ask for 1 to {MOST_HEADS} people."
    if details.external_id and details.repeat_until:
        errors["repeat_until"] = "A request with a number of its own cannot repeat."
    return errors


def _wrong_setting(details: RequestDetails, unit: Unit | None) -> dict[str, str]:
    setting = details.setting or (unit.setting if unit else None)
    if setting is not Setting.VIRTUAL:
        return {}
    if not details.patient_states:
        return {"patient_states": "Say which states the patients are in: licences depend on it."}
    unknown = sorted(set(details.patient_states) - set(STATES))
    return {"patient_states": f"{', '.join(unknown)} is not a state we know."} if unknown else {}


def _wrong_skills(details: RequestDetails) -> dict[str, str]:
    wanted = set(details.skill_ids)
    known = db.session.scalar(select(func.count()).select_from(Skill).where(Skill.id.in_(wanted)))
    return {} if known == len(wanted) else {"skill_ids": "Choose skills from the list."}


def _shifts(details: RequestDetails, zone: str, now: datetime) -> tuple[Shift, ...]:
    _refuse_length(details)
    _refuse_far_days(details, now)
    until = details.repeat_until or details.day
    if until < details.day:
        raise InvalidRequest({"repeat_until": "The last week would come before the first."})
    weeks = (until - details.day).days // 7
    if weeks >= MOST_WEEKS:
        raise InvalidRequest({"repeat_until": "Repeat for a year at most."})
    shifts = tuple(_shift(details, week, zone) for week in range(weeks + 1))
    if shifts[0].starts_at <= now:
        raise InvalidRequest({"start": PASSED})
    return shifts


def _refuse_far_days(details: RequestDetails, now: datetime) -> None:
    """By the calendar alone, so that days at the ends of time never reach the clock."""
    if details.day < now.date() - timedelta(days=2):
        raise InvalidRequest({"start": PASSED})
    if details.day > now.date() + FURTHEST:
        raise InvalidRequest({"day": "That is more than a year away. Choose an earlier day."})


def _refuse_length(details: RequestDetails) -> None:
    start, end = (at.hour * 60 + at.minute for at in (details.start, details.end))
    if start == end:
        raise InvalidRequest({"end": "The shift would end when it starts. Choose another end."})
    minutes = (end - start) % 1440
    if minutes > LONGEST_MINUTES:
        raise InvalidRequest(
            {
                "end": f"That is {minutes / 60:g} hours. A shift is at most {LONGEST_MINUTES / 60:g} hours; "
                "ask for two shifts instead."
            }
        )


def _shift(details: RequestDetails, week: int, zone: str) -> Shift:
    day = details.day + timedelta(weeks=week)
    try:
        return Shift(*clock.span(day, details.start, details.end, zone, details.fold))
    except clock.AmbiguousTime as twice:
        raise WhichHour(twice) from twice
    except clock.NonexistentTime as skipped:
        field = "start" if skipped.when.time() == details.start else "end"
        raise InvalidRequest({field: str(skipped)}) from skipped
