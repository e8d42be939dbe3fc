"""The running story of a solve, small enough to store four times a second."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from solver.solution import Solution

if TYPE_CHECKING:
    from solver.engine import Progress

MAX_POINTS = 200


@dataclass
class Story:
    """What `run_progress` shows. History points are `[seconds, filled, objective, bound, tier]`."""

    slots: int
    phase: str = "preparing"
    began: float = field(default_factory=time.monotonic)
    history: list[list[Any]] = field(default_factory=list)

    def note(self, news: Progress | None) -> None:
        """Add what the search says; when there are too many points every second one goes."""
        if news is None:
            return
        self._add([round(news.seconds, 2), news.filled, news.objective, news.bound, news.tier])

    def conclude(self, solution: Solution) -> None:
        """The plan that is kept, with the bound proven last: the picture ends where the result stands."""
        last = solution.tiers[-1]
        self._add(
            [round(solution.seconds, 2), len(solution.placements), last.objective, last.bound, last.name]
        )

    def _add(self, point: list[Any]) -> None:
        if self.history and self.history[-1][1:] == point[1:]:
            return
        self.history.append(point)
        if len(self.history) > MAX_POINTS:
            self.history = self.history[::2]

    def as_json(self) -> dict[str, Any]:
        last = self.history[-1] if self.history else [0, 0, None, None, None]
        return {
            "phase": self.phase,
            "elapsed": round(time.monotonic() - self.began, 2),
            "filled": last[1],
            "slots": self.slots,
            "objective": last[2],
            "bound": last[3],
            "tier": last[4],
            "history": self.history,
        }
