"""What earns a clinician more offers: plain sentences from facts the match goes by, and about nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from staffing import clock
from staffing.clinicians.availability import availability_windows
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.dnr import BARRING, DoNotReturn
from staffing.clinicians.models import Clinician, ClinicianRole, Orientation
from staffing.coaching.models import CoachingPlan
from staffing.coaching.services import running_plan
from staffing.db import current_scope, db
from staffing.facilities.models import Facility, Setting
from staffing.offers.drive import metres_between
from staffing.requests.models import ShiftRequest, Slot, SlotStatus
from staffing.web.filters import day, hours

AHEAD = timedelta(days=14)
ENDS_SOON = timedelta(days=30)
FARTHER_METRES = 16_093
"""Ten miles."""
LONG_NOTICE_MINUTES = 1_440
NAMED = 3
METRES_A_MILE = 1_609.344


@dataclass(frozen=True)
class Advice:
    """One sentence, and the page where the person can act on it (None: their coordinator)."""

    words: str
    endpoint: str | None = None


@dataclass(frozen=True)
class _Place:
    """A facility with open on-site shifts ahead in the person's roles."""

    facility: Facility
    shifts: int
    metres: int


@dataclass(frozen=True)
class Standing:
    """What the person's own page says beside the band. `plan`: what was agreed in coaching, while it runs."""

    advice: list[Advice]
    plan: CoachingPlan | None


def standing(now: datetime) -> Standing:
    """Of the scope's clinician."""
    me = db.session.scalars(select(Clinician).where(Clinician.id == current_scope().clinician_id)).one()
    plan, today = running_plan(me.id), clock.local_day(now, me.timezone)
    runs = plan is not None and plan.starts_on <= today <= plan.ends_on
    return Standing(what_earns_more(me, now), plan if runs else None)


def what_earns_more(me: Clinician, now: datetime) -> list[Advice]:
    """What would bring more offers, in the order of how much it usually does; empty when nothing would."""
    places = _places(me, now)
    return [
        *_free_time(me, now),
        *_papers(me, now),
        *_orientations(me, places, now),
        *_distance(me, places),
        *_notice(me),
    ]


def _free_time(me: Clinician, now: datetime) -> Iterator[Advice]:
    windows = availability_windows([me.id], now, now + AHEAD)[me.id]
    free = sum(clock.minutes_between(start, end) for start, end in windows)
    wanted = me.wanted_minutes_week * AHEAD // timedelta(days=7)
    if not free:
        yield Advice(
            "You have marked no free time in the next two weeks. We offer shifts only inside it.",
            "clinician_file.availability",
        )
    elif free < wanted:
        yield Advice(
            f"You are free for {hours(free)} in the next two weeks and would like to work {hours(wanted)}. "
            "More free time lets more shifts fit.",
            "clinician_file.availability",
        )


def _papers(me: Clinician, now: datetime) -> Iterator[Advice]:
    today = clock.local_day(now, me.timezone)
    rows = db.session.scalars(
        select(Credential)
        .where(
            Credential.clinician_id == me.id,
            Credential.kind.in_((CredentialKind.LICENCE, CredentialKind.CERTIFICATION)),
            Credential.status.in_(
                (CredentialStatus.VERIFIED, CredentialStatus.EXPIRING, CredentialStatus.EXPIRED)
            ),
            Credential.expires_on <= today + ENDS_SOON,
        )
        .order_by(Credential.expires_on, Credential.id)
    )
    for row in rows:
        assert row.expires_on is not None
        ends = "ended" if row.expires_on < today else "ends"
        yield Advice(
            f"Your {row} {ends} on {day(row.expires_on)}. Shifts that ask for it cannot be offered after "
            "that day until we have the renewal.",
            "clinician_file.credentials",
        )


def _orientations(me: Clinician, places: Sequence[_Place], now: datetime) -> Iterator[Advice]:
    today = clock.local_day(now, me.timezone)
    query = select(Orientation.facility_id).where(
        Orientation.clinician_id == me.id,
        or_(Orientation.expires_on.is_(None), Orientation.expires_on >= today),
    )
    done = set(db.session.scalars(query))
    missing = [
        one
        for one in places
        if one.metres <= me.max_distance_m
        and one.facility.orientation_required
        and one.facility.id not in done
    ]
    named = sorted(missing, key=lambda place: (-place.shifts, place.metres))[:NAMED]
    if named:
        listed = "; ".join(
            f"{one.facility.name}, {_miles(one.metres)} from you, {_shifts(one.shifts)}" for one in named
        )
        yield Advice(
            f"Places with open shifts in your role that ask for their orientation first: {listed}. Ask your "
            "coordinator for one."
        )


def _distance(me: Clinician, places: Sequence[_Place]) -> Iterator[Advice]:
    reach = range(me.max_distance_m + 1, me.max_distance_m + FARTHER_METRES + 1)
    if more := sum(one.shifts for one in places if one.metres in reach):
        yield Advice(
            f"{_shifts(more)} in your role {'is' if more == 1 else 'are'} open up to 10 miles beyond the "
            "distance you set.",
            "clinician_file.profile",
        )


def _notice(me: Clinician) -> Iterator[Advice]:
    if me.min_notice_minutes >= LONG_NOTICE_MINUTES and not (me.urgent_opt_in or me.on_bench):
        yield Advice(
            f"You ask for {hours(me.min_notice_minutes)} of notice, so shifts that come up later than that "
            "are not offered to you.",
            "clinician_file.profile",
        )


def _shifts(number: int) -> str:
    return "1 shift" if number == 1 else f"{number} shifts"


def _places(me: Clinician, now: datetime) -> list[_Place]:
    """Where there is on-site work in the person's roles; places they cannot go back to are left out."""
    roles = select(ClinicianRole.staff_role_id).where(ClinicianRole.clinician_id == me.id)
    barred = select(DoNotReturn.facility_id, DoNotReturn.health_system_id).where(
        DoNotReturn.clinician_id == me.id,
        DoNotReturn.status.in_(BARRING),
        or_(DoNotReturn.ends_on.is_(None), DoNotReturn.ends_on >= clock.local_day(now, me.timezone)),
    )
    closed = [(facility_id, system_id) for facility_id, system_id in db.session.execute(barred)]
    query = (
        select(Facility, func.count(Slot.id))
        .join(Slot, Slot.facility_id == Facility.id)
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(
            Facility.active,
            Slot.status == SlotStatus.OPEN,
            Slot.starts_at.between(now, now + AHEAD),
            Slot.staff_role_id.in_(roles),
            ShiftRequest.setting == Setting.ON_SITE,
        )
        .group_by(Facility.id)
    )
    return [
        _Place(facility, number, metres_between(me.home_lat, me.home_lng, facility.lat, facility.lng))
        for facility, number in db.session.execute(query)
        if not _is_closed(facility, closed)
    ]


def _is_closed(facility: Facility, closed: Sequence[tuple[int | None, int | None]]) -> bool:
    return any(
        facility.id == place or (system is not None and facility.health_system_id == system)
        for place, system in closed
    )


def _miles(metres: int) -> str:
    miles = max(round(metres / METRES_A_MILE), 1)
    return "1 mile" if miles == 1 else f"{miles} miles"
