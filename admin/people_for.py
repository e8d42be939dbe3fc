"""Who might take a slot: the best valid candidates, or anybody by name with what stands against them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from admin.picking import holds, tidy
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.matching.verdicts import (
    Candidate,
    EmergencyHours,
    blockers,
    hours_under_override,
    ranked_candidates,
)
from staffing.offers.services import next_candidates
from staffing.requests.models import Slot

SEARCH_LIMIT = 8
BEST = 9
"""As many as the keys 1 to 9 can pick."""


@dataclass(frozen=True)
class Choice:
    """Somebody who might take the slot; `against` is empty for those who may.

    `emergency`: the hours on duty they could be asked for under an emergency override.
    """

    person: Clinician
    total: int | None = None
    communication: float | None = None
    travel_minutes: int | None = None
    overtime_cents: int = 0
    against: tuple[str, ...] = ()
    emergency: EmergencyHours | None = None


def best_for(slot: Slot, leaving_out: Collection[int] = ()) -> list[Choice]:
    """The best who may take the slot, best first."""
    ranked = ranked_candidates(slot, now=utc_now(), limit=BEST + len(leaving_out))
    return _choices([one for one in ranked if one.clinician_id not in leaving_out][:BEST])


def next_for(slot: Slot, count: int = 3) -> list[Choice]:
    """The best who may take the slot and were not asked about it yet."""
    return _choices(next_candidates(slot.id, utc_now(), count))


def named_for(slot: Slot, search: str, leaving_out: Collection[int] = ()) -> list[Choice]:
    """People of that name, each with every hard rule against them."""
    found = [person for person in _named(search) if person.id not in leaving_out]
    return [_checked(person, slot) for person in found[:SEARCH_LIMIT]]


def _checked(person: Clinician, slot: Slot) -> Choice:
    now = utc_now()
    against = tuple(found.text for found in blockers(person, slot, now=now))
    emergency = hours_under_override(person, slot, now=now) if len(against) == 1 else None
    return Choice(person, against=against, emergency=emergency)


def _choices(ranked: Sequence[Candidate]) -> list[Choice]:
    ids = [one.clinician_id for one in ranked]
    people = {p.id: p for p in db.session.scalars(select(Clinician).where(Clinician.id.in_(ids)))}
    return [
        Choice(
            people[one.clinician_id],
            round(one.total),
            one.communication_mean,
            one.travel_minutes,
            one.overtime_cents,
        )
        for one in ranked
        if one.clinician_id in people
    ]


def _named(search: str) -> list[Clinician]:
    query = select(Clinician).where(Clinician.active, *(_named_so(word) for word in tidy(search).split()))
    return list(db.session.scalars(query.order_by(Clinician.last_name, Clinician.first_name).limit(20)))


def _named_so(word: str) -> ColumnElement[bool]:
    return holds(word, Clinician.first_name, Clinician.last_name)
