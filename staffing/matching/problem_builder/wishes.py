"""What clinicians like, and where they have worked before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from solver.entities import SHIFT_KINDS, UnitHistory
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

    def facilities(self, places: Places) -> tuple[str, ...]:
        """Keys of the facilities the clinician likes."""
        liked = self._liked(PreferenceKind.FACILITY)
        return tuple(facility_key(row) for row in places.facilities if str(row) in liked) if liked else ()

    def units(self, places: Places) -> tuple[str, ...]:
        """Keys of the units of a kind the clinician likes."""
        liked = sorted(self._liked(PreferenceKind.UNIT_KIND))
        return tuple(key for kind in liked for key in places.units_of_kind.get(kind, ()))

    def shift_kinds(self) -> tuple[str, ...]:
        """The kinds of shift the clinician likes; where only dislikes are known, all the others."""
        weights = self.weights[PreferenceKind.SHIFT_KIND]
        liked = [kind for kind in SHIFT_KINDS if weights.get(kind, 0) > 0]
        disliked = [kind for kind in SHIFT_KINDS if weights.get(kind, 0) < 0]
        if liked or not disliked:
            return tuple(liked)
        return tuple(kind for kind in SHIFT_KINDS if kind not in disliked)

    def _liked(self, kind: PreferenceKind) -> frozenset[str]:
        return frozenset(value for value, weight in self.weights[kind].items() if weight > 0)


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
