"""What earns more offers: true sentences from what the match goes by, on both sides of each boundary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from staffing.clinicians.credentials import CredentialKind
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DoNotReturn
from staffing.clinicians.models import AvailabilityPattern, Clinician
from staffing.coaching.models import CoachingPlan
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Facility, Setting
from staffing.offers.earning import standing, what_earns_more
from tests.factories import NOW, World

MILE = 1_609
TODAY = date(2026, 11, 23)
AHEAD = NOW + timedelta(days=3)


@pytest.fixture
def home(world: World) -> Facility:
    return world.facility(name="Home Hospital")


@pytest.fixture
def me(world: World, home: Facility) -> Iterator[Clinician]:
    found = world.clinician(oriented=(home,), max_distance_m=20 * MILE)
    with use_scope(Scope.clinician(world.agency_id, found.id)):
        yield found


def said(me: Clinician) -> str:
    return " ".join(one.words for one in what_earns_more(me, NOW))


def open_shifts(world: World, facility: Facility, number: int = 1, role: str = "RN") -> None:
    world.request(world.unit(facility), role, start=AHEAD, heads=number)


def test_nothing_where_nothing_stands_in_the_way(world: World, me: Clinician, home: Facility) -> None:
    open_shifts(world, home)
    assert what_earns_more(me, NOW) == []


@pytest.mark.parametrize(
    ("minutes", "words"), [(120, None), (119, "would like to work"), (0, "no free time")]
)
def test_free_time_is_missed_when_it_is_less_than_wanted(
    world: World, minutes: int, words: str | None
) -> None:
    lean = world.clinician(always_available=False, wanted_minutes_week=120)
    if minutes:
        db.session.add(
            AvailabilityPattern(clinician_id=lean.id, weekday=2, starts_minute=0, ends_minute=minutes)
        )
    assert (words in said(lean)) if words else said(lean) == ""


@pytest.mark.parametrize(("days", "told"), [(30, "ends"), (31, None), (-1, "ended")])
def test_papers_that_end_within_thirty_days(world: World, me: Clinician, days: int, told: str | None) -> None:
    world.credential(me, CredentialKind.CERTIFICATION, "BLS", expires_on=TODAY + timedelta(days=days))
    assert (f"Your BLS {told} on" in said(me)) if told else said(me) == ""


def test_orientations_missing_where_there_is_work_in_reach(world: World, me: Clinician) -> None:
    near, idle, other_role = (world.facility(name=name) for name in ("Near", "Idle", "Other role"))
    free = world.facility(name="Open door", orientation_required=False)
    shut = world.facility(name="Shut")
    for facility in (near, free, shut):
        open_shifts(world, facility, 2)
    open_shifts(world, other_role, role="CNA")
    virtual = world.unit(idle, setting=Setting.VIRTUAL)
    world.request(virtual, start=AHEAD)
    db.session.add(
        DoNotReturn(
            clinician_id=me.id,
            facility_id=shut.id,
            scope=DnrScope.FACILITY,
            side=DnrSide.FACILITY,
            reason=DnrReason.PROFESSIONAL,
            starts_on=TODAY,
            ends_on=TODAY,
        )
    )
    (advice,) = what_earns_more(me, NOW)
    assert ": Near, 1 mile from you, 2 shifts. Ask" in advice.words
    tomorrow = " ".join(advice.words for advice in what_earns_more(me, NOW + timedelta(days=1)))
    assert "Shut, 1 mile from you, 2 shifts" in tomorrow


def test_shifts_a_little_beyond_the_distance_set(world: World, me: Clinician, home: Facility) -> None:
    """A degree of latitude is 69 miles: 0.40° lies 7 miles beyond the 20 set, 0.45° more than 10."""
    open_shifts(world, world.facility(lat=32.80 + 0.40, lng=-96.82), 3)
    open_shifts(world, world.facility(lat=32.80 + 0.45, lng=-96.82), 5)
    assert said(me) == "3 shifts in your role are open up to 10 miles beyond the distance you set."


@pytest.mark.parametrize(
    ("minutes", "urgent", "told"), [(1440, False, True), (1439, False, False), (1440, True, False)]
)
def test_a_long_notice(world: World, me: Clinician, minutes: int, urgent: bool, told: bool) -> None:
    me.min_notice_minutes, me.urgent_opt_in = minutes, urgent
    assert ("of notice" in said(me)) is told


@pytest.mark.parametrize(("starts", "ends", "runs"), [(0, 0, True), (1, 5, False), (-9, -1, False)])
def test_a_running_plan_is_shown_to_whom_it_is_about(
    me: Clinician, starts: int, ends: int, runs: bool
) -> None:
    db.session.add(
        CoachingPlan(
            clinician_id=me.id,
            agreed="To greet by name.",
            starts_on=TODAY + timedelta(days=starts),
            ends_on=TODAY + timedelta(days=ends),
        )
    )
    assert (standing(NOW).plan is not None) is runs
