"""The course of a search as lines for an inline SVG: objective and bound over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 600, 160


@dataclass(frozen=True)
class Picture:
    """Polyline points in a box of WIDTH by HEIGHT; the seconds it spans and the values at its edges."""

    objective: str
    bound: str
    seconds: float
    low: float
    high: float


def picture(history: Sequence[Sequence[Any]]) -> Picture | None:
    """Of the last tier in `history` (`[seconds, filled, objective, bound, tier]`); None with too little."""
    last = history[-1][4] if history else None
    points = [row for row in history if row[4] == last and row[2] is not None]
    if len(points) < 2:
        return None
    values = [value for row in points for value in (row[2], row[3]) if value is not None]
    low, high = min(values), max(values)
    start, end = points[0][0], points[-1][0]

    def line(column: int) -> str:
        return " ".join(
            f"{_scaled(row[0], start, end, WIDTH):.1f},{HEIGHT - _scaled(row[column], low, high, HEIGHT):.1f}"
            for row in points
            if row[column] is not None
        )

    return Picture(line(2), line(3), end - start, low, high)


def _scaled(value: float, low: float, high: float, length: int) -> float:
    return length * (value - low) / (high - low) if high > low else length / 2
