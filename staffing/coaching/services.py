"""Coaching plans: opened with what was agreed, closed with what came of it. They bar nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from staffing.audit import Actor, record, snapshot
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.dnr import DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.clinicians.turns import take_turns
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.ratings.models import Dimension

LONGEST_DAYS = 90
MOST_PERCENT = 10
SHORTEST_WORDS, LONGEST_WORDS = 3, 1000
FACTS = ("clinician_id", "dimension", "setting", "dnr_id", "starts_on", "ends_on", "setback_percent")


@dataclass(frozen=True, kw_only=True)
class PlanDetails:
    """Both days are included; `setback_percent` are percentage points of the communication mean."""

    clinician_id: int
    agreed: str
    starts_on: date
    ends_on: date
    setback_percent: int = 0
    dimension: Dimension | None = None
    setting: Setting | None = None
    dnr_id: int | None = None


def open_plan(details: PlanDetails, by: Actor) -> CoachingPlan:
    """Open a plan; one a person at a time. Raises InvalidDetails."""
    _check(details)
    take_turns(details.clinician_id)
    if running_plan(details.clinician_id) is not None:
        raise InvalidDetails({"clinician_id": "A plan with this person is open already. Close it first."})
    row = CoachingPlan(
        clinician_id=details.clinician_id,
        dimension=details.dimension,
        setting=details.setting,
        dnr_id=details.dnr_id,
        agreed=details.agreed.strip(),
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        setback_percent=details.setback_percent,
        coach_id=by.user_id,
    )
    db.session.add(row)
    record(row, "opened", by, after=snapshot(row, *FACTS))
    return row


def running_plan(clinician_id: int) -> CoachingPlan | None:
    """The plan that is open with this person."""
    return db.session.scalar(
        select(CoachingPlan).where(
            CoachingPlan.clinician_id == clinician_id, CoachingPlan.status == CoachingStatus.OPEN
        )
    )


def close_plan(row: CoachingPlan, *, done: bool, outcome: str, by: Actor, now: datetime) -> CoachingPlan:
    """Done as agreed, or stopped before; a setback ends at once. Raises InvalidDetails, IllegalTransition."""
    row.outcome = _words(outcome, "outcome", "Say what came of it.")
    row.closed_at = now
    row.move_to(CoachingStatus.DONE if done else CoachingStatus.STOPPED, by, row.outcome[:500])
    return row


def _check(details: PlanDetails) -> None:
    errors: dict[str, str] = {}
    days = (details.ends_on - details.starts_on).days + 1
    if days < 1:
        errors["ends_on"] = "The end cannot lie before the start."
    elif days > LONGEST_DAYS:
        errors["ends_on"] = f"A plan runs for {LONGEST_DAYS} days at most."
    if not 0 <= details.setback_percent <= MOST_PERCENT:
        errors["setback_percent"] = f"Enter 0 to {MOST_PERCENT}."
    if db.session.scalar(select(Clinician.id).where(Clinician.id == details.clinician_id)) is None:
        errors["clinician_id"] = "Choose the person."
    if details.dnr_id is not None and _person_of(details.dnr_id) != details.clinician_id:
        errors["clinician_id"] = "The facility's request is about somebody else."
    if errors:
        raise InvalidDetails(errors)
    _words(details.agreed, "agreed", "Say what was agreed.")


def _person_of(dnr_id: int) -> int | None:
    return db.session.scalar(select(DoNotReturn.clinician_id).where(DoNotReturn.id == dnr_id))


def _words(typed: str, field: str, refusal: str) -> str:
    typed = typed.strip()
    if not SHORTEST_WORDS <= len(typed) <= LONGEST_WORDS:
        raise InvalidDetails({field: refusal})
    return typed
