"""The 24 h rule under an emergency override: whether one is in force, and the hours it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from solver.entities import Clinician as Person
from solver.entities import Slot as Shift
from solver.problem import Problem
from solver.rules.sequence import Schedule, day_hours
from staffing.db import db
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.placements.models import HOLDING, Placement
from staffing.requests.models import Slot

RULE = day_hours.RULE.name
REACH = timedelta(hours=24)
"""No further from a shift can another one be that shares 24 hours with it."""


@dataclass(frozen=True)
class EmergencyHours:
    """Minutes on duty in the fullest 24 hours, the usual most, and the most under an override."""

    minutes: int
    usual: int
    limit: int


def is_granted(clinician_id: int, slot: Slot, now: datetime) -> bool:
    """Whether an override is in force for the pair, from when it is granted until the slot starts.

    A placement that stands already is looked at again with the override of its neighbour in mind: the hours
    that were granted there are hours of both.
    """
    neighbour = and_(
        Slot.starts_at < slot.ends_at + REACH,
        Slot.ends_at > slot.starts_at - REACH,
        _held(clinician_id, Slot.id),
        _held(clinician_id, slot.id),
    )
    query = (
        select(EmergencyOverride.id)
        .join(Slot, Slot.id == EmergencyOverride.slot_id)
        .where(
            EmergencyOverride.clinician_id == clinician_id,
            EmergencyOverride.status == OverrideStatus.GRANTED,
            or_(and_(Slot.id == slot.id, Slot.starts_at > now), neighbour),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def lifted(problem: Problem) -> Problem:
    """The same problem with the 24 h rule at the emergency figure; every other rule as it was."""
    return replace(problem, settings=replace(problem.settings, emergency_override=True))


def emergency_hours(problem: Problem, person: Person, shift: Shift) -> EmergencyHours:
    """What the pair comes to, in a problem that is lifted."""
    schedule = Schedule.of(problem, person, (shift,))
    inside = day_hours.inside_windows(problem, schedule.table)
    touched = (inside[:, schedule.is_new] > 0).any(axis=1)
    settings = problem.settings
    return EmergencyHours(
        int(inside.sum(axis=1)[touched].max()), settings.day_minutes, settings.emergency_day_minutes
    )


def _held(clinician_id: int, slot_id: Any) -> Any:
    return (
        select(Placement.id)
        .where(
            Placement.clinician_id == clinician_id,
            Placement.slot_id == slot_id,
            Placement.status.in_(HOLDING),
        )
        .exists()
    )
