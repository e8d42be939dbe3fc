"""Free windows: the weekly pattern in the person's own zone, exceptions, the two nights the clocks change."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from staffing.audit import SYSTEM
from staffing.clinicians.availability import Window, availability_windows, clip, join, subtract
from staffing.clinicians.blocks import BLOCKS, repainted, weekly_cells
from staffing.clinicians.models import AvailabilityPattern, Clinician
from staffing.clinicians.services import WeeklyWindow, set_exception, set_weekly_pattern
from staffing.db import db
from tests.factories import NOW, World, at

MONDAY = date(2026, 12, 7)
WEEK = (at(MONDAY, 0), at(MONDAY + timedelta(days=7), 0))


def free(clinician: Clinician, start: datetime, end: datetime) -> list[Window]:
    return availability_windows([clinician.id], start, end)[clinician.id]


def someone(world: World, *windows: WeeklyWindow, **facts: object) -> Clinician:
    robin = world.clinician(always_available=False, **facts)
    set_weekly_pattern(robin, windows, SYSTEM)
    return robin


def test_an_empty_pattern_means_not_available(world: World) -> None:
    assert free(someone(world), *WEEK) == []


def test_a_night_runs_into_the_next_day(world: World) -> None:
    robin = someone(world, WeeklyWindow(0, 19 * 60, 31 * 60))
    assert free(robin, *WEEK) == [(at(MONDAY, 19), at(MONDAY + timedelta(days=1), 7))]


def test_sundays_night_reaches_into_monday(world: World) -> None:
    robin = someone(world, WeeklyWindow(6, 23 * 60, 31 * 60))
    assert free(robin, *WEEK)[0] == (WEEK[0], at(MONDAY, 7))


def test_touching_windows_are_one(world: World) -> None:
    robin = someone(world, *(WeeklyWindow(day, 0, 1_440) for day in range(7)))
    assert free(robin, *WEEK) == [WEEK]


def test_the_clock_is_the_persons_own(world: World) -> None:
    robin = someone(world, WeeklyWindow(0, 420, 900), timezone="America/Denver")
    assert free(robin, *WEEK) == [(at(MONDAY, 8), at(MONDAY, 16))]


def test_the_night_the_clocks_go_back_is_thirteen_hours(world: World) -> None:
    robin = someone(world, WeeklyWindow(5, 19 * 60, 31 * 60))
    ((start, end),) = free(robin, at(date(2026, 10, 31), 12), at(date(2026, 11, 1), 12))
    assert end - start == timedelta(hours=13)


def test_the_night_the_clocks_go_forward_is_eleven_hours(world: World) -> None:
    robin = someone(world, WeeklyWindow(5, 19 * 60, 31 * 60))
    ((start, end),) = free(robin, at(date(2027, 3, 13), 12), at(date(2027, 3, 14), 12))
    assert end - start == timedelta(hours=11)


def test_a_window_inside_the_hour_that_is_skipped_is_not_there(world: World) -> None:
    robin = someone(world, WeeklyWindow(6, 135, 165))
    assert free(robin, at(date(2027, 3, 14), 0), at(date(2027, 3, 14), 12)) == []


def test_exceptions_add_and_take_away(world: World) -> None:
    robin = someone(world, WeeklyWindow(0, 420, 900))
    set_exception(robin, (at(MONDAY, 9), at(MONDAY, 10)), False, SYSTEM)
    set_exception(robin, (at(MONDAY, 19), at(MONDAY, 23)), True, SYSTEM)
    assert free(robin, *WEEK) == [
        (at(MONDAY, 7), at(MONDAY, 9)),
        (at(MONDAY, 10), at(MONDAY, 15)),
        (at(MONDAY, 19), at(MONDAY, 23)),
    ]


def test_the_last_word_about_a_stretch_counts(world: World) -> None:
    robin = someone(world)
    set_exception(robin, (at(MONDAY, 7), at(MONDAY, 19)), True, SYSTEM)
    set_exception(robin, (at(MONDAY, 9), at(MONDAY, 12)), False, SYSTEM)
    set_exception(robin, (at(MONDAY, 10), at(MONDAY, 11)), True, SYSTEM)
    assert free(robin, *WEEK) == [
        (at(MONDAY, 7), at(MONDAY, 9)),
        (at(MONDAY, 10), at(MONDAY, 11)),
        (at(MONDAY, 12), at(MONDAY, 19)),
    ]


def test_six_hundred_people_for_four_weeks_within_a_second(world: World) -> None:
    role = world.roles["RN"].id
    people = [
        Clinician(
            first_name="Robin",
            last_name=str(number),
            primary_role_id=role,
            state_of_residence="TX",
            home_lat=32.8,
            home_lng=-96.8,
        )
        for number in range(600)
    ]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        AvailabilityPattern(clinician_id=person.id, weekday=day, starts_minute=420, ends_minute=1_140)
        for person in people
        for day in range(7)
    )
    db.session.flush()
    begun = time.perf_counter()
    windows = availability_windows([person.id for person in people], NOW, NOW + timedelta(weeks=4))
    assert time.perf_counter() - begun < 1
    assert len(windows) == 600


HOURS = st.integers(0, 100)
WINDOWS = st.lists(
    st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: tuple(map(_hour, pair))),
    max_size=6,
)


def _hour(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)


def _hours(windows: list[Window]) -> set[int]:
    return {
        number
        for number in range(101)
        for start, end in windows
        if start <= _hour(number) and _hour(number + 1) <= end
    }


@given(WINDOWS, WINDOWS)
def test_joining_and_cutting_windows_is_set_arithmetic(free: list[Window], holes: list[Window]) -> None:
    joined = join(free)
    assert _hours(joined) == set().union(*(_hours([window]) for window in free))
    left = subtract(joined, holes)
    assert _hours(left) == _hours(joined) - set().union(*(_hours([hole]) for hole in holes))
    assert _hours(clip(left, _hour(10), _hour(20))) == {n for n in _hours(left) if 10 <= n < 20}


KEYS = [f"{day}-{block.key}" for day in range(7) for block in BLOCKS]


@given(st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)))
def test_what_is_ticked_is_what_stands(first: set[str], second: set[str]) -> None:
    pattern = repainted(repainted([], first), second)
    assert {cell.key for _, cells in weekly_cells(pattern) for cell in cells if cell.free} == second


def test_minutes_between_the_blocks_one_did_not_touch_stay() -> None:
    clinic = [WeeklyWindow(0, 480, 1_020)]
    assert repainted(clinic, set()) == clinic
    with_night = repainted(clinic, {"1-night"})
    assert WeeklyWindow(0, 480, 1_020) in with_night
    assert WeeklyWindow(1, 1_380, 1_440) in with_night
    assert WeeklyWindow(2, 0, 420) in with_night
