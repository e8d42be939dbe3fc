"""Minutes by band: edges read off the local clock, lengths by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import clock
from staffing.rates.bands import Band, Interval, minutes_by_band, paid_intervals

CHICAGO = "America/Chicago"
MONDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (23, 27, 28, 29))


def banded(day: date, start: time, end: time, holidays: frozenset[date] = frozenset()) -> dict[Band, int]:
    return minutes_by_band([Interval(*clock.span(day, start, end, CHICAGO))], CHICAGO, holidays)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(7), time(15), {}),
        (time(7), time(15, 1), {Band.EVENING: 1}),
        (time(6, 59), time(15), {Band.NIGHT: 1}),
        (time(15), time(23), {Band.EVENING: 480}),
        (time(15), time(23, 1), {Band.EVENING: 480, Band.NIGHT: 1}),
        (time(14, 59), time(23), {Band.EVENING: 480}),
        (time(23), time(7), {Band.NIGHT: 480}),
        (time(22, 59), time(7, 1), {Band.EVENING: 1, Band.NIGHT: 480}),
        (time(19), time(7), {Band.EVENING: 240, Band.NIGHT: 480}),
    ],
)
def test_evening_and_night_edges(start: time, end: time, expected: dict[Band, int]) -> None:
    assert banded(MONDAY, start, end) == expected


def test_the_weekend_runs_from_saturday_midnight_to_monday_midnight() -> None:
    assert banded(FRIDAY, time(19), time(0)).get(Band.WEEKEND) is None
    assert banded(FRIDAY, time(19), time(7))[Band.WEEKEND] == 7 * 60
    assert banded(SATURDAY, time(19), time(7))[Band.WEEKEND] == 12 * 60
    assert banded(SUNDAY, time(19), time(7))[Band.WEEKEND] == 5 * 60


def test_a_holiday_is_its_own_local_day() -> None:
    thanksgiving = frozenset({date(2026, 11, 26)})
    assert banded(date(2026, 11, 25), time(19), time(7), thanksgiving)[Band.HOLIDAY] == 7 * 60
    assert banded(date(2026, 11, 26), time(19), time(7), thanksgiving)[Band.HOLIDAY] == 5 * 60
    assert Band.HOLIDAY not in banded(date(2026, 11, 25), time(12), time(0), thanksgiving)


@pytest.mark.parametrize(("day", "night"), [(date(2026, 10, 31), 9 * 60), (date(2027, 3, 13), 7 * 60)])
def test_a_night_of_clock_change_pays_what_was_worked(day: date, night: int) -> None:
    assert banded(day, time(19), time(7))[Band.NIGHT] == night


def test_the_meal_is_the_middle_of_the_shift() -> None:
    starts_at, ends_at = clock.span(MONDAY, time(19), time(7), CHICAGO)
    first, second = paid_intervals(starts_at, ends_at, 30)
    assert clock.local(first.ends_at, CHICAGO).time() == time(0, 45)
    assert clock.local(second.starts_at, CHICAGO).time() == time(1, 15)
    assert paid_intervals(starts_at, ends_at, 0) == [Interval(starts_at, ends_at)]


def _minute_by_minute(interval: Interval, holidays: frozenset[date]) -> dict[Band, int]:
    found: dict[Band, int] = {}
    for minute in range(clock.minutes_between(interval.starts_at, interval.ends_at)):
        shown = clock.local(interval.starts_at + timedelta(minutes=minute), CHICAGO)
        bands = [Band.EVENING] if 15 <= shown.hour < 23 else []
        bands += [Band.NIGHT] if shown.hour >= 23 or shown.hour < 7 else []
        bands += [Band.WEEKEND] if shown.strftime("%a") in {"Sat", "Sun"} else []
        bands += [Band.HOLIDAY] if shown.date() in holidays else []
        for band in bands:
            found[band] = found.get(band, 0) + 1
    return found


NEAR_A_CHANGE = st.sampled_from([datetime(2026, 10, 30, tzinfo=UTC), datetime(2027, 3, 12, tzinfo=UTC)])


@given(NEAR_A_CHANGE, st.integers(0, 4 * 1440), st.integers(1, 16 * 60))
def test_pieces_agree_with_counting_every_minute(base: datetime, offset: int, length: int) -> None:
    starts_at = base + timedelta(minutes=offset)
    interval = Interval(starts_at, starts_at + timedelta(minutes=length))
    holidays = frozenset({date(2026, 11, 1), date(2027, 3, 14)})
    assert minutes_by_band([interval], CHICAGO, holidays) == _minute_by_minute(interval, holidays)
