"""What people wish and who should not meet again: availability, preferences, do-not-return entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import AvailabilityException, AvailabilityPattern, Preference, PreferenceKind
from staffing.demo import supply
from staffing.demo.chance import stream
from staffing.demo.people import Person
from staffing.demo.rows import Rows

AWAY_SHARE = 0.06
DNR_SHARE = 0.007
"""Share of (person, facility) pairs that ended in a do-not-return entry."""
DNR_DAYS = 60

Barred = dict[int, dict[int, date]]
"""Person number → facility id → the day from which they may not return."""


def add_wishes(rows: Rows, seed: int, person: Person, clinician_id: int, today: date) -> None:
    """Rows of one person's availability and preferences."""
    chance = stream(seed, "wishes", person.number)
    hours = supply.PROFILES[person.profile]
    for weekday in person.weekdays:
        rows.add(
            AvailabilityPattern,
            clinician_id=clinician_id,
            weekday=weekday,
            starts_minute=hours.starts_minute,
            ends_minute=hours.ends_minute,
        )
    if person.number and chance.random() < AWAY_SHARE:
        first = datetime.combine(today + timedelta(days=chance.randint(1, 12)), time(6), UTC)
        rows.add(
            AvailabilityException,
            clinician_id=clinician_id,
            starts_at=first,
            ends_at=first + timedelta(days=chance.randint(1, 5)),
            available=False,
            reason="Family visit",
        )
    _preference(rows, clinician_id, PreferenceKind.FACILITY, str(person.facility_ids[0]), 2)
    if chance.random() < 0.5:
        liked = "night" if person.profile == "night" else "day"
        _preference(rows, clinician_id, PreferenceKind.SHIFT_KIND, liked, chance.choice((1, 2)))
    if chance.random() < 0.3:
        _preference(rows, clinician_id, PreferenceKind.SHIFT_KIND, "weekend", chance.choice((-2, -1, 1)))


def _preference(rows: Rows, clinician_id: int, kind: PreferenceKind, value: str, weight: int) -> None:
    rows.add(Preference, clinician_id=clinician_id, kind=kind, value=value, weight=weight)


def add_do_not_return(
    rows: Rows, seed: int, people: Sequence[Person], ids: Sequence[int], today: date
) -> Barred:
    """Rows of the do-not-return list, and who is barred where from when; the demo clinician never."""
    barred: Barred = {}
    for person in people[1:]:
        for facility_id in person.facility_ids[1:]:
            chance = stream(seed, "dnr", person.number, facility_id)
            if chance.random() >= DNR_SHARE:
                continue
            since = today - timedelta(days=chance.randint(1, DNR_DAYS))
            barred.setdefault(person.number, {})[facility_id] = since
            asked_by_person = chance.random() < 0.3
            made_at = datetime.combine(since, time(16), UTC)
            rows.add(
                DoNotReturn,
                clinician_id=ids[person.number],
                facility_id=facility_id,
                scope=DnrScope.FACILITY,
                side=DnrSide.CLINICIAN if asked_by_person else DnrSide.FACILITY,
                reason=DnrReason.PERSONAL if asked_by_person else DnrReason.PROFESSIONAL,
                detail="",
                starts_on=since,
                ends_on=None,
                status=DnrStatus.ACTIVE,
                created_at=made_at,
                updated_at=made_at,
            )
    return barred
