"""Who and what the records of the demo agency refer to, by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from staffing.demo.demand import Asked
from staffing.demo.prices import PriceBook
from staffing.demo.rows import Rows


@dataclass(frozen=True)
class Ledger:
    """Ids and collaborators that every writer of records needs."""

    rows: Rows
    seed: int
    roles: Mapping[str, int]
    """Staff role code → id."""
    skills: Mapping[str, int]
    """Skill code → id."""
    clinicians: Sequence[int]
    """Ids in the order of the people's numbers."""
    schedulers: Mapping[int, Sequence[int]]
    """Facility id → account ids."""
    coordinator: int
    prices: PriceBook

    def can_ask(self, asked: Asked) -> bool:
        """Whether somebody may ask for this at the facility, at a rate agreed for the day."""
        return asked.facility_id in self.schedulers and self.prices.covers(asked)
