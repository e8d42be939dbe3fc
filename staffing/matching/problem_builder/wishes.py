"""What clinicians wish for, and where they have worked before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from solver.entities import SHIFT_KINDS, WEEKEND, UnitHistory
from solver.entities import Wishes as SolverWishes
from staffing.clinicians.models import Preference, PreferenceKind
from staffing.db import db
from staffing.matching.problem_builder.keys import facility_key, unit_key
from staffing.matching.problem_builder.places import Places
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.models import Slot


@dataclass
class Wishes:
    """Weights by value (−2 … +2) for each kind of preference."""

    weights: dict[PreferenceKind, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def weighed(self, places: Places) -> SolverWishes:
        """The same wishes for the solver's places, always in the same order."""
        return SolverWishes(
            units=self._units(places), facilities=self._facilities(places), kinds=self._kinds()
        )

    def _units(self, places: Places) -> tuple[tuple[str, int], ...]:
        """A wish for a kind of unit is one for each unit of that kind."""
        wishes = sorted(self._wished(PreferenceKind.UNIT_KIND).items())
        return tuple((key, weight) for kind, weight in wishes for key in places.units_of_kind.get(kind, ()))

    def _facilities(self, places: Places) -> tuple[tuple[str, int], ...]:
        wishes = self._wished(PreferenceKind.FACILITY)
        return tuple((facility_key(row), wishes[str(row)]) for row in places.facilities if str(row) in wishes)

    def _kinds(self) -> tuple[tuple[str, int], ...]:
        wishes = self._wished(PreferenceKind.SHIFT_KIND)
        return tuple((kind, wishes[kind]) for kind in (*SHIFT_KINDS, WEEKEND) if kind in wishes)

    def _wished(self, kind: PreferenceKind) -> dict[str, int]:
        """0 is no wish."""
        return {value: weight for value, weight in self.weights[kind].items() if weight}


def load_wishes(clinician_ids: Sequence[int]) -> dict[int, Wishes]:
    """One statement; people without wishes get empty ones."""
    rows = db.session.execute(
        select(Preference.clinician_id, Preference.kind, Preference.value, Preference.weight).where(
            Preference.clinician_id.in_(clinician_ids)
        )
    )
    wishes: dict[int, Wishes] = defaultdict(Wishes)
    for clinician_id, kind, value, weight in rows:
        wishes[clinician_id].weights[kind][value] = weight
    return wishes


def load_history(clinician_ids: Sequence[int], unit_ids: Iterable[int]) -> dict[int, tuple[UnitHistory, ...]]:
    """Shifts worked in these units, one statement."""
    rows = db.session.execute(
        select(Placement.clinician_id, Slot.unit_id, func.count())
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            Placement.status == PlacementStatus.WORKED,
            Placement.clinician_id.in_(clinician_ids),
            Slot.unit_id.in_(set(unit_ids)),
        )
        .group_by(Placement.clinician_id, Slot.unit_id)
        .order_by(Placement.clinician_id, Slot.unit_id)
    )
    history: dict[int, list[UnitHistory]] = defaultdict(list)
    for clinician_id, unit_id, shifts in rows:
        history[clinician_id].append(UnitHistory(unit_id=unit_key(unit_id), shifts=shifts))
    return {clinician_id: tuple(entries) for clinician_id, entries in history.items()}
