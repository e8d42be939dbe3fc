"""Wishes as columns: what each clinician wishes for every unit and every kind of shift.

Two wishes that meet in one shift (its unit and its facility; its hours and the weekend) are added and kept
within -2 to +2: those that agree strengthen each other, those that differ weigh against each other. If only
the stronger one counted, "rather not" the facility would be lost beside "gladly" this kind of unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.entities import SHIFT_KINDS, STRONGEST_WISH, WEEKEND, Clinician, Slot, Unit
from solver.tables import Ints, ints

Weights = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class WishTable:
    """Weights from -2 to +2; 0: no wish."""

    place: Weights  # [C, U]
    hours: Weights  # [C, 2 x kinds]: the kinds of shift in the week, then at the weekend
    unit: Ints  # [S], columns of `place`
    kind: Ints  # [S], columns of `hours`

    @classmethod
    def of(cls, clinicians: Sequence[Clinician], slots: Sequence[Slot], units: Sequence[Unit]) -> WishTable:
        """Columns over clinicians and slots."""
        unit_at = {unit.id: at for at, unit in enumerate(units)}
        kind_at = {kind: at for at, kind in enumerate(SHIFT_KINDS)}
        kinds = _columns([c.wishes.kinds for c in clinicians], {**kind_at, WEEKEND: len(kind_at)})
        usual, weekend = kinds[:, :-1], kinds[:, -1:]
        return cls(
            place=_places(clinicians, units, unit_at),
            hours=np.hstack([usual, _together(usual, weekend)]),
            unit=ints(unit_at[slot.unit_id] for slot in slots),
            kind=ints(kind_at[slot.kind] + slot.weekend * len(kind_at) for slot in slots),
        )

    def of_place(self, clinicians: Ints, slots: Ints) -> Ints:
        """[K] wishes of clinicians for the slots' unit and facility."""
        return self.place[clinicians, self.unit[slots]].astype(np.int64)

    def of_hours(self, clinicians: Ints, slots: Ints) -> Ints:
        """[K] wishes of clinicians for the slots' kind of shift and the weekend."""
        return self.hours[clinicians, self.kind[slots]].astype(np.int64)


def _places(clinicians: Sequence[Clinician], units: Sequence[Unit], unit_at: Mapping[str, int]) -> Weights:
    site_at = {facility: at for at, facility in enumerate(dict.fromkeys(u.facility_id for u in units))}
    sites = _columns([c.wishes.facilities for c in clinicians], site_at)
    own = _columns([c.wishes.units for c in clinicians], unit_at)
    return _together(own, sites[:, ints(site_at[unit.facility_id] for unit in units)])


def _columns(wishes: Sequence[tuple[tuple[str, int], ...]], column: Mapping[str, int]) -> Weights:
    """[C, columns]; what has no column does not matter here."""
    weights: Weights = np.zeros((len(wishes), len(column)), dtype=np.int8)
    for row, pairs in enumerate(wishes):
        for what, weight in pairs:
            if what in column:
                weights[row, column[what]] = weight
    return weights


def _together(one: Weights, other: Weights) -> Weights:
    both: Weights = np.clip(one + other, -STRONGEST_WISH, STRONGEST_WISH)
    return both
