"""Quotes: the right card, the right lines, whole cents."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import clock
from staffing.facilities.models import UnitKind
from staffing.rates.models import Holiday, RateCard
from staffing.rates.pricing import NoRateCard, Quote, margin_bp, price, quote
from tests.factories import NOW, World

CHICAGO = "America/Chicago"
MONDAY = date(2026, 11, 30)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def card(**facts: int) -> RateCard:
    return RateCard(id=1, **{"pay_cents": 4400, "bill_cents": 6600, **facts})


def priced(
    day: date, start: time, end: time, *, charge: bool = False, posted_at: datetime = LONG_AGO, **facts: int
) -> Quote:
    starts_at, ends_at = clock.span(day, start, end, CHICAGO)
    return price(
        card(**facts), starts_at, ends_at, zone=CHICAGO, holidays=(), charge=charge, posted_at=posted_at
    )


def minutes_of(quoted: Quote) -> dict[str, int]:
    return {line.name: line.minutes for line in quoted.lines}


def test_a_plain_day_shift_is_base_times_hours() -> None:
    quoted = priced(MONDAY, time(7), time(15))
    assert (quoted.pay_cents, quoted.bill_cents) == (8 * 4400, 8 * 6600)
    assert (quoted.hourly_pay_cents, quoted.minutes, quoted.paid_minutes) == (4400, 480, 480)


@pytest.mark.parametrize(("end", "meal"), [(time(17, 59), 0), (time(18), 30), (time(19), 30)])
def test_a_meal_is_unpaid_from_eleven_hours_on(end: time, meal: int) -> None:
    quoted = priced(MONDAY, time(7), end)
    assert quoted.meal_minutes == meal
    assert minutes_of(quoted)["base"] == quoted.minutes - meal


@pytest.mark.parametrize(
    ("day", "paid"), [(date(2026, 10, 31), 750), (date(2026, 11, 30), 690), (date(2027, 3, 13), 630)]
)
def test_nights_of_clock_change_are_paid_as_worked(day: date, paid: int) -> None:
    assert priced(day, time(19), time(7)).paid_minutes == paid


@pytest.mark.parametrize(("end", "topped_up"), [(time(10, 59), 1), (time(11), 0), (time(11, 1), 0)])
def test_a_short_shift_is_topped_up_to_the_minimum(end: time, topped_up: int) -> None:
    quoted = priced(MONDAY, time(7), end)
    assert minutes_of(quoted).get("minimum", 0) == topped_up
    assert quoted.pay_cents >= 4 * 4400


@pytest.mark.parametrize(("hours", "short"), [(23, True), (24, False), (25, False)])
def test_short_notice_is_under_a_day(hours: int, short: bool) -> None:
    starts_at, _ = clock.span(MONDAY, time(7), time(15), CHICAGO)
    quoted = priced(MONDAY, time(7), time(15), posted_at=starts_at - timedelta(hours=hours))
    assert ("short_notice" in minutes_of(quoted)) is short
    assert quoted.pay_cents == 8 * 4400 + (8 * 440 if short else 0)
    assert quoted.bill_cents == 8 * 6600 + (8 * 660 if short else 0)


def test_differentials_are_paid_and_billed_alike_and_add_up() -> None:
    quoted = priced(date(2026, 11, 28), time(19), time(7), charge=True)
    assert minutes_of(quoted) == {
        "base": 690,
        "evening": 240,
        "night": 450,
        "weekend": 690,
        "charge": 690,
    }
    extra = 4 * 200 + 7.5 * 500 + 11.5 * 250 + 11.5 * 250
    assert quoted.pay_cents == 11.5 * 4400 + extra
    assert quoted.bill_cents == 11.5 * 6600 + extra


def test_lines_are_rounded_half_up_and_the_total_is_their_sum() -> None:
    quoted = priced(MONDAY, time(7), time(15, 30), evening_cents=1)
    evening = next(line for line in quoted.lines if line.name == "evening")
    assert (evening.minutes, evening.pay_cents) == (30, 1)
    assert quoted.pay_cents == 8.5 * 4400 + 1


@given(st.integers(0, 3 * 1440), st.integers(1, 780), st.booleans())
def test_money_is_whole_and_totals_are_sums(offset: int, length: int, charge: bool) -> None:
    starts_at = datetime(2026, 10, 30, tzinfo=UTC) + timedelta(minutes=offset)
    quoted = price(
        card(pay_cents=3333, bill_cents=4999),
        starts_at,
        starts_at + timedelta(minutes=length),
        zone=CHICAGO,
        holidays=(date(2026, 11, 1),),
        charge=charge,
        posted_at=starts_at,
    )
    frozen = quoted.rates["lines"]
    for line, kept in zip(quoted.lines, frozen, strict=True):
        exact = kept["hourly_pay_cents"] * kept["minutes"] / 60
        assert isinstance(line.pay_cents, int)
        assert -0.5 < line.pay_cents - exact <= 0.5
    assert quoted.pay_cents == sum(line.pay_cents for line in quoted.lines)
    assert quoted.bill_cents > quoted.pay_cents


def test_the_card_of_the_unit_kind_comes_before_the_general_one(world: World) -> None:
    facility = world.facility()
    icu, ward = world.unit(facility, kind=UnitKind.ICU), world.unit(facility)
    world.rate_card(facility, "RN", unit_kind=UnitKind.ICU, pay_cents=5000, bill_cents=7600)
    span = clock.span(MONDAY, time(7), time(15), CHICAGO)
    rn = world.roles["RN"].id
    assert quote(facility, rn, icu, *span, charge=False, posted_at=NOW).pay_cents == 8 * 5000
    assert quote(facility, rn, ward, *span, charge=False, posted_at=NOW).pay_cents == 8 * 4400


def test_a_card_serves_its_first_and_last_day_and_no_other(world: World) -> None:
    facility = world.facility()
    unit = world.unit(facility, kind=UnitKind.REVENUE_CYCLE)
    biller = world.roles["BILLER"].id
    db_card = world.rate_card(
        facility,
        "BILLER",
        unit_kind=UnitKind.REVENUE_CYCLE,
        pay_cents=2500,
        effective_from=date(2026, 12, 1),
        effective_until=date(2026, 12, 31),
    )

    def base_on(day: date) -> int:
        span = clock.span(day, time(7), time(15), CHICAGO)
        return quote(facility, biller, unit, *span, charge=False, posted_at=LONG_AGO).pay_cents // 8

    assert base_on(date(2026, 11, 30)) == 2400
    assert base_on(date(2026, 12, 1)) == db_card.pay_cents == 2500
    assert base_on(date(2026, 12, 31)) == 2500
    assert base_on(date(2027, 1, 4)) == 2400


def test_no_card_is_said_plainly(world: World) -> None:
    facility = world.facility()
    unit = world.unit(facility)
    span = clock.span(date(2024, 12, 31), time(7), time(15), CHICAGO)
    with pytest.raises(NoRateCard, match="no agreed rate"):
        quote(facility, world.roles["RN"].id, unit, *span, charge=False, posted_at=NOW)


def test_a_holiday_in_the_table_raises_the_base_by_half(world: World) -> None:
    world._add(Holiday(on_date=MONDAY, name="Founders' day"))
    facility = world.facility()
    span = clock.span(MONDAY, time(7), time(15), CHICAGO)
    quoted = quote(
        facility, world.roles["RN"].id, world.unit(facility), *span, charge=False, posted_at=LONG_AGO
    )
    assert quoted.pay_cents == 8 * 6600
    assert quoted.bill_cents == 8 * 9900


@pytest.mark.parametrize(
    ("pay", "bill", "burden", "expected"),
    [(4500, 6800, 1500, 2389), (4000, 5000, 0, 2000), (4001, 5000, 0, 1998), (5000, 5000, 1500, -1500)],
)
def test_margin_never_rounds_up(pay: int, bill: int, burden: int, expected: int) -> None:
    assert margin_bp(pay, bill, burden) == expected
