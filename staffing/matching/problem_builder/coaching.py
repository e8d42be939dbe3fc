"""Open coaching plans as the solver counts them: from midnight to midnight by the agency's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from solver.entities import Coaching
from staffing.coaching.queries import setbacks
from staffing.matching.problem_builder.selection import Frame, day_minute


def load_coaching(clinician_ids: Sequence[int], frame: Frame) -> dict[int, tuple[Coaching, ...]]:
    """Plans by clinician, one statement; people without any are absent."""
    return {
        clinician_id: tuple(
            Coaching(
                from_minute=day_minute(plan.starts_on, frame.zone),
                until_minute=day_minute(plan.ends_on + timedelta(days=1), frame.zone),
                setback_percent=plan.percent,
            )
            for plan in plans
        )
        for clinician_id, plans in setbacks(clinician_ids, frame.now).items()
    }
