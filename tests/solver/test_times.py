"""Local facts of duties, where the clocks change and where a week ends."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from solver.times import duty_facts, merge_windows, to_minute, workweek_of

CHICAGO = "America/Chicago"


def facts(start, end, zone=CHICAGO, **options):
    first, last = (to_minute(datetime(*moment, tzinfo=ZoneInfo(zone))) for moment in (start, end))
    return duty_facts(first, last, zone, CHICAGO, **options)


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [((2026, 10, 31, 19), (2026, 11, 1, 7), 780), ((2027, 3, 13, 19), (2027, 3, 14, 7), 660)],
)
def test_nights_of_the_clock_change_keep_their_clock_length(start, end, length):
    night = facts(start, end)
    assert night["end_minute"] - night["start_minute"] == length
    assert night["local_minutes"] == 720
    assert night["night"]
    assert night["local_day"] == date(*start[:3]).toordinal()


@pytest.mark.parametrize(
    ("start", "end", "weekend"),
    [
        ((2026, 6, 19, 16), (2026, 6, 20), False),
        ((2026, 6, 19, 16), (2026, 6, 20, 0, 1), True),
        ((2026, 6, 21, 19), (2026, 6, 22, 7), True),
        ((2026, 6, 22), (2026, 6, 22, 8), False),
        ((2026, 6, 18, 19), (2026, 6, 20, 7), True),
    ],
)
def test_the_weekend_is_saturday_and_sunday_by_the_facilitys_clock(start, end, weekend):
    for zone in (CHICAGO, "Pacific/Honolulu"):
        assert facts(start, end, zone)["weekend"] == weekend


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        ((2026, 6, 15, 15), (2026, 6, 16, 2), True),
        ((2026, 6, 15, 15), (2026, 6, 16, 1, 59), False),
        ((2026, 6, 15, 3), (2026, 6, 15, 11), True),
        ((2026, 6, 15, 3, 1), (2026, 6, 15, 11), False),
        ((2026, 6, 15, 7), (2026, 6, 15, 19), False),
    ],
)
def test_a_night_has_3_hours_between_23_and_6(start, end, night):
    assert facts(start, end)["night"] is night


def test_a_shift_across_sunday_midnight_splits_over_two_workweeks():
    shift = facts((2026, 6, 20, 19), (2026, 6, 21, 7), unpaid_minutes=30)
    week = workweek_of(date(2026, 6, 20))
    assert shift["workweeks"] == ((week, 300), (week + 1, 390))


def test_the_workweek_is_the_agency_s_not_the_facility_s():
    shift = facts((2026, 6, 20, 22), (2026, 6, 21, 6), zone="America/Denver")
    assert [minutes for _, minutes in shift["workweeks"]] == [60, 420]


def test_windows_that_touch_are_joined():
    assert merge_windows([(5, 9), (0, 5), (20, 30), (21, 22), (40, 40)]) == ((0, 9), (20, 30))


def test_naive_moments_are_refused():
    with pytest.raises(ValueError, match="aware"):
        to_minute(datetime(2026, 1, 1))  # noqa: DTZ001
