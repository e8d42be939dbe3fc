"""The usual shifts of a day, which make the rows of the week grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class ShiftKind:
    """A named pair of wall-clock times; an end at or before the start is next morning."""

    name: str
    start: time
    end: time


SHIFT_KINDS = (
    ShiftKind("Day 12 h", time(7), time(19)),
    ShiftKind("Night 12 h", time(19), time(7)),
    ShiftKind("Day 8 h", time(7), time(15)),
    ShiftKind("Evening 8 h", time(15), time(23)),
    ShiftKind("Night 8 h", time(23), time(7)),
    ShiftKind("Office day", time(8), time(17)),
)


def kind_name(start: time, end: time) -> str:
    """What a pair of times is called; times of their own have no name but themselves."""
    for kind in SHIFT_KINDS:
        if (kind.start, kind.end) == (start, end):
            return kind.name
    return "Own times"
