"""Columns over the entities, made once per problem, for rules that work on whole blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.entities import Clinician, Duty, Facility, Slot, Unit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEVER = 10**9  # later than every minute and farther than every place of a valid problem


@dataclass(frozen=True, slots=True)
class FacilityTable:
    """Columns over facilities, [F]. Positions in radians."""

    position: Floats  # [F, 2]
    long_term_care: Bools
    orientation_required: Bools

    @classmethod
    def of(cls, facilities: Sequence[Facility]) -> FacilityTable:
        """One row per facility."""
        return cls(
            position=_positions(facilities),
            long_term_care=_bools(f.long_term_care for f in facilities),
            orientation_required=_bools(f.orientation_required for f in facilities),
        )


@dataclass(frozen=True, slots=True)
class DutyTable:
    """Columns over duties, [N]. Minutes; `facility` rows of the facility table."""

    start: Ints
    end: Ints
    local_day: Ints
    local_minutes: Ints
    night: Bools
    virtual: Bools
    facility: Ints

    @classmethod
    def of(cls, duties: Sequence[Duty], facility_index: Mapping[str, int]) -> DutyTable:
        """One row per duty."""
        return cls(
            start=ints(d.start_minute for d in duties),
            end=ints(d.end_minute for d in duties),
            local_day=ints(d.local_day for d in duties),
            local_minutes=ints(d.local_minutes for d in duties),
            night=_bools(d.night for d in duties),
            virtual=_bools(d.virtual for d in duties),
            facility=ints(facility_index[d.facility_id] for d in duties),
        )

    @property
    def minutes(self) -> Ints:
        """True lengths."""
        return self.end - self.start

    def rows(self, index: Ints) -> DutyTable:
        """These rows only."""
        return DutyTable(**{name: column[index] for name, column in self._columns()})

    def with_rows(self, more: DutyTable) -> DutyTable:
        """These rows, then those of another table."""
        both = zip(self._columns(), more._columns(), strict=True)
        return DutyTable(**{name: np.concatenate([mine, other]) for (name, mine), (_, other) in both})

    def _columns(self) -> list[tuple[str, NDArray[Any]]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


@dataclass(frozen=True, slots=True)
class SlotTable:
    """Columns over slots, [S]."""

    duty: DutyTable
    role: NDArray[np.str_]
    priority: Ints
    contact_percent: Ints
    dimension_weights: Ints  # [S, D]
    unit: Ints  # rows of the units
    unit_minimum: Floats  # NaN: the unit asks for none
    explore: Bools

    @classmethod
    def of(
        cls,
        slots: Sequence[Slot],
        units: Sequence[Unit],
        facility_index: Mapping[str, int],
        dimensions: int,
    ) -> SlotTable:
        """One row per slot."""
        unit_row = {unit.id: row for row, unit in enumerate(units)}
        minima = np.array([unit.minimum_communication for unit in units], dtype=np.float64)
        unit = ints(unit_row[s.unit_id] for s in slots)
        return cls(
            duty=DutyTable.of(slots, facility_index),
            role=np.array([s.role for s in slots], dtype=np.str_),
            priority=ints(s.priority for s in slots),
            contact_percent=ints(s.contact_percent for s in slots),
            dimension_weights=np.array([s.dimension_weights for s in slots], dtype=np.int64).reshape(
                len(slots), dimensions
            ),
            unit=unit,
            unit_minimum=minima[unit],
            explore=_bools(s.explore for s in slots),
        )


@dataclass(frozen=True, slots=True)
class ClinicianTable:
    """Columns over clinicians, [C], and their availability windows as three flat columns, [W].

    `coaching`: one row a plan, [P, 4]: owner, first minute, minute it ends, setback in percentage points.
    """

    position: Floats  # [C, 2], radians
    adult: Bools
    max_distance: Ints  # metres; NEVER: no limit
    minimum_notice: Ints
    communication: Floats  # [C, D]
    window_owner: Ints
    window_start: Ints
    window_end: Ints
    coaching: Ints
    little_rated: Bools

    @classmethod
    def of(cls, clinicians: Sequence[Clinician], dimensions: int) -> ClinicianTable:
        """One row per clinician."""
        windows = [(row, *window) for row, c in enumerate(clinicians) for window in c.availability]
        columns = np.array(windows, dtype=np.int64).reshape(-1, 3)
        plans = [
            (row, plan.from_minute, plan.until_minute, plan.setback_percent)
            for row, c in enumerate(clinicians)
            for plan in c.coaching
        ]
        return cls(
            position=_positions(clinicians),
            adult=_bools(c.adult for c in clinicians),
            max_distance=ints(
                NEVER if c.max_distance_metres is None else c.max_distance_metres for c in clinicians
            ),
            minimum_notice=ints(c.minimum_notice_minutes for c in clinicians),
            communication=np.array([c.communication for c in clinicians], dtype=np.float64).reshape(
                len(clinicians), dimensions
            ),
            window_owner=columns[:, 0],
            window_start=columns[:, 1],
            window_end=columns[:, 2],
            coaching=np.array(plans, dtype=np.int64).reshape(-1, 4),
            little_rated=_bools(c.little_rated for c in clinicians),
        )


def ints(values: Iterable[int]) -> Ints:
    """A column of whole numbers."""
    return np.fromiter(values, dtype=np.int64)


def _bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def _positions(places: Sequence[Facility] | Sequence[Clinician]) -> Floats:
    degrees = np.array([(p.latitude, p.longitude) for p in places], dtype=np.float64).reshape(-1, 2)
    return np.radians(degrees)
