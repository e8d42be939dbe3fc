"""What every term offers. Points are whole hundredths, so nothing is rounded twice.

A term is worth 0 to 1000 points a slot on a fixed reference that its file states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.tables import Ints

if TYPE_CHECKING:
    from solver.entities import Clinician
    from solver.problem import Problem

POINT = 100  # hundredths in a point
FULL = 1_000 * POINT  # the most a slot can earn from one term


@dataclass(frozen=True, slots=True)
class PairTerm:
    """Worth of single placements.

    `points(problem, clinicians, slots)`: rows of both, [K] and [K], in; hundredths of points, [K], out.
    """

    name: str
    points: Callable[[Problem, Ints, Ints], Ints]


@dataclass(frozen=True, slots=True)
class Curve:
    """Worth of one clinician's minutes in one period: concave, piecewise linear, 0 at no minutes.

    `workweek`: the period, or None for the problem's horizon. `standing`: minutes of the commitments in it.
    `steps`: (minutes from which it holds, hundredths of points a minute), slopes falling; the first at 0.
    """

    workweek: int | None
    standing: int
    steps: tuple[tuple[int, int], ...]

    def worth(self, minutes: int) -> int:
        """Hundredths of points of this many minutes."""
        ends = [start for start, _ in self.steps[1:]] + [minutes]
        return sum(
            slope * max(0, min(end, minutes) - start)
            for (start, slope), end in zip(self.steps, ends, strict=True)
        )

    def gain(self, minutes: int) -> int:
        """Hundredths of points that this many minutes add to the standing ones."""
        return self.worth(self.standing + minutes) - self.worth(self.standing)


@dataclass(frozen=True, slots=True)
class LoadTerm:
    """Worth of a clinician's hours: `curves(problem, clinician)`, one a period that can matter."""

    name: str
    curves: Callable[[Problem, Clinician], tuple[Curve, ...]]


@dataclass(frozen=True, slots=True)
class UnitTerm:
    """Worth of a unit's placements together: what their gains lack of nought, and nothing for a surplus.

    `gains(problem, clinicians, slots)`: rows of both, [K] and [K], in; hundredths of points, [K], out: above
    0 what lifts the unit, below 0 what pulls it down, 0 where a unit asks for nothing. A unit is worth
    min(0, sum of gains), which is concave, so the model prices what is lacking as a loss.
    """

    name: str
    gains: Callable[[Problem, Ints, Ints], Ints]


Term = PairTerm | LoadTerm | UnitTerm


def marked(keys: Iterable[int], wanted: Ints) -> Ints:
    """1 where a wanted key is among the keys, else 0."""
    known = np.unique(np.fromiter(keys, dtype=np.int64))
    return np.isin(wanted, known).astype(np.int64)
