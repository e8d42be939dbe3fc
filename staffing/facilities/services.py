"""Changing facilities, their units and who schedules for them. Every change is audited."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TypeVar
from zoneinfo import available_timezones

from sqlalchemy import select

from staffing.accounts.models import Account, RoleName
from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.facilities.models import (
    Facility,
    FacilityKind,
    FacilityMember,
    FacilityNote,
    JourneyStep,
    PatientContact,
    Setting,
    Unit,
    UnitKind,
)

Row = TypeVar("Row", Facility, Unit)
LEAST_ASKED, MOST_ASKED = 60, 95
"""Percent "Always" a unit may ask for on average: the reference the match measures communication on."""


class InvalidFacility(ValueError):
    """A facility, unit or membership cannot be saved as given; `field` names what to change."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class FacilityDetails:
    """What is known of a client site. Coordinates in degrees, `timezone` an IANA name."""

    name: str
    kind: FacilityKind
    state: str
    lat: float
    lng: float
    timezone: str = "America/Chicago"
    health_system_id: int | None = None
    address: str = ""
    city: str = ""
    zip_code: str = ""
    phone: str = ""
    parking: str = ""
    entrance: str = ""
    orientation_required: bool = True
    active: bool = True


@dataclass(frozen=True)
class UnitDetails:
    """What is known of a unit; it becomes the default of every request for it."""

    name: str
    kind: UnitKind
    journey_step: JourneyStep
    patient_contact: PatientContact
    setting: Setting = Setting.ON_SITE
    patients_read_up: bool = False
    explains_bills: bool = False
    minimum_communication: int | None = None
    ask_for: str = ""
    phone: str = ""
    arrival_notes: str = ""
    active: bool = True


def save_facility(details: FacilityDetails, by: Actor, *, facility: Facility | None = None) -> Facility:
    """Add a facility, or change `facility`; raises InvalidFacility."""
    _refuse_unusable(details)
    _refuse_taken_name(details.name, facility)
    if facility is None:
        facility = Facility(**asdict(details))
        return _created(facility, details, by)
    return _changed(facility, details, by)


def save_unit(details: UnitDetails, facility: Facility, by: Actor, *, unit: Unit | None = None) -> Unit:
    """Add a unit to `facility`, or change `unit`; raises InvalidFacility."""
    if not details.name.strip():
        raise InvalidFacility("name", "Give the unit a name.")
    asked = details.minimum_communication
    if asked is not None and not LEAST_ASKED <= asked <= MOST_ASKED:
        raise InvalidFacility("minimum_communication", f"Ask for {LEAST_ASKED} to {MOST_ASKED} percent.")
    same = select(Unit.id).where(Unit.facility_id == facility.id, Unit.name == details.name)
    if db.session.scalar(same) not in (None, unit.id if unit else None):
        raise InvalidFacility("name", f"{facility.name} already has a unit called {details.name}.")
    if unit is None:
        unit = Unit(facility_id=facility.id, **asdict(details))
        return _created(unit, details, by)
    return _changed(unit, details, by)


def add_member(facility: Facility, account: Account, by: Actor) -> FacilityMember:
    """Let a scheduler's account schedule for `facility`; adding twice changes nothing.

    Raises InvalidFacility for an account of another agency or without the facility scheduler's role.
    """
    if account.agency_id != facility.agency_id or RoleName.FACILITY_SCHEDULER not in account.role_names:
        raise InvalidFacility("account_id", f"{account.name} is not a facility scheduler.")
    found = db.session.scalar(
        select(FacilityMember).where(
            FacilityMember.facility_id == facility.id, FacilityMember.account_id == account.id
        )
    )
    if found is not None:
        return found
    member = FacilityMember(account_id=account.id, facility_id=facility.id)
    db.session.add(member)
    record(member, "added", by, after={"account_id": account.id, "facility_id": facility.id})
    return member


def add_note(facility: Facility, text: str, by: Actor) -> FacilityNote:
    """Keep a coordinator's note about a facility; raises InvalidFacility for an empty one."""
    if not text.strip() or by.user_id is None:
        raise InvalidFacility("text", "Write the note first.")
    note = FacilityNote(facility_id=facility.id, author_id=by.user_id, text=text.strip())
    db.session.add(note)
    record(note, "noted", by, after={"facility_id": facility.id})
    return note


def _refuse_unusable(details: FacilityDetails) -> None:
    if not details.name.strip():
        raise InvalidFacility("name", "Give the facility a name.")
    if len(details.state) != 2 or not details.state.isascii() or not details.state.isupper():
        raise InvalidFacility("state", "Write the state as two capital letters, for example TX.")
    if details.timezone not in available_timezones():
        raise InvalidFacility("timezone", "Choose a time zone such as America/Chicago.")
    if not (-90 <= details.lat <= 90 and -180 <= details.lng <= 180):
        raise InvalidFacility("lat", "Latitude runs from -90 to 90 and longitude from -180 to 180.")


def _refuse_taken_name(name: str, facility: Facility | None) -> None:
    taken = db.session.scalar(select(Facility.id).where(Facility.name == name))
    if taken not in (None, facility.id if facility else None):
        raise InvalidFacility("name", f"There is already a facility called {name}.")


def _created(row: Row, details: FacilityDetails | UnitDetails, by: Actor) -> Row:
    db.session.add(row)
    record(row, "created", by, after=snapshot(row, *asdict(details)))
    return row


def _changed(row: Row, details: FacilityDetails | UnitDetails, by: Actor) -> Row:
    new = asdict(details)
    changed = [field for field, value in new.items() if getattr(row, field) != value]
    before = snapshot(row, *changed)
    for field in changed:
        setattr(row, field, new[field])
    if changed:
        record(row, "changed", by, before=before, after=snapshot(row, *changed))
    return row
