"""A shift as an iCalendar file: stable UID, SEQUENCE, VTIMEZONE; no patient data, nobody else's name."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event

from staffing import clock
from staffing.notifications.messages import ArrivalWords
from staffing.offers.words import arrival_words
from staffing.placements.models import HOLDING, Placement
from staffing.requests.words import shift_words


def shift_calendar(placement: Placement, now: datetime) -> bytes:
    """The `.ics` of one placement; a placement taken back comes as CANCELLED under the same UID."""
    arrival, shift = arrival_words(placement.slot, None, ""), shift_words(placement.slot)
    zone = placement.slot.facility.timezone
    event = Event()
    event.add("uid", f"placement-{placement.id}@staffing-match")
    event.add("sequence", placement.calendar_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", clock.local(placement.starts_at, zone))
    event.add("dtend", clock.local(placement.ends_at, zone))
    event.add("summary", f"{shift.role} · {shift.facility}, {shift.unit}")
    event.add("location", arrival.address)
    event.add("description", _description(arrival))
    event.add("status", "CONFIRMED" if placement.status in HOLDING else "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Staffing Match//Shifts//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _description(arrival: ArrivalWords) -> str:
    lines = {
        "Ask for": arrival.ask_for,
        "Parking": arrival.parking,
        "Entrance": arrival.entrance,
        "Good to know": arrival.notes,
        "Coordinator": f"{arrival.coordinator} {arrival.phone}".strip(),
    }
    return "\n".join(f"{label}: {words}" for label, words in lines.items() if words)
