"""Building the demo agency: the same agency for the same seed, size and day."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from staffing import clock
from staffing.accounts.models import Agency, RoleName
from staffing.db import Scope, db, use_scope
from staffing.demo import directory
from staffing.demo.clinician_rows import add_clinicians
from staffing.demo.demand import ZONE, asked_on, posted_by
from staffing.demo.ledger import Ledger
from staffing.demo.moments import add_moments
from staffing.demo.people import Person, build_people
from staffing.demo.places import DEMO_HOSPITAL, PBJ_FACILITY, Place, build_places
from staffing.demo.prices import PriceBook
from staffing.demo.records import Detail, Worked, add_records
from staffing.demo.responses import Raters
from staffing.demo.roster import DAY, Roster, days
from staffing.demo.rows import Rows
from staffing.demo.site_answers import add_site_responses
from staffing.demo.sizes import Size
from staffing.demo.voluntary import add_voluntary_answers
from staffing.demo.wishes import Barred, add_do_not_return
from staffing.facilities.models import FacilityMember
from staffing.ratings.fits import refit

SEED = 2026
DAYS_AHEAD = 14
TAKEN_EARLY = 0.06
"""Share of the coming slots that somebody has already accepted."""
Say = Callable[[str], None]


def demo_agency() -> Agency | None:
    """The demo agency of this database, if it was loaded."""
    return db.session.scalars(select(Agency).where(Agency.is_demo)).first()


def load(size: Size, now: datetime, say: Say, seed: int = SEED) -> Agency:
    """Build the agency in the open transaction; the caller commits. `now` is UTC."""
    made_at = now - timedelta(days=800)
    agency = directory.make_agency(directory.AGENCY, is_demo=True)
    with use_scope(Scope.system(agency.id)), _nothing_is_garbage():
        _build(agency, size, seed, now, made_at, say)
    return agency


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Hundreds of thousands of rows wait to be written; looking for cycles takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _build(agency: Agency, size: Size, seed: int, now: datetime, made_at: datetime, say: Say) -> None:
    today = clock.local_day(now, ZONE)
    rows = Rows(agency.id)
    role_ids = directory.account_role_ids()
    roles, skills = directory.add_catalogue(rows, today, made_at)
    scheduler_role = role_ids[RoleName.FACILITY_SCHEDULER.value]
    places = build_places(rows, size, seed, today, made_at, roles, scheduler_role)
    people = build_people(size, seed, places, today)
    name = f"{people[0].first_name} {people[0].last_name}"
    accounts = directory.add_demo_accounts(rows, role_ids, name, made_at)
    schedulers = _with_demo_scheduler(rows, places, accounts[RoleName.FACILITY_SCHEDULER])
    clinicians = add_clinicians(
        rows, seed, people, places, roles, skills, today, made_at, accounts[RoleName.CLINICIAN]
    )
    add_voluntary_answers(rows, seed, clinicians, str(current_app.secret_key), today)
    barred = add_do_not_return(rows, seed, people, clinicians, today)
    rows.write()
    say(f"  {len(places)} facilities and {len(people)} clinicians with their papers")
    ledger = Ledger(
        rows, seed, roles, skills, clinicians, schedulers, accounts[RoleName.COORDINATOR], PriceBook(roles)
    )
    _shifts(ledger, size, places, people, barred, now, say)
    refit(today)
    db.session.flush()


def _with_demo_scheduler(rows: Rows, places: Sequence[Place], account_id: int) -> dict[int, Sequence[int]]:
    """Account ids by facility; the demo scheduler comes first at the two facilities of the tour."""
    schedulers: dict[int, Sequence[int]] = {place.id: place.schedulers for place in places}
    for place in places:
        if place.name in {PBJ_FACILITY, DEMO_HOSPITAL}:
            rows.add(FacilityMember, facility_id=place.id, account_id=account_id)
            schedulers[place.id] = (account_id, *place.schedulers)
    return schedulers


def _shifts(
    ledger: Ledger,
    size: Size,
    places: Sequence[Place],
    people: Sequence[Person],
    barred: Barred,
    now: datetime,
    say: Say,
) -> None:
    """A year of worked shifts with ratings, four weeks of every record, two weeks of open slots."""
    today = clock.local_day(now, ZONE)
    roster = Roster(people, barred, ledger.seed)
    raters = Raters(ledger)
    full_from = today - timedelta(weeks=size.full_weeks)
    worked: list[Worked] = []
    for day in days(today - timedelta(weeks=size.history_weeks), today - DAY):
        turns = roster.fill(asked_on(day, places, ledger.seed, size.demand))
        worked += add_records(ledger, turns, Detail.FULL if day >= full_from else Detail.WORKED_ONLY)
    ledger.rows.write()
    say(f"  {size.history_weeks} weeks of history: {len(worked):,} shifts worked")
    raters.add_responses(worked)
    add_site_responses(ledger, worked)
    ledger.rows.write()
    add_moments(ledger, worked, next(place.id for place in places if place.name == DEMO_HOSPITAL), now)
    ledger.rows.write()
    say("  communication ratings, incidents, complaints and compliments")
    taken_today = roster.fill(posted_by(now, asked_on(today, places, ledger.seed, size.demand)))
    add_records(ledger, [turn for turn in taken_today if turn.person], Detail.AHEAD)
    open_slots = 0
    for day in days(today + DAY, today + timedelta(days=DAYS_AHEAD)):
        turns = roster.fill(posted_by(now, asked_on(day, places, ledger.seed, size.demand)), TAKEN_EARLY)
        add_records(ledger, turns, Detail.AHEAD)
        open_slots += sum(turn.person is None for turn in turns)
    ledger.rows.write()
    say(f"  two weeks ahead: {open_slots:,} open slots")
