"""What clinicians wait for, which coaching ends, which flags wait: numbers for the first screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from staffing.bias.models import FlagStatus, RatingFlag
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.db import db
from staffing.digests.models import CorrectionStatus, DataCorrection
from staffing.ratings.exclusions import AppealStatus, RatingAppeal

ENDING = timedelta(days=7)


def to_answer(now: datetime) -> list[tuple[int, str, str, dict[str, str]]]:
    """Number, words, endpoint and its arguments; what is zero is left out."""
    found = [
        (_appeals(), "appeals to decide", "appeals.index_view", {"flt0_status_is": "pending"}),
        (_corrections(), "corrections asked", "corrections.index_view", {"flt0_status_is": "asked"}),
        (_ending(now), "coaching plans to close soon", "coaching.index_view", {"flt0_status_is": "open"}),
        (_flags(), "rating flags to look at", "rating_audit.index_view", {"flt0_status_is": "open"}),
    ]
    return [one for one in found if one[0]]


def _appeals() -> int:
    pending = RatingAppeal.status == AppealStatus.PENDING
    return db.session.scalar(select(func.count(RatingAppeal.id)).where(pending)) or 0


def _flags() -> int:
    still_open = RatingFlag.status == FlagStatus.OPEN
    return db.session.scalar(select(func.count(RatingFlag.id)).where(still_open)) or 0


def _corrections() -> int:
    asked = DataCorrection.status == CorrectionStatus.ASKED
    return db.session.scalar(select(func.count(DataCorrection.id)).where(asked)) or 0


def _ending(now: datetime) -> int:
    """Open plans that end within a week, or have."""
    soon = CoachingPlan.ends_on <= (now + ENDING).date()
    query = select(func.count(CoachingPlan.id)).where(CoachingPlan.status == CoachingStatus.OPEN, soon)
    return db.session.scalar(query) or 0
