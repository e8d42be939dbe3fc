"""A shift in the words of a message: its day and hours on the facility's own clock."""

from __future__ import annotations

from datetime import datetime

from staffing import clock
from staffing.notifications.messages import ShiftWords
from staffing.requests.models import Slot
from staffing.web.filters import hours


def shift_words(slot: Slot) -> ShiftWords:
    zone = slot.facility.timezone
    return ShiftWords(
        reference=slot.request.reference,
        role=slot.staff_role.name,
        facility=slot.facility.name,
        unit=slot.unit.name,
        day=day_words(slot.starts_at, zone),
        hours=f"{clock.local(slot.starts_at, zone):%H:%M}–{clock.local(slot.ends_at, zone):%H:%M}"
        f" ({hours(slot.minutes)})",
    )


def day_words(instant: datetime, zone: str) -> str:
    """ "Tuesday 24 November"."""
    when = clock.local(instant, zone)
    return f"{when:%A} {when.day} {when:%B}"


def moment_words(instant: datetime, zone: str) -> str:
    """ "13:45 on Monday 23 November"."""
    return f"{clock.local(instant, zone):%H:%M} on {day_words(instant, zone)}"
