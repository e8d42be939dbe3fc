"""What open coaching plans mean for a match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.db import db

SPARE = timedelta(days=1)
"""It may still be yesterday by the agency's clock."""


@dataclass(frozen=True)
class Setback:
    """Communication counts `percent` percentage points lower from one day to another, both included."""

    starts_on: date
    ends_on: date
    percent: int


def setbacks(clinician_ids: Sequence[int], now: datetime) -> dict[int, list[Setback]]:
    """Setbacks of open plans not over at `now`, by clinician; plans with none are left out. One statement."""
    query = (
        select(
            CoachingPlan.clinician_id,
            CoachingPlan.starts_on,
            CoachingPlan.ends_on,
            CoachingPlan.setback_percent,
        )
        .where(
            CoachingPlan.clinician_id.in_(clinician_ids),
            CoachingPlan.status == CoachingStatus.OPEN,
            CoachingPlan.ends_on >= (now - SPARE).date(),
            CoachingPlan.setback_percent > 0,
        )
        .order_by(CoachingPlan.id)
    )
    found: dict[int, list[Setback]] = defaultdict(list)
    for clinician_id, starts_on, ends_on, percent in db.session.execute(query):
        found[clinician_id].append(Setback(starts_on, ends_on, percent))
    return dict(found)
