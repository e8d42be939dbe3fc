"""One thing the audit found: who, about what, and the figures that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from staffing.bias.models import FlagKind


@dataclass(frozen=True)
class Finding:
    """`observed` and `expected` are shares of "Always" (a burst: answers; a run: its length)."""

    kind: FlagKind
    rater: str
    n: int
    """Responses looked at."""
    observed: float
    expected: float
    p: float
    q: float
    z: float | None = None
    about: str = ""
    clinician_id: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further figures, JSON-ready: `response_ids` where few responses are the whole evidence."""

    def figures(self) -> dict[str, Any]:
        """As they are kept with a flag."""
        return {
            "n": self.n,
            "observed": round(self.observed, 4),
            "expected": round(self.expected, 4),
            "z": None if self.z is None else round(self.z, 3),
            "p": self.p,
            "q": self.q,
            **self.more,
        }
