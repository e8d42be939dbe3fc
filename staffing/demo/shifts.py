"""Kinds of shifts and how a week of demand spreads over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WORKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class ShiftKind:
    """A shift by the local clock; `part` is what people are available for: day, evening or night."""

    name: str
    start: time
    end: time
    part: str


DAY_12 = ShiftKind("day12", time(7), time(19), "day")
NIGHT_12 = ShiftKind("night12", time(19), time(7), "night")
DAY_8 = ShiftKind("day8", time(7), time(15), "day")
EVENING_8 = ShiftKind("evening8", time(15), time(23), "evening")
NIGHT_8 = ShiftKind("night8", time(23), time(7), "night")
OFFICE_DAY = ShiftKind("office", time(8), time(17), "day")
WALK_IN_DAY = ShiftKind("walk_in", time(8), time(20), "day")

KINDS = (DAY_12, NIGHT_12, DAY_8, EVENING_8, NIGHT_8, OFFICE_DAY, WALK_IN_DAY)


@dataclass(frozen=True)
class Pattern:
    """Shares of shift kinds, summing to 1, and the weekdays (0 Monday) they are asked on."""

    shares: Mapping[ShiftKind, float]
    weekdays: tuple[int, ...] = EVERY_DAY


def _mix(long_share: float) -> dict[ShiftKind, float]:
    """12-hour shifts day to night 55:45, the rest 8-hour shifts 40:35:25."""
    short = 1 - long_share
    return {
        DAY_12: 0.55 * long_share,
        NIGHT_12: 0.45 * long_share,
        DAY_8: 0.40 * short,
        EVENING_8: 0.35 * short,
        NIGHT_8: 0.25 * short,
    }


HOSPITAL = Pattern(_mix(0.75))
NURSING = Pattern(_mix(0.20))
OFFICE = Pattern({OFFICE_DAY: 1.0}, WORKDAYS)
WALK_IN = Pattern({WALK_IN_DAY: 1.0})
AROUND_THE_CLOCK = Pattern({DAY_8: 0.45, EVENING_8: 0.35, NIGHT_8: 0.20})
