"""How long and how hard to search."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

MAX_WORKERS = 4
MAX_SECONDS = 86_400.0
MAX_SEED = 2**31 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Limits of one run.

    `seconds`: wall clock. `deterministic`: CP-SAT's machine-independent time; with one worker, the same seed
    and enough wall clock it makes two runs return the same plan. `workers`: 1 to 4 (OR-Tools 9.15 can crash
    at 7 and more). ValueError otherwise.
    """

    seconds: float = 30.0
    deterministic: float | None = None
    workers: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if not (isfinite(self.seconds) and 0 < self.seconds <= MAX_SECONDS):
            raise ValueError(f"seconds: must be more than 0 and at most {MAX_SECONDS:.0f}")
        if self.deterministic is not None and not (isfinite(self.deterministic) and self.deterministic > 0):
            raise ValueError("deterministic: must be a positive number")
        if not 1 <= self.workers <= MAX_WORKERS:
            raise ValueError(f"workers: must be between 1 and {MAX_WORKERS}")
        if not 0 <= self.seed <= MAX_SEED:
            raise ValueError(f"seed: must be between 0 and {MAX_SEED}")
