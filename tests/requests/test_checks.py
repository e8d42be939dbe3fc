"""What is refused, beside which field, and on which side of each boundary."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from staffing import clock
from staffing.db import Scope, use_scope
from staffing.facilities.models import Setting, Unit
from staffing.requests.checks import check
from staffing.requests.details import InvalidRequest, WhichHour
from tests.factories import NOW, World
from tests.requests.conftest import Asking


def errors_of(asking: Asking, **facts: Any) -> dict[str, str]:
    try:
        check(asking(**facts), NOW)
    except InvalidRequest as refused:
        return refused.errors
    return {}


def test_a_good_request_is_taken(asking: Asking) -> None:
    assert errors_of(asking) == {}


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (time(7), time(19, 30), None),
        (time(7), time(19, 31), "end"),
        (time(19), time(7, 30), None),
        (time(19), time(7, 31), "end"),
        (time(7), time(7), "end"),
        (time(7), time(7, 1), None),
    ],
)
def test_a_shift_is_at_most_twelve_and_a_half_hours(
    asking: Asking, start: time, end: time, field: str | None
) -> None:
    assert set(errors_of(asking, start=start, end=end)) == ({field} if field else set())


def test_the_thirteen_hour_night_is_still_a_twelve_hour_shift(asking: Asking) -> None:
    before_the_change = clock.to_utc(date(2026, 10, 1), time(9), "America/Chicago")
    night = asking(day=date(2026, 10, 31))
    (shift,) = check(night, before_the_change).shifts
    assert clock.minutes_between(shift.starts_at, shift.ends_at) == 13 * 60


@pytest.mark.parametrize(("start", "refused"), [(time(8, 59), True), (time(9), True), (time(9, 1), False)])
def test_the_past_is_refused(asking: Asking, start: time, refused: bool) -> None:
    """The tests' present is 09:00 in Dallas."""
    errors = errors_of(asking, day=date(2026, 11, 23), start=start, end=time(17))
    assert ("start" in errors) is refused


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2026, 11, 20), date(2026, 11, 22)])
def test_days_long_gone_are_refused_like_yesterday(asking: Asking, day: date) -> None:
    assert set(errors_of(asking, day=day)) == {"start"}


@pytest.mark.parametrize(("heads", "refused"), [(0, True), (1, False), (99, False), (100, True)])
def test_heads(asking: Asking, heads: int, refused: bool) -> None:
    assert ("heads" in errors_of(asking, heads=heads)) is refused


def test_a_gap_is_refused_beside_the_time_that_falls_in_it(asking: Asking) -> None:
    spring = date(2027, 3, 13)
    assert set(errors_of(asking, day=spring, start=time(18), end=time(2, 30))) == {"end"}
    sunday = date(2027, 3, 14)
    assert set(errors_of(asking, day=sunday, start=time(2, 30), end=time(12))) == {"start"}


def test_a_repeated_hour_is_asked_about_and_then_taken(asking: Asking) -> None:
    autumn = asking(day=date(2027, 11, 6), start=time(18), end=time(1, 30))
    with pytest.raises(WhichHour) as asked:
        check(autumn, NOW)
    assert asked.value.choice.later - asked.value.choice.earlier == timedelta(hours=1)
    later = asking(day=date(2027, 11, 6), start=time(18), end=time(1, 30), fold=clock.LATER)
    assert check(later, NOW).shifts[0].ends_at == asked.value.choice.later


def test_an_unknown_unit_and_role_are_named_together(asking: Asking) -> None:
    assert set(errors_of(asking, unit_id=999_999, staff_role_id=999_999, heads=0)) == {
        "unit_id",
        "staff_role_id",
        "heads",
    }


def test_another_facilitys_unit_is_unknown(world: World, asking: Asking) -> None:
    elsewhere = world.unit(world.facility())
    own = asking().unit_id
    facility_id = world.agency.id and world._add(elsewhere).facility_id
    with use_scope(Scope.facilities(world.agency.id, frozenset({facility_id}))):
        assert set(errors_of(asking, unit_id=own)) == {"unit_id"}
        assert errors_of(asking, unit_id=elsewhere.id) == {}


def test_a_closed_unit_takes_no_requests(asking: Asking, ward: Unit) -> None:
    ward.active = False
    assert set(errors_of(asking)) == {"unit_id"}


def test_virtual_shifts_name_the_patients_states(asking: Asking) -> None:
    assert set(errors_of(asking, setting=Setting.VIRTUAL)) == {"patient_states"}
    assert set(errors_of(asking, setting=Setting.VIRTUAL, patient_states=("TX", "ZZ"))) == {"patient_states"}
    checked = check(asking(setting=Setting.VIRTUAL, patient_states=("TX", "OK")), NOW)
    assert checked.patient_states == ["OK", "TX"]
    assert check(asking(patient_states=("OK",)), NOW).patient_states == ["TX"]


def test_unknown_skills_are_refused(asking: Asking) -> None:
    assert set(errors_of(asking, skill_ids=(999_999,))) == {"skill_ids"}


@pytest.mark.parametrize(
    ("until", "weeks"), [(date(2026, 12, 7), 1), (date(2026, 12, 8), 2), (date(2026, 12, 22), 4)]
)
def test_a_weekly_repeat_counts_its_weeks(asking: Asking, until: date, weeks: int) -> None:
    assert len(check(asking(repeat_until=until), NOW).shifts) == weeks


def test_a_weekly_repeat_keeps_its_wall_clock_through_the_change(asking: Asking) -> None:
    shifts = check(asking(day=date(2027, 3, 6), repeat_until=date(2027, 3, 20)), NOW).shifts
    hours = [clock.minutes_between(shift.starts_at, shift.ends_at) // 60 for shift in shifts]
    assert hours == [12, 11, 12]


@pytest.mark.parametrize("until", [date(2026, 11, 30), date(2028, 12, 1)])
def test_a_repeat_ends_after_it_starts_and_within_a_year(asking: Asking, until: date) -> None:
    assert set(errors_of(asking, repeat_until=until)) == {"repeat_until"}


@pytest.mark.parametrize(
    ("day", "refused"),
    [(date(2027, 11, 24), False), (date(2027, 11, 25), True), (date(9999, 12, 31), True)],
)
def test_a_year_ahead_is_far_enough(asking: Asking, day: date, refused: bool) -> None:
    assert ("day" in errors_of(asking, day=day)) is refused
