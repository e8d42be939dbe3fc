"""A Payroll-Based Journal file that somebody uploads: read, planned, and faults told by row."""

from __future__ import annotations

from datetime import date, datetime

from staffing import clock
from staffing.facilities.models import Unit
from staffing.requests.pbj import decode, read_days
from staffing.requests.pbj_import import PbjPlan, plan_import

LARGEST = 2_000_000
"""Bytes of a file that is read here; the whole country's file (about 300 MB) is for the command line."""


def plan_upload(
    data: bytes, first: date, last: date, provider: str | None, unit: Unit, now: datetime
) -> PbjPlan:
    """What the file's days `first` to `last` would ask for in `unit`; raises UnreadablePbj."""
    days = read_days(decode(data), first, last, provider)
    return plan_import(days, clock.local_day(now, unit.facility.timezone))
