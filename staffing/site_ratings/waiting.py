"""Which of a clinician's past shifts still wait for a word about the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from staffing.db import db
from staffing.placements.models import Placement
from staffing.ratings.finished import came_lately
from staffing.site_ratings.models import SiteResponse


def waiting_for_word(placements: Sequence[Placement], now: datetime) -> frozenset[int]:
    """Ids of those worked within 30 days and not rated yet, in one statement."""
    open_ids = {one.id for one in placements if came_lately(one, one.ends_at, now)}
    query = select(SiteResponse.placement_id).where(SiteResponse.placement_id.in_(open_ids))
    return frozenset(open_ids - set(db.session.scalars(query)))
