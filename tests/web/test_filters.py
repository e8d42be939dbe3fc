"""Money, times and hours as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from staffing.db import utc_now
from staffing.web.filters import clock, day, hours, money, percent, span, when

YEAR = utc_now().year
EARLY = datetime(YEAR, 11, 24, 4, 30, tzinfo=UTC)
"""22:30 of the day before in Dallas."""


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "$0.00"), (5, "$0.05"), (123_450, "$1,234.50"), (-250, "−$2.50"), (None, "–")]
)
def test_money(cents: int | None, text: str) -> None:
    assert money(cents) == text


def test_times_are_shown_on_the_local_clock() -> None:
    assert when(EARLY, "America/Chicago").endswith(" 23 Nov, 22:30")
    assert clock(EARLY, "America/Denver") == "21:30"
    assert day(EARLY, "UTC") == f"{EARLY:%a} 24 Nov"


def test_a_day_of_another_year_says_which() -> None:
    assert day(date(YEAR, 12, 31)).endswith(" 31 Dec")
    assert day(date(YEAR + 1, 1, 1)).endswith(f" 1 Jan {YEAR + 1}")
    assert day(date(2019, 3, 1)) == "Fri 1 Mar 2019"
    new_year = datetime(YEAR + 1, 1, 1, 4, 30, tzinfo=UTC)
    assert when(new_year, "America/Chicago").endswith(" 31 Dec, 22:30")


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        when(EARLY.replace(tzinfo=None), "America/Chicago")


@pytest.mark.parametrize(
    ("minutes", "text"), [(720, "12 h"), (750, "12 h 30 min"), (45, "45 min"), (0, "0 min")]
)
def test_hours(minutes: int, text: str) -> None:
    assert hours(minutes) == text


def test_percent() -> None:
    assert percent(2390) == "23.9 %"


def test_a_span_names_the_second_day_only_where_it_is_another_one() -> None:
    starts = EARLY.replace(hour=13, minute=0)
    assert span(starts, starts + timedelta(hours=8), "America/Chicago").endswith("07:00–15:00")
    assert span(starts, starts + timedelta(hours=20), "America/Chicago").count(",") == 2
