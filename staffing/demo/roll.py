"""Keeping the demo agency alive: two weeks of open slots always ahead, monthly checks always fresh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from staffing import clock
from staffing.accounts.models import Account, Agency, Role, RoleName
from staffing.clinicians.models import Clinician, Skill, StaffRole
from staffing.db import Scope, current_scope, db, transact, use_scope
from staffing.demo.demand import ZONE, Asked, asked_on, posted_by
from staffing.demo.directory import add_holidays
from staffing.demo.ledger import Ledger
from staffing.demo.load import DAYS_AHEAD, SEED
from staffing.demo.places import Place, UnitPlace
from staffing.demo.prices import PriceBook
from staffing.demo.records import Detail, add_records
from staffing.demo.renewing import renew_papers
from staffing.demo.roster import DAY, Turn, days
from staffing.demo.rows import Rows
from staffing.demo.sizes import FULL, SMALL, Size
from staffing.demo.unit_plans import plan_of
from staffing.facilities.models import Facility, FacilityMember
from staffing.rates.models import Holiday
from staffing.requests.models import ShiftRequest


def roll_forward(agency: Agency, now: datetime, seed: int = SEED) -> int:
    """Add the days that two weeks ahead of `now` lack; gives the number of new slots. The caller commits.

    A second call on the same day changes nothing. Days already loaded stay as people left them. Left out:
    places where nobody may ask any more, and roles whose agreed rate has ended.
    """
    with use_scope(Scope.system(agency.id)):
        today = clock.local_day(now, ZONE)
        coming = days(today + DAY, today + timedelta(days=DAYS_AHEAD))
        lacking = list(_lacking(coming, _places(), seed))
        if not lacking:
            return 0
        renew_papers(today, now)
        ledger = _ledger(agency, seed, now)
        turns = [
            Turn(asked, head, None)
            for asked in posted_by(now, lacking)
            if ledger.can_ask(asked)
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


def _lacking(coming: Sequence[date], places: Sequence[Place], seed: int) -> Iterator[Asked]:
    """What is asked on those days none of whose requests was ever made, wherever people moved them since."""
    demand = _size().demand
    for day in coming:
        asked = list(asked_on(day, places, seed, demand))
        references = [one.reference for one in asked]
        made = select(ShiftRequest.id).where(ShiftRequest.reference.in_(references)).limit(1)
        if db.session.scalar(made) is None:
            yield from asked


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
        for facility in db.session.scalars(
            select(Facility)
            .where(Facility.active)
            .order_by(Facility.id)
            .options(selectinload(Facility.units))
        )
    ]
