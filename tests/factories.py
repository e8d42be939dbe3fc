"""A small world for tests: an agency in Dallas with roles, and one-line makers for the rest.

Every maker gives a row that breaks no rule unless told otherwise, flushed, in the test's session.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from staffing.accounts.models import Account, Agency, Role, RoleName
from staffing.clinicians.credentials import CompactState, Credential, CredentialKind, CredentialStatus
from staffing.clinicians.models import (
    AvailabilityPattern,
    Clinician,
    ClinicianRole,
    ClinicianSkill,
    Orientation,
    RoleFamily,
    Skill,
    SkillKind,
    StaffRole,
)
from staffing.db import Scope, db, use_scope, utc_now
from staffing.facilities.models import (
    Facility,
    FacilityKind,
    FacilityMember,
    JourneyStep,
    PatientContact,
    Setting,
    Unit,
    UnitKind,
)
from staffing.placements.models import Offer, Placement, PlacementStatus
from staffing.rates.models import RateCard
from staffing.requests.models import RequestSource, RequestStatus, ShiftRequest, Slot, SlotStatus

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""The tests' present: a Monday, 09:00 in Dallas."""


def monday_ahead() -> date:
    """A Monday two weeks or more ahead, of the tests' present and of the real one, which pages go by."""
    first = max(NOW, utc_now()).date() + timedelta(days=14)
    return first + timedelta(days=-first.weekday() % 7)


