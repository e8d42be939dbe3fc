"""The frozen, validated input of a match: entities and compact arrays, never pairs.

Who fills what (the caller, from its own records):

=====================  ================================================================================
now_minute             the moment the match is taken at; notice and screening ages count from it
horizon_*_minute       the period matched; `Clinician.wanted_minutes` and fairness refer to it
dimensions             names of the communication vector's entries, e.g. "on_site.respect"; every
                       clinician's `communication` and slot's `dimension_weights` follow this order
roles, facilities,     the catalogue; everything else refers to it by id
units
clinicians             people with their papers, windows and posterior means
slots                  open shifts to fill, one a head; a slot held by a commitment is not listed
commitments            accepted placements, open offers and 14 days of past work: they hold time in every
                       sequence rule, in overtime and in fairness, and are never moved
do_not_return          DNR entries in scope, both ways
compact_states         when each state operates the Nurse Licensure Compact
published              pairs of the last published plan (stability); unknown ids are not allowed
pinned                 pairs that must be placed if no rule forbids it (coordinator's lock)
forbidden              pairs that must not be placed (coordinator's reject)
settings               one version of the agency's rule figures
tiers                  what is maximised, in order (``solver.presets``)
=====================  ================================================================================

Local facts of duties come from ``solver.times.duty_facts``. A `Problem` that exists is valid: construction
raises `InvalidProblem` with every fault and its path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from solver.entities import (
    Clinician,
    Commitment,
    CompactState,
    DoNotReturn,
    Facility,
    Pair,
    Role,
    Slot,
    Tier,
    Unit,
)
from solver.presets import preset
from solver.settings import RuleSettings
from solver.tables import ClinicianTable, FacilityTable, Ints, SlotTable
from solver.travel import metres, travel_minutes
from solver.validate import InvalidProblem, faults_of
from solver.wish_table import WishTable

SCHEMA_VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One match to solve. Raises `InvalidProblem` on construction when anything is wrong."""

    now_minute: int
    horizon_start_minute: int
    horizon_end_minute: int
    dimensions: tuple[str, ...]
    roles: tuple[Role, ...]
    facilities: tuple[Facility, ...]
    units: tuple[Unit, ...]
    clinicians: tuple[Clinician, ...]
    slots: tuple[Slot, ...]
    commitments: tuple[Commitment, ...] = ()
    do_not_return: tuple[DoNotReturn, ...] = ()
    compact_states: tuple[CompactState, ...] = ()
    published: tuple[Pair, ...] = ()
    pinned: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    settings: RuleSettings = field(default_factory=RuleSettings)
    tiers: tuple[Tier, ...] = field(default_factory=preset)

    def __post_init__(self) -> None:
        faults = faults_of(self)
        if faults:
            raise InvalidProblem(faults)

    @cached_property
    def clinician_index(self) -> Mapping[str, int]:
        """Row of each clinician id."""
        return {clinician.id: row for row, clinician in enumerate(self.clinicians)}

    @cached_property
    def slot_index(self) -> Mapping[str, int]:
        """Row of each slot id."""
        return {slot.id: row for row, slot in enumerate(self.slots)}

    @cached_property
    def facility_index(self) -> Mapping[str, int]:
        """Row of each facility id."""
        return {facility.id: row for row, facility in enumerate(self.facilities)}

    @cached_property
    def role_of(self) -> Mapping[str, Role]:
        """Role by id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def commitments_of(self) -> Mapping[str, tuple[Commitment, ...]]:
        """Each clinician's commitments in order of start; clinicians without any are absent."""
        held: dict[str, list[Commitment]] = defaultdict(list)
        for commitment in sorted(self.commitments, key=lambda duty: (duty.start_minute, duty.id)):
            held[commitment.clinician_id].append(commitment)
        return {clinician: tuple(duties) for clinician, duties in held.items()}

    @cached_property
    def workweeks(self) -> tuple[int, ...]:
        """The agency workweeks that open slots fall into, in order."""
        return tuple(sorted({week for slot in self.slots for week, _ in slot.workweeks}))

    @cached_property
    def clinician_table(self) -> ClinicianTable:
        """Columns over the clinicians."""
        return ClinicianTable.of(self.clinicians, len(self.dimensions))

    @cached_property
    def slot_table(self) -> SlotTable:
        """Columns over the slots."""
        return SlotTable.of(self.slots, self.units, self.facility_index, len(self.dimensions))

    @cached_property
    def wish_table(self) -> WishTable:
        """What clinicians wish for, by slot."""
        return WishTable.of(self.clinicians, self.slots, self.units)

    @cached_property
    def facility_table(self) -> FacilityTable:
        """Columns over the facilities."""
        return FacilityTable.of(self.facilities)

    @cached_property
    def minutes_between(self) -> Ints:
        """Minutes on the road between any two facilities, [F, F]."""
        position = self.facility_table.position
        return travel_minutes(metres(position, position), self.settings)


__all__ = ["SCHEMA_VERSION", "InvalidProblem", "Problem"]
