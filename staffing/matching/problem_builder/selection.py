"""What a problem is built from: which slots, which clinicians, and how much about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from solver.presets import DEFAULT_PRESET
from solver.times import to_minute
from staffing.matching.options import DEFAULTS, Options
from staffing.policies.figures import Figures


@dataclass(frozen=True, kw_only=True)
class Selection:
    """`clinician_ids` None means every active clinician.

    `ignoring`: offers that do not count as commitments. `worth`: also load what only ranking needs
    (communication, continuity, wishes, rates) and the decisions of coordinators and clinicians about
    pairs; without it the problem answers "may this person work this slot" and nothing else. `role_only`:
    leave out clinicians who work in none of the slots' roles. `horizon`: the period that hours wanted and
    fair shares refer to, by default the slots' own. `seed`: what the lot of reserved slots is drawn from.
    """

    now: datetime
    slot_ids: Sequence[int]
    clinician_ids: Sequence[int] | None = None
    preset: str = DEFAULT_PRESET
    ignoring: frozenset[int] = frozenset()
    worth: bool = True
    role_only: bool = False
    horizon: tuple[datetime, datetime] | None = None
    options: Options = DEFAULTS
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The slots' first start and last end, the horizon, and the figures in force; `zone` is the agency's."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    horizon: tuple[datetime, datetime]
    zone: str
    figures: Figures

    @property
    def days(self) -> tuple[date, date]:
        """First and last day touched, a day to spare on both sides (facilities have zones of their own)."""
        spare = timedelta(days=1)
        return (self.starts_at - spare).date(), (self.ends_at + spare).date()


@lru_cache(maxsize=16_384)
def day_minute(day: date, zone: str) -> int:
    """UTC minute at which a local date begins."""
    return to_minute(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC))
