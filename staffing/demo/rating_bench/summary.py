"""Means over seeds with their intervals, and tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_T = 2.1
"""97.5 % quantile of Student's t for 18 degrees of freedom: a little wide for more seeds."""


class Mean(NamedTuple):
    """A mean over seeds and the half-width of its 95 % interval."""

    value: float
    half: float

    def text(self, decimals: int = 3) -> str:
        return f"{self.value:.{decimals}f} ± {self.half:.{decimals}f}"

    def percent(self) -> str:
        return f"{self.value:.1%} ± {100 * self.half:.1f}"


def mean_of(values: Sequence[float]) -> Mean:
    """Student's interval over 19 or more independent seeds."""
    column = np.array(values)
    return Mean(float(column.mean()), float(_T * column.std(ddof=1) / np.sqrt(len(column))))


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column holds names."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
