"""How much work people offer: the figures that calibrate supply against demand.

Set so that a plan of maximal fill reaches 88–94 % of two weeks' slots and 70–80 % of those at night or in
intensive care; `tests/demo` holds the result.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Hours:
    """When people of a profile are free (minutes from local midnight) and the parts of the day so covered."""

    starts_minute: int
    ends_minute: int
    parts: frozenset[str]


PROFILES: Mapping[str, Hours] = {
    "day": Hours(360, 1_230, frozenset({"day"})),
    "late": Hours(360, 1_440, frozenset({"day", "evening"})),
    "night": Hours(870, 1_950, frozenset({"evening", "night"})),
    "any": Hours(360, 1_950, frozenset({"day", "evening", "night"})),
}
"""06:00–20:30, 06:00–24:00, 14:30–08:30 and 06:00–08:30 of the next day."""

USUAL = {"day": 50, "late": 30, "night": 15, "any": 5}
SHARES: Mapping[str, Mapping[str, int]] = {
    "RN": {"day": 51, "late": 26, "night": 19, "any": 4},
    "ICU": {"day": 46, "late": 24, "night": 24, "any": 6},
    "CNA": USUAL,
    "LVN": USUAL,
    "RT": {"day": 40, "late": 25, "night": 25, "any": 10},
    "TRIAGE_RN": {"day": 35, "late": 35, "night": 20, "any": 10},
}
"""Per cent of people by role (and of ICU nurses); everybody else works office hours."""

FREQUENT_SHARE = 0.28
"""Share of people who offer 3 or 4 shifts a week; the others offer 1 or 2."""
SPARE_DAYS = (1, 2, 2, 3)
"""Days a week people are free beyond the shifts they offer."""


def profile(group: str, chance: random.Random) -> str:
    """A profile drawn for a role code or `ICU`."""
    shares = SHARES.get(group, {"day": 70, "late": 30})
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def shifts_a_week(chance: random.Random) -> int:
    """How many shifts a week a person offers."""
    return chance.choice((3, 4)) if chance.random() < FREQUENT_SHARE else chance.choice((1, 2))


def weekdays(shifts: int, chance: random.Random) -> tuple[int, ...]:
    """Days of the week (0 Monday) a person is free."""
    return tuple(sorted(chance.sample(range(7), min(7, shifts + chance.choice(SPARE_DAYS)))))
