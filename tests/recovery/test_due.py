"""One business day on the agency's clock: across a weekend, a holiday and a change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from staffing.db import db
from staffing.rates.models import Holiday
from staffing.recovery.due import due_at, due_words, one_business_day_after
from tests.factories import World, at

ZONE = "America/Chicago"
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
THANKSGIVING = date(2026, 11, 26)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (at(MONDAY, 9), at(MONDAY + DAY, 9)),
        (at(MONDAY, 23, 59), at(MONDAY + DAY, 23, 59)),
        (at(FRIDAY, 16), at(FRIDAY + 3 * DAY, 16)),
        (at(FRIDAY, 23, 59), at(FRIDAY + 3 * DAY, 23, 59)),
        (at(FRIDAY + DAY, 0), at(FRIDAY + 4 * DAY, 0)),
        (at(FRIDAY + 2 * DAY, 23, 59), at(FRIDAY + 4 * DAY, 0)),
        (at(FRIDAY + 3 * DAY, 0), at(FRIDAY + 4 * DAY, 0)),
    ],
    ids=["weekday", "last minute", "friday", "friday night", "saturday", "sunday night", "monday 00:00"],
)
def test_weekends_do_not_count(opened: datetime, due: datetime) -> None:
    assert one_business_day_after(opened, ZONE, frozenset()) == due


def test_a_holiday_does_not_count() -> None:
    eve = at(THANKSGIVING - DAY, 15)
    assert one_business_day_after(eve, ZONE, {THANKSGIVING}) == at(FRIDAY, 15)
    assert one_business_day_after(eve, ZONE, frozenset()) == at(THANKSGIVING, 15)
    on_the_day = one_business_day_after(at(THANKSGIVING, 15), ZONE, {THANKSGIVING})
    assert on_the_day == at(FRIDAY + DAY, 0)
    assert one_business_day_after(eve, ZONE, {THANKSGIVING, FRIDAY}) == at(FRIDAY + 3 * DAY, 15)


@pytest.mark.parametrize(
    ("friday", "passes"), [(date(2026, 10, 30), 73), (date(2027, 3, 12), 71), (date(2026, 11, 6), 72)]
)
def test_the_clock_on_the_wall_decides_when_the_clocks_change(friday: date, passes: int) -> None:
    due = one_business_day_after(at(friday, 16), ZONE, frozenset())
    assert due - at(friday, 16) == timedelta(hours=passes)


def test_the_day_is_the_agencys() -> None:
    """Saturday 02:00 UTC is still Friday in Dallas, and Sunday night in Dallas is Monday in London."""
    saturday_utc = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
    assert one_business_day_after(saturday_utc, ZONE, frozenset()) == saturday_utc + 3 * DAY
    assert one_business_day_after(saturday_utc, "UTC", frozenset()) == datetime(2026, 12, 1, tzinfo=UTC)


def test_the_holidays_are_the_agencys_own(world: World) -> None:
    eve = at(THANKSGIVING - DAY, 15)
    assert due_at(eve, world.agency_id) == at(THANKSGIVING, 15)
    db.session.add(Holiday(on_date=THANKSGIVING, name="Thanksgiving"))
    db.session.flush()
    assert due_at(eve, world.agency_id) == at(FRIDAY, 15)


def test_in_words() -> None:
    assert due_words(at(MONDAY, 13, 45), ZONE) == "13:45 on Monday 23 November"
    assert due_words(at(MONDAY, 0), ZONE) == "the end of Sunday 22 November"
