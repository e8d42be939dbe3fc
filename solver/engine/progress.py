"""What a run tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

HEARTBEAT_SECONDS = 1.0  # an event at least this often, even without news


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a run stands. `objective` and `bound` are the current tier's, in points."""

    seconds: float
    tier: str
    filled: int
    objective: float
    bound: float


OnProgress = Callable[[Progress], None]


class Reporter:
    """Passes on what is new, and a heartbeat."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._began = monotonic()
        self._said: tuple[str, int, float, float] | None = None
        self._at = 0.0

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return monotonic() - self._began

    def say(self, tier: str, filled: int, objective: float, bound: float) -> None:
        """Report, unless it was just said."""
        news, now = (tier, filled, objective, bound), self.seconds
        if news != self._said or now - self._at >= HEARTBEAT_SECONDS:
            self._said, self._at = news, now
            self._on_progress(
                Progress(seconds=now, tier=tier, filled=filled, objective=objective, bound=bound)
            )
