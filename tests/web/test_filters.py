"""Money, times and hours as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from staffing.web.filters import clock, day, hours, money, percent, when

EARLY = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
"""22:30 of the day before in Dallas."""


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "$0.00"), (5, "$0.05"), (123_450, "$1,234.50"), (-250, "−$2.50"), (None, "–")]
)
def test_money(cents: int | None, text: str) -> None:
    assert money(cents) == text


def test_times_are_shown_on_the_local_clock() -> None:
    assert when(EARLY, "America/Chicago") == "Mon 23 Nov, 22:30"
    assert clock(EARLY, "America/Denver") == "21:30"
    assert day(EARLY, "UTC") == "Tue 24 Nov"
    assert day(date(2026, 3, 1)) == "Sun 1 Mar"


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
