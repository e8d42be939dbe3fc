"""The hard rules in the model, one file each. The list is the table of contents."""

from __future__ import annotations

from collections.abc import Callable

from solver.engine.constraints import (
    consecutive_days,
    consecutive_nights,
    day_hours,
    long_days,
    one_clinician,
    own_hours,
    spacing,
    week_hours,
)
from solver.engine.variables import Assigned

CONSTRAINTS: tuple[Callable[[Assigned], None], ...] = (
    one_clinician.post,
    spacing.post,
    day_hours.post,
    week_hours.post,
    long_days.post,
    consecutive_days.post,
    consecutive_nights.post,
    own_hours.post,
)
