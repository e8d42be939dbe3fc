"""Slots: what each open shift asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import select

from solver.entities import CONTACT_PERCENT
from solver.entities import Slot as OpenShift
from solver.times import DutyFacts, duty_facts, to_minute
from staffing.clinicians.models import Skill, SkillKind
from staffing.clock import local, minutes_between
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.matching.problem_builder.keys import clinician_key, facility_key, slot_key, unit_key
from staffing.matching.problem_builder.places import Places
from staffing.requests.models import Priority, RequestSkill, ShiftRequest, Slot

PRIORITY_WORTH = {Priority.ROUTINE: 1, Priority.HIGH: 2, Priority.CRITICAL: 4}
"""How many routine slots one slot of a priority is worth when not all can be filled (tier 1)."""

MOST_HOURLY_CENTS = 100_000
"""What is paid at least for a shift of a few minutes is no hourly rate."""

EVENING_FROM = time(12)
"""A shift that starts at noon or later and is no night is an evening shift."""


@dataclass(frozen=True)
class SlotFacts:
    """A slot and its request, as read."""

    id: int
    facility_id: int
    unit_id: int
    staff_role_id: int
    head: int
    starts_at: datetime
    ends_at: datetime
    pay_cents: int
    bill_cents: int
    rates: dict[str, Any]
    request_id: int
    priority: Priority
    setting: Setting
    patient_states: list[str]
    charge_needed: bool
    patient_contact: str
    patients_read_up: bool
    explains_bills: bool
    languages: list[str]
    preferred_clinician_ids: list[int]

    @property
    def meal_minutes(self) -> int:
        return meal_minutes(self.rates)

    @property
    def paid_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at) - self.meal_minutes


@dataclass(frozen=True)
class Needs:
    """Skill codes a request asks for, by kind."""

    skills: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    charge: bool = False


def meal_minutes(rates: dict[str, Any]) -> int:
    """The unpaid meal among a slot's frozen rates."""
    return int(rates.get("meal_minutes", 0))


class Paid(Protocol):
    """What an hourly rate is taken from: straight pay with differentials, over the minutes it is paid for."""

    @property
    def pay_cents(self) -> int: ...

    @property
    def paid_minutes(self) -> int: ...


def mean_hourly_cents(duties: Collection[Paid]) -> int:
    """Pay of all duties over all their paid hours, so that a long shift counts for more than a short one."""
    minutes = sum(duty.paid_minutes for duty in duties)
    return min(MOST_HOURLY_CENTS, round(60 * sum(duty.pay_cents for duty in duties) / max(minutes, 1)))


def load_slots(slot_ids: Sequence[int]) -> list[SlotFacts]:
    """One statement, in order of start."""
    request_columns = (
        ShiftRequest.priority,
        ShiftRequest.setting,
        ShiftRequest.patient_states,
        ShiftRequest.charge_needed,
        ShiftRequest.patient_contact,
        ShiftRequest.patients_read_up,
        ShiftRequest.explains_bills,
        ShiftRequest.languages,
        ShiftRequest.preferred_clinician_ids,
    )
    rows = db.session.execute(
        select(
            Slot.id,
            Slot.facility_id,
            Slot.unit_id,
            Slot.staff_role_id,
            Slot.head,
            Slot.starts_at,
            Slot.ends_at,
            Slot.pay_cents,
            Slot.bill_cents,
            Slot.rates,
            Slot.request_id,
            *request_columns,
        )
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(Slot.id.in_(slot_ids))
        .order_by(Slot.starts_at, Slot.id)
    )
    return [SlotFacts(*row) for row in rows]


def load_needs(request_ids: set[int]) -> dict[int, Needs]:
    """What requests ask for beyond the role; requests that ask for nothing are absent."""
    rows = db.session.execute(
        select(RequestSkill.request_id, Skill.code, Skill.kind)
        .join(Skill, Skill.id == RequestSkill.skill_id)
        .where(RequestSkill.request_id.in_(request_ids))
    )
    codes: dict[int, dict[SkillKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for request_id, code, kind in rows:
        codes[request_id][kind].append(code)
    return {
        request_id: Needs(
            tuple(sorted(by_kind[SkillKind.SKILL])),
            tuple(sorted(by_kind[SkillKind.CERTIFICATION])),
            bool(by_kind[SkillKind.CHARGE]),
        )
        for request_id, by_kind in codes.items()
    }


@lru_cache(maxsize=65_536)
def cached_facts(starts_at: datetime, ends_at: datetime, zone: str, agency_zone: str, meal: int) -> DutyFacts:
    """Local facts of a duty; many share their times."""
    return duty_facts(to_minute(starts_at), to_minute(ends_at), zone, agency_zone, meal)


def open_shift(
    slot: SlotFacts,
    needs: Needs,
    places: Places,
    agency_zone: str,
    weights: tuple[int, ...],
    known: frozenset[int],
    explore: bool,
) -> OpenShift:
    """The solver's slot. `known`: clinicians in the problem, the only ones that may be named as preferred.

    A charge-qualified person is needed on the first head of a request that asks for one.
    """
    place, role = places.facilities[slot.facility_id], places.roles[slot.staff_role_id]
    facts = cached_facts(slot.starts_at, slot.ends_at, place.zone, agency_zone, slot.meal_minutes)
    return OpenShift(
        **facts,
        id=slot_key(slot.id),
        facility_id=facility_key(slot.facility_id),
        unit_id=unit_key(slot.unit_id),
        virtual=slot.setting is Setting.VIRTUAL,
        role=role.code,
        dimension_weights=weights,
        patient_states=tuple(slot.patient_states) or (place.state,),
        kind=shift_kind(slot.starts_at, place.zone, facts["night"]),
        priority=PRIORITY_WORTH[slot.priority],
        contact_percent=CONTACT_PERCENT[slot.patient_contact],
        charge_needed=needs.charge or (slot.charge_needed and slot.head == 1),
        required_skills=needs.skills,
        required_certifications=tuple(sorted({*needs.certifications, *role.certifications})),
        required_languages=tuple(slot.languages),
        preferred_clinicians=tuple(
            clinician_key(row) for row in slot.preferred_clinician_ids if row in known
        ),
        explore=explore,
    )


def shift_kind(starts_at: datetime, zone: str, night: bool) -> str:
    """`day`, `evening` or `night` by the facility's clock."""
    if night:
        return "night"
    return "evening" if local(starts_at, zone).time() >= EVENING_FROM else "day"


def local_day(starts_at: datetime, zone: str) -> date:
    """A shift's day: the local date of its start."""
    return local(starts_at, zone).date()
