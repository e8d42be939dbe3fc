"""What a request would cost, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from staffing import clock
from staffing.rates.pricing import NoRateCard, Quote, quote
from staffing.requests.checks import CheckedRequest, Shift, check
from staffing.requests.details import InvalidRequest, RequestDetails


@dataclass(frozen=True)
class Estimate:
    """`first` prices the first person's first shift, `shift`; the total is every person and every week."""

    first: Quote
    shift: Shift
    heads: int
    weeks: int
    total_bill_cents: int
    clocks_change: bool
    """Whether a shift is longer or shorter than its times say, because the clocks change."""


def estimate(details: RequestDetails, now: datetime) -> Estimate:
    """Price every shift of a request as `submit` would; raises InvalidRequest."""
    checked = check(details, now)
    try:
        firsts = [_price(checked, shift, now, charge=details.charge_needed) for shift in checked.shifts]
        others = [_price(checked, shift, now, charge=False) for shift in checked.shifts]
    except NoRateCard as missing:
        raise InvalidRequest({"staff_role_id": str(missing)}) from missing
    return Estimate(
        first=firsts[0],
        shift=checked.shifts[0],
        heads=details.heads,
        weeks=len(firsts),
        total_bill_cents=_bill(firsts) + (details.heads - 1) * _bill(others),
        clocks_change=any(_is_odd(shift, checked.facility.timezone) for shift in checked.shifts),
    )


def _price(checked: CheckedRequest, shift: Shift, now: datetime, *, charge: bool) -> Quote:
    return quote(
        checked.facility,
        checked.staff_role.id,
        checked.unit,
        shift.starts_at,
        shift.ends_at,
        charge=charge,
        posted_at=now,
    )


def _bill(quotes: list[Quote]) -> int:
    return sum(each.bill_cents for each in quotes)


def _is_odd(shift: Shift, zone: str) -> bool:
    by_utc = clock.minutes_between(shift.starts_at, shift.ends_at)
    return by_utc != clock.wall_clock_minutes(shift.starts_at, shift.ends_at, zone)