_numbers = itertools.count(1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A Dallas wall-clock time as a UTC instant."""
    return datetime.combine(day, time(hour, minute), CHICAGO).astimezone(UTC)


ROLES: dict[str, dict[str, Any]] = {
    "RN": {"name": "Registered nurse", "family": RoleFamily.BEDSIDE, "licence_type": "RN", "compact": True},
    "LVN": {
        "name": "Licensed vocational nurse",
        "family": RoleFamily.BEDSIDE,
        "licence_type": "LVN",
        "compact": True,
    },
    "CNA": {
        "name": "Certified nurse aide",
        "family": RoleFamily.BEDSIDE,
        "licence_type": "CNA",
        "registry_checked": True,
    },
    "TRIAGE_RN": {
        "name": "Triage nurse",
        "family": RoleFamily.TELEHEALTH_TRIAGE,
        "licence_type": "RN",
        "compact": True,
    },
    "BILLER": {"name": "Biller", "family": RoleFamily.BILLING_FRONT_DESK, "clinical": False},
}
SKILLS = {
    "BLS": ("Basic life support", SkillKind.CERTIFICATION),
    "CHARGE": ("Charge qualified", SkillKind.CHARGE),
    "WOUND": ("Wound care", SkillKind.SKILL),
}
RATES = {
    "RN": (4400, 6600),
    "LVN": (3200, 4800),
    "CNA": (2000, 3000),
    "TRIAGE_RN": (4200, 6200),
    "BILLER": (2400, 3600),
}


class World:
    """The rows a test acts on; makers below."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.agency_id = agency.id
        self.roles: dict[str, StaffRole] = {}
        self.role_ids: dict[str, int] = {}
        self.skills: dict[str, Skill] = {}
        self._flushes = True

    @classmethod
    def create(cls, name: str = "Lone Star Staffing") -> World:
        """An agency with its staff roles and skills, committed."""
        agency = Agency(name=name, phone="(214) 555-0100", email="hello@example.org")
        db.session.add(agency)
        if db.session.scalar(select(CompactState.id).limit(1)) is None:
            db.session.add(CompactState(state="TX", operating_from=date(2018, 1, 19)))
            db.session.add(CompactState(state="OK", operating_from=date(2018, 1, 19)))
        db.session.flush()
        world = cls(agency)
        with use_scope(Scope.agency(agency.id)):
            with world._one_flush():
                for code, facts in ROLES.items():
                    world.roles[code] = world._add(StaffRole(code=code, **{"clinical": True, **facts}))
                for code, (name, kind) in SKILLS.items():
                    world.skills[code] = world._add(Skill(code=code, name=name, kind=kind))
            world.role_ids = {code: role.id for code, role in world.roles.items()}
            db.session.commit()
        return world

    def _add(self, row: Any) -> Any:
        db.session.add(row)
        if self._flushes:
            db.session.flush()
        return row

    @contextmanager
    def _one_flush(self) -> Iterator[None]:
        """Rows added within need no id yet: one flush for all of them takes a fraction of the time."""
        self._flushes = False
        try:
            yield
        finally:
            self._flushes = True
        db.session.flush()

    # People who sign in

    def account(self, role: RoleName, **facts: Any) -> Account:
        number = next(_numbers)
        found = db.session.query(Role).filter_by(name=role.value).one_or_none() or self._add(
            Role(name=role.value)
        )
        return self._add(
            Account(
                **{
                    "agency_id": self.agency.id,
                    "email": f"{role.value}{number}@example.org",
                    "name": f"{role.value.replace('_', ' ').title()} {number}",
                    "fs_uniquifier": secrets.token_hex(16),
                    "roles": [found],
                    **facts,
                }
            )
        )

    def coordinator(self) -> Account:
        return self.account(RoleName.COORDINATOR)

    def scheduler(self, *facilities: Facility) -> Account:
        account = self.account(RoleName.FACILITY_SCHEDULER)
        for facility in facilities:
            self._add(FacilityMember(account_id=account.id, facility_id=facility.id))
        return account

    # Facilities

    def facility(self, **facts: Any) -> Facility:
        """An acute hospital in Dallas with a rate card for every role."""
        number = next(_numbers)
        facility = self._add(
            Facility(
                **{
                    "name": f"Bluebonnet Hospital {number}",
                    "kind": FacilityKind.ACUTE,
                    "state": "TX",
                    "city": "Dallas",
                    "address": "100 Example Street",
                    "lat": 32.79,
                    "lng": -96.80,
                    "phone": "(214) 555-0101",
                    **facts,
                }
            )
        )
        with self._one_flush():
            for code, (pay, bill) in RATES.items():
                self.rate_card(facility, code, pay_cents=pay, bill_cents=bill)
        return facility

    def rate_card(self, facility: Facility, role: str, **facts: Any) -> RateCard:
        return self._add(
            RateCard(
                **{
                    "facility_id": facility.id,
                    "staff_role_id": self.role_ids[role],
                    "effective_from": date(2025, 1, 1),
                    "pay_cents": 4400,
                    "bill_cents": 6600,
                    **facts,
                }
            )
        )

    def unit(self, facility: Facility | None = None, **facts: Any) -> Unit:
        return self._add(
            Unit(
                **{
                    "facility_id": (facility or self.facility()).id,
                    "name": f"4 West {next(_numbers)}",
                    "kind": UnitKind.MED_SURG,
                    "setting": Setting.ON_SITE,
                    "journey_step": JourneyStep.BEDSIDE,
                    "patient_contact": PatientContact.MOST,
                    **facts,
                }
            )
        )

    # Clinicians

    def clinician(
        self,
        role: str = "RN",
        *,
        oriented: tuple[Facility, ...] = (),
        file_complete: bool = True,
        always_available: bool = True,
        **facts: Any,
    ) -> Clinician:
        """Someone who may work `role` in Texas at the `oriented` facilities at any time."""
        number = next(_numbers)
        clinician = self._add(
            Clinician(
                **{
                    "first_name": "Robin",
                    "last_name": f"Sample{number}",
                    "email": f"robin{number}@example.org",
                    "phone": "(214) 555-0142",
                    "primary_role_id": self.role_ids[role],
                    "over_18": True,
                    "state_of_residence": "TX",
                    "city": "Dallas",
                    "home_lat": 32.80,
                    "home_lng": -96.82,
                    **facts,
                }
            )
        )
        with self._one_flush():
            self._add(ClinicianRole(clinician_id=clinician.id, staff_role_id=self.role_ids[role]))
            for facility in oriented:
                self.orientation(clinician, facility)
            if file_complete:
                self._complete_file(clinician, role)
            if always_available:
                self._any_time(clinician)
        return clinician

    def _any_time(self, clinician: Clinician) -> None:
        for weekday in range(7):
            self._add(
                AvailabilityPattern(
                    clinician_id=clinician.id, weekday=weekday, starts_minute=0, ends_minute=2880
                )
            )

    def _complete_file(self, clinician: Clinician, role: str) -> None:
        if licence := self.roles[role].licence_type:
            self.credential(
                clinician, CredentialKind.LICENCE, licence, state="TX", number=f"TX{clinician.id:06}"
            )
        for day in {NOW.date(), utc_now().date()}:
            self._screenings(clinician, role, day)

    def _screenings(self, clinician: Clinician, role: str, day: date) -> None:
        """Checks of one day; both the tests' present and the real one, which pages use, need theirs."""
        for check in ("OIG_LEIE", "TEXAS_OIG"):
            self.credential(clinician, CredentialKind.EXCLUSION_CHECK, check, issued_on=day, expires_on=None)
        if self.roles[role].registry_checked:
            for check in ("NAR", "EMR"):
                self.credential(
                    clinician, CredentialKind.REGISTRY_CHECK, check, issued_on=day, expires_on=None
                )

    def credential(self, clinician: Clinician, kind: CredentialKind, code: str, **facts: Any) -> Credential:
        return self._add(
            Credential(
                **{
                    "clinician_id": clinician.id,
                    "kind": kind,
                    "code": code,
                    "issued_on": date(2025, 1, 1),
                    "expires_on": date(2028, 12, 31),
                    "status": CredentialStatus.VERIFIED,
                    "psv_at": NOW - timedelta(days=30),
                    **facts,
                }
            )
        )

    def skill(self, clinician: Clinician, code: str) -> ClinicianSkill:
        return self._add(ClinicianSkill(clinician_id=clinician.id, skill_id=self.skills[code].id))

    def orientation(self, clinician: Clinician, facility: Facility, **facts: Any) -> Orientation:
        return self._add(
            Orientation(
                **{
                    "clinician_id": clinician.id,
                    "facility_id": facility.id,
                    "completed_on": date(2025, 6, 1),
                    **facts,
                }
            )
        )

    def sign_in_of(self, clinician: Clinician) -> Account:
        """The clinician's account, made at the first call."""
        if clinician.account_id is None:
            clinician.account_id = self.account(RoleName.CLINICIAN, name=clinician.name).id
            db.session.flush()
        account = db.session.get(Account, clinician.account_id)
        assert account is not None
        return account

    # Shifts

    def request(
        self,
        unit: Unit,
        role: str = "RN",
        *,
        start: datetime,
        hours: float = 12,
        heads: int = 1,
        **facts: Any,
    ) -> ShiftRequest:
        """An open request with its slots."""
        ends_at = start + timedelta(hours=hours)
        request = self._add(
            ShiftRequest(
                **{
                    "facility_id": unit.facility_id,
                    "reference": f"R-{next(_numbers):05}",
                    "unit_id": unit.id,
                    "staff_role_id": self.role_ids[role],
                    "starts_at": start,
                    "ends_at": ends_at,
                    "heads": heads,
                    "setting": unit.setting,
                    "patient_states": ["TX"],
                    "patient_contact": unit.patient_contact,
                    "source": RequestSource.FORM,
                    "status": RequestStatus.OPEN,
                    **facts,
                }
            )
        )
        pay, bill = RATES[role]
        with self._one_flush():
            for head in range(1, heads + 1):
                self._add(
                    Slot(
                        facility_id=unit.facility_id,
                        request_id=request.id,
                        unit_id=unit.id,
                        staff_role_id=self.role_ids[role],
                        head=head,
                        starts_at=start,
                        ends_at=ends_at,
                        pay_cents=int(pay * hours),
                        bill_cents=int(bill * hours),
                        rates={"pay_cents": pay, "bill_cents": bill},
                    )
                )
        db.session.refresh(request, ["slots"])
        return request

    def slot(self, unit: Unit, role: str = "RN", *, start: datetime, hours: float = 12, **facts: Any) -> Slot:
        """One open slot (with the request it belongs to)."""
        return self.request(unit, role, start=start, hours=hours, **facts).slots[0]

    def offer(self, slot: Slot, clinician: Clinician, **facts: Any) -> Offer:
        return self._add(
            Offer(
                **{
                    "facility_id": slot.facility_id,
                    "slot_id": slot.id,
                    "clinician_id": clinician.id,
                    "sent_at": NOW,
                    "expires_at": NOW + timedelta(hours=4),
                    "pay_cents": slot.pay_cents,
                    **facts,
                }
            )
        )

    def placement(
        self,
        slot: Slot,
        clinician: Clinician,
        status: PlacementStatus = PlacementStatus.CONFIRMED,
        **facts: Any,
    ) -> Placement:
        """A placement in `status`; its slot is filled (completed where it was worked)."""
        worked = status is PlacementStatus.WORKED
        db.session.refresh(slot)
        if slot.status is SlotStatus.OPEN:
            db.session.execute(
                Slot.__table__.update()
                .where(Slot.__table__.c.id == slot.id)
                .values(status=SlotStatus.COMPLETED if worked else SlotStatus.FILLED)
            )
            db.session.refresh(slot)
        return self._add(
            Placement(
                **{
                    "facility_id": slot.facility_id,
                    "slot_id": slot.id,
                    "clinician_id": clinician.id,
                    "starts_at": slot.starts_at,
                    "ends_at": slot.ends_at,
                    "status": status,
                    **facts,
                }
            )
        )
