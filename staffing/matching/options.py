"""What a single match does beside its preset, as it is kept with the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PRIOR = "prior"
FLOORS = range(60, 96)
"""Percent "Always" that newcomers may be counted at: the reference of the communication term."""
EXPLORE = range(21)
"""Percent of the shifts that may be reserved for people few have rated."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """`newcomer_floor`: percent "Always" that people with fewer than five raters count at, or more; None:
    what is usual for their role. `explore_percent`: of the shifts, reserved for such people where that costs
    no fill."""

    newcomer_floor: int | None = None
    explore_percent: int = 0

    @property
    def faults(self) -> list[str]:
        """What is out of range, in sentences."""
        found = []
        if self.newcomer_floor is not None and self.newcomer_floor not in FLOORS:
            found.append(f"The floor for newcomers goes from {FLOORS[0]} to {FLOORS[-1]} percent.")
        if self.explore_percent not in EXPLORE:
            found.append(f"At most {EXPLORE[-1]} percent of the shifts can be reserved.")
        return found

    def as_json(self) -> dict[str, Any]:
        """As `MatchRun.options` keeps it."""
        floor = PRIOR if self.newcomer_floor is None else self.newcomer_floor
        return {"newcomer_floor": floor, "explore_percent": self.explore_percent}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Options:
        """Read back; what is not named stands at its default."""
        floor = kept.get("newcomer_floor", PRIOR)
        return cls(
            newcomer_floor=None if floor == PRIOR else int(floor),
            explore_percent=int(kept.get("explore_percent", 0)),
        )


DEFAULTS = Options()
