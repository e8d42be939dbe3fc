"""The local clock across daylight saving, in the zones we staff."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import clock

CHICAGO, DENVER, PHOENIX = "America/Chicago", "America/Denver", "America/Phoenix"
ZONES = st.sampled_from([CHICAGO, DENVER, PHOENIX, "America/New_York", "America/Havana", "UTC"])
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
NIGHT = (time(19), time(7))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 10, 30), 12),
        (date(2026, 10, 31), 13),
        (date(2026, 11, 1), 12),
        (date(2027, 3, 12), 12),
        (date(2027, 3, 13), 11),
        (date(2027, 3, 14), 12),
    ],
)
def test_a_night_lasts_as_long_as_truly_passes(day: date, hours: int) -> None:
    starts_at, ends_at = clock.span(day, *NIGHT, CHICAGO)
    assert clock.minutes_between(starts_at, ends_at) == hours * 60
    assert clock.wall_clock_minutes(starts_at, ends_at, CHICAGO) == 720


def test_el_paso_is_an_hour_behind_dallas() -> None:
    day, at = date(2026, 11, 23), time(7)
    assert clock.to_utc(day, at, DENVER) - clock.to_utc(day, at, CHICAGO) == timedelta(hours=1)


def test_the_skipped_hour_is_refused_on_both_sides_of_its_edge() -> None:
    spring = date(2027, 3, 14)
    assert clock.to_utc(spring, time(1, 59), CHICAGO) == datetime(2027, 3, 14, 7, 59, tzinfo=UTC)
    with pytest.raises(clock.NonexistentTime, match="02:00 does not exist"):
        clock.to_utc(spring, time(2), CHICAGO)
    with pytest.raises(clock.NonexistentTime):
        clock.to_utc(spring, time(2, 59), CHICAGO, fold=clock.LATER)
    assert clock.to_utc(spring, time(3), CHICAGO) == datetime(2027, 3, 14, 8, tzinfo=UTC)


def test_the_repeated_hour_needs_a_choice() -> None:
    autumn = date(2026, 11, 1)
    with pytest.raises(clock.AmbiguousTime, match="01:30 comes twice") as refused:
        clock.to_utc(autumn, time(1, 30), CHICAGO)
    assert refused.value.later - refused.value.earlier == timedelta(hours=1)
    assert clock.to_utc(autumn, time(1, 30), CHICAGO, fold=clock.EARLIER) == refused.value.earlier
    assert clock.to_utc(autumn, time(1, 30), CHICAGO, fold=clock.LATER) == refused.value.later
    assert clock.to_utc(autumn, time(2), CHICAGO) == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_a_span_asks_about_its_end_too() -> None:
    with pytest.raises(clock.AmbiguousTime):
        clock.span(date(2026, 10, 31), time(17), time(1, 30), CHICAGO)
    starts_at, ends_at = clock.span(date(2026, 10, 31), time(17), time(1, 30), CHICAGO, clock.LATER)
    assert clock.minutes_between(starts_at, ends_at) == 9 * 60 + 30


@pytest.mark.parametrize(("end", "hours"), [(time(7, 1), 1 / 60), (time(7), 24), (time(6, 59), 24 - 1 / 60)])
def test_an_end_at_or_before_the_start_is_the_next_day(end: time, hours: float) -> None:
    starts_at, ends_at = clock.span(date(2026, 11, 23), time(7), end, CHICAGO)
    assert clock.minutes_between(starts_at, ends_at) == round(hours * 60)


@given(DAYS, TIMES, ZONES, st.sampled_from([clock.EARLIER, clock.LATER]))
def test_what_is_accepted_reads_back_as_typed(day: date, at: time, zone: str, fold: int) -> None:
    try:
        instant = clock.to_utc(day, at, zone, fold=fold)
    except clock.NonexistentTime:
        return
    assert instant.tzinfo is UTC
    shown = clock.local(instant, zone)
    assert (shown.date(), shown.time()) == (day, at)


@given(st.integers(0, 15 * 365 * 1440), ZONES)
def test_every_instant_can_be_typed(minute: int, zone: str) -> None:
    instant = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    shown = clock.local(instant, zone)
    assert clock.to_utc(shown.date(), shown.time(), zone, fold=shown.fold) == instant


@given(DAYS, TIMES, TIMES, ZONES)
def test_a_span_ends_after_it_starts_and_by_at_most_a_day_and_an_hour(
    day: date, start: time, end: time, zone: str
) -> None:
    try:
        starts_at, ends_at = clock.span(day, start, end, zone, clock.EARLIER)
    except clock.NonexistentTime:
        return
    assert timedelta(0) < ends_at - starts_at <= timedelta(hours=25)
    assert clock.local_day(starts_at, zone) == day


@given(DAYS, ZONES)
def test_days_follow_one_another_without_a_gap(day: date, zone: str) -> None:
    first, after = clock.day_bounds(day, zone)
    assert clock.day_bounds(day + timedelta(days=1), zone)[0] == after
    assert clock.local_day(first, zone) == day
    assert clock.local_day(after - timedelta(minutes=1), zone) == day


@given(DAYS)
def test_the_week_starts_on_the_sunday_at_or_before(day: date) -> None:
    sunday = clock.week_start(day)
    assert sunday.strftime("%A") == "Sunday"
    assert 0 <= (day - sunday).days <= 6
