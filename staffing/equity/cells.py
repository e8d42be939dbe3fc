"""Which figures of a table may be shown, so that no figure about fewer than ten people can be had.

A figure is hidden where it counts fewer than ten people, or where subtracting it from another figure of its
row would. The readers know the sum of a column from other pages; so where one figure of a column is hidden,
others are hidden with it, until at least two are hidden that count ten people or more together (complementary
suppression): first that of `spare`, a group nobody is compared with, then the smallest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 10
"""The smallest number of people a figure may stand for."""
PEOPLE, ELIGIBLE = "people", "eligible"

Row = Mapping[str, int]


@dataclass(frozen=True)
class Shape:
    """The figures of a row: `people`, `eligible` among them, and outcomes among those.

    `parts`: each outcome, with the earlier outcomes it is a part of.
    """

    parts: Mapping[str, Sequence[str]]

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(self.parts)

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which figures are decided upon: what matters most stays longest."""
        return ELIGIBLE, *self.outcomes, PEOPLE


@dataclass
class Shown:
    """The figures that may be shown, by group."""

    shape: Shape
    rows: Mapping[str, Row]
    spare: str = ""
    kept: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kept = {group: {} for group in self.rows}
        for column in self.shape.order:
            hidden = self._widened(column, {group for group in self.rows if self._tells(group, column)})
            for group in self.rows.keys() - hidden:
                self.kept[group][column] = self.rows[group][column]

    def _tells(self, group: str, column: str) -> bool:
        """Whether a figure is about too few people, alone or beside what its row already shows."""
        count, row = self.rows[group][column], self.kept[group]
        if count < FEWEST or (column in self.shape.outcomes and ELIGIBLE not in row):
            return True
        return any(0 < abs(count - row[other]) < FEWEST for other in self._beside(column) if other in row)

    def _beside(self, column: str) -> Sequence[str]:
        """The figures `column` is a part of, or that are a part of it, as far as they are decided."""
        if column in self.shape.parts:
            return ELIGIBLE, *self.shape.parts[column]
        return self.shape.order[: self.shape.order.index(column)]

    def _widened(self, column: str, hidden: set[str]) -> set[str]:
        while hidden and len(hidden) < len(self.rows) and not self._safe(column, hidden):
            hidden = hidden | {min(self.rows.keys() - hidden, key=lambda one: self._worth(one, column))}
        return hidden

    def _worth(self, group: str, column: str) -> tuple[bool, int, str]:
        return group != self.spare, self.rows[group][column], group

    def _safe(self, column: str, hidden: set[str]) -> bool:
        """Whether the sum of the hidden figures, which readers can work out, is about enough people."""
        total = sum(self.rows[group][column] for group in hidden)
        if len(hidden) < 2 or total < FEWEST:
            return False
        if column == ELIGIBLE:
            return True
        return abs(sum(self.rows[group][ELIGIBLE] for group in hidden) - total) >= FEWEST
