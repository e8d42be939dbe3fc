"""Roles, facilities and units of the agency, and the names that people read instead of keys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from solver.entities import CompactState as OperatingState
from solver.entities import Facility as Site
from solver.entities import Role
from solver.entities import Unit as Ward
from staffing.clinicians.credentials import CompactState
from staffing.clinicians.models import RoleFamily, StaffRole
from staffing.db import db
from staffing.facilities.models import Facility, FacilityKind, Unit, UnitKind
from staffing.matching.problem_builder.keys import facility_key, system_key, unit_key
from staffing.matching.problem_builder.selection import day_minute

LONG_TERM_CARE_FACILITIES = frozenset({FacilityKind.SKILLED_NURSING})


@dataclass(frozen=True)
class RoleFacts:
    code: str
    family: RoleFamily
    licence_type: str | None
    compact: bool
    registry_checked: bool
    certifications: tuple[str, ...]


@dataclass(frozen=True)
class FacilityFacts:
    id: int
    name: str
    kind: FacilityKind
    state: str
    zone: str
    lat: float
    lng: float
    health_system_id: int | None
    orientation_required: bool


@dataclass(frozen=True)
class UnitFacts:
    id: int
    facility_id: int
    name: str
    kind: UnitKind
    minimum_communication: int | None


@dataclass(frozen=True)
class Places:
    """Everything of the agency that duties refer to, by id."""

    roles: dict[int, RoleFacts]
    facilities: dict[int, FacilityFacts]
    units: dict[int, UnitFacts]

    @cached_property
    def solver_roles(self) -> tuple[Role, ...]:
        return tuple(
            Role(id=role.code, licence=role.licence_type, compact=role.compact)
            for role in self.roles.values()
        )

    @cached_property
    def solver_facilities(self) -> tuple[Site, ...]:
        return tuple(
            Site(
                id=facility_key(place.id),
                latitude=place.lat,
                longitude=place.lng,
                system_id=system_key(place.health_system_id),
                long_term_care=place.kind in LONG_TERM_CARE_FACILITIES,
                orientation_required=place.orientation_required,
            )
            for place in self.facilities.values()
        )

    @cached_property
    def solver_units(self) -> tuple[Ward, ...]:
        return tuple(
            Ward(
                id=unit_key(unit.id),
                facility_id=facility_key(unit.facility_id),
                minimum_communication=_share(unit.minimum_communication),
            )
            for unit in self.units.values()
        )

    @cached_property
    def units_of_kind(self) -> dict[str, tuple[str, ...]]:
        """Keys of the units of each kind."""
        kinds: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            kinds[str(unit.kind)].append(unit_key(unit.id))
        return {kind: tuple(keys) for kind, keys in kinds.items()}

    @property
    def registry_roles(self) -> tuple[str, ...]:
        """Roles whose aide registries are checked for long-term care."""
        return tuple(role.code for role in self.roles.values() if role.registry_checked)


def load_places() -> Places:
    """Three statements."""
    return Places(_roles(), _facilities(), _units())


def operating_states(zone: str) -> tuple[OperatingState, ...]:
    """When each state operates the Nurse Licensure Compact."""
    rows = db.session.execute(
        select(CompactState.state, CompactState.operating_from, CompactState.operating_until)
    )
    return tuple(
        OperatingState(
            state=state,
            from_minute=day_minute(since, zone),
            until_minute=None if until is None else day_minute(until, zone),
        )
        for state, since, until in rows
    )


def _roles() -> dict[int, RoleFacts]:
    rows = db.session.execute(
        select(
            StaffRole.id,
            StaffRole.code,
            StaffRole.family,
            StaffRole.licence_type,
            StaffRole.compact,
            StaffRole.registry_checked,
            StaffRole.required_certifications,
        ).order_by(StaffRole.id)
    )
    return {row[0]: RoleFacts(*row[1:6], certifications=tuple(row[6])) for row in rows}


def _facilities() -> dict[int, FacilityFacts]:
    rows = db.session.execute(
        select(
            Facility.id,
            Facility.name,
            Facility.kind,
            Facility.state,
            Facility.timezone,
            Facility.lat,
            Facility.lng,
            Facility.health_system_id,
            Facility.orientation_required,
        ).order_by(Facility.id)
    )
    return {row[0]: FacilityFacts(*row) for row in rows}


def _share(percent: int | None) -> float | None:
    return None if percent is None else percent / 100


def _units() -> dict[int, UnitFacts]:
    rows = db.session.execute(
        select(Unit.id, Unit.facility_id, Unit.name, Unit.kind, Unit.minimum_communication).order_by(Unit.id)
    )
    return {row[0]: UnitFacts(*row) for row in rows}
