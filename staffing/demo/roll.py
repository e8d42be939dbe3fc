"""Keeping the demo agency alive: two weeks of open slots always ahead, monthly checks always fresh."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select, update

from staffing import clock
from staffing.accounts.models import Account, Agency, Role, RoleName
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.models import Clinician, Skill, StaffRole
from staffing.db import Scope, current_scope, db, transact, use_scope
from staffing.demo.demand import ZONE, asked_on, posted_by
from staffing.demo.directory import add_holidays
from staffing.demo.ledger import Ledger
from staffing.demo.load import DAYS_AHEAD, SEED
from staffing.demo.places import Place, UnitPlace
from staffing.demo.prices import PriceBook
from staffing.demo.records import Detail, add_records
from staffing.demo.roster import DAY, Turn, days
from staffing.demo.rows import Rows
from staffing.demo.sizes import FULL, SMALL, Size
from staffing.demo.unit_plans import plan_of
from staffing.facilities.models import Facility, FacilityMember
from staffing.rates.models import Holiday
from staffing.requests.models import RequestSource, ShiftRequest

CHECK_AFTER = timedelta(days=14)
"""Exclusion checks older than this are made again, as a credentialing specialist would every month."""
RENEW_WITHIN = timedelta(days=20)
"""Licences and certifications that end within this are renewed, for as long as they last."""
RENEWED_FOR = timedelta(days=730)
RENEWABLE = (CredentialStatus.VERIFIED, CredentialStatus.EXPIRING, CredentialStatus.EXPIRED)


def roll_forward(agency: Agency, now: datetime, seed: int = SEED) -> int:
    """Add the days that two weeks ahead of `now` lack; gives the number of new slots. The caller commits.

    A second call on the same day changes nothing. Days already loaded stay as people left them.
    """
    with use_scope(Scope.system(agency.id)):
        today = clock.local_day(now, ZONE)
        first, last = _loaded_until(), today + timedelta(days=DAYS_AHEAD)
        if first >= last:
            return 0
        _renew_papers(now)
        ledger = _ledger(agency, seed, now)
        places, demand = _places(), _size().demand
        turns = [
            Turn(asked, head, None)
            for day in days(max(first, today) + DAY, last)
            for asked in posted_by(now, asked_on(day, places, seed, demand))
            for head in range(1, asked.heads + 1)
        ]
        add_records(ledger, turns, Detail.AHEAD)
        ledger.rows.write()
        db.session.flush()
        return len(turns)


def keep_ahead(now: datetime) -> None:
    """The worker's duty: roll the demo agency of the scope forward, if it is one; commits."""
    agency = db.session.get(Agency, current_scope().require_agency())
    if agency is not None and agency.is_demo:
        transact(lambda: roll_forward(agency, now))


def _size() -> Size:
    """The size that was loaded, told by its number of people."""
    loaded = db.session.scalar(
        select(func.count(Clinician.id)).where(Clinician.external_id.startswith("demo-"))
    )
    return SMALL if loaded == SMALL.clinicians else FULL


def _loaded_until() -> date:
    """The last local day that demo requests were made for."""
    query = select(func.max(ShiftRequest.starts_at)).where(ShiftRequest.source == RequestSource.DEMO)
    newest = db.session.scalar(query)
    return clock.local_day(newest, ZONE) if newest else date.min


def _renew_papers(now: datetime) -> None:
    """Repeat old exclusion checks and renew what is about to end, as the agency's people would."""
    today = clock.local_day(now, ZONE)
    checked = datetime.combine(today, time(12), UTC)
    checks = Credential.kind == CredentialKind.EXCLUSION_CHECK
    db.session.execute(
        update(Credential)
        .where(checks, Credential.issued_on < today - CHECK_AFTER)
        .values(issued_on=today, psv_at=checked)
    )
    db.session.execute(
        update(Credential)
        .where(Credential.status.in_(RENEWABLE), Credential.expires_on < today + RENEW_WITHIN)
        .values(
            issued_on=today, expires_on=today + RENEWED_FOR, status=CredentialStatus.VERIFIED, psv_at=checked
        )
    )


def _ledger(agency: Agency, seed: int, now: datetime) -> Ledger:
    rows = Rows(agency.id)
    _next_holidays(rows, now.year + 1)
    roles = {role.code: role.id for role in db.session.scalars(select(StaffRole))}
    return Ledger(
        rows=rows,
        seed=seed,
        roles=roles,
        skills={skill.code: skill.id for skill in db.session.scalars(select(Skill))},
        clinicians=(),
        schedulers=_schedulers(),
        coordinator=_coordinator(agency),
        prices=PriceBook(roles),
    )


def _next_holidays(rows: Rows, year: int) -> None:
    if db.session.scalar(select(Holiday.id).where(Holiday.on_date >= date(year, 1, 1)).limit(1)) is None:
        add_holidays(rows, range(year, year + 1))


def _schedulers() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for member in db.session.scalars(select(FacilityMember).order_by(FacilityMember.id)):
        found.setdefault(member.facility_id, []).append(member.account_id)
    return found


def _coordinator(agency: Agency) -> int:
    query = select(Account.id).where(
        Account.agency_id == agency.id, Account.roles.any(Role.name == RoleName.COORDINATOR.value)
    )
    return db.session.scalars(query.order_by(Account.id)).first() or 0


def _places() -> list[Place]:
    """Active facilities that still ask, as the generator knows them."""
    return [
        Place(
            id=facility.id,
            name=facility.name,
            kind=facility.kind,
            lat=facility.lat,
            lng=facility.lng,
            city=facility.city,
            units=tuple(
                UnitPlace(unit.id, plan)
                for unit in sorted(facility.units, key=lambda unit: unit.id)
                if unit.active and (plan := plan_of(facility.kind, unit.name)) is not None
            ),
            schedulers=(),
        )
        for facility in db.session.scalars(select(Facility).where(Facility.active).order_by(Facility.id))
    ]
