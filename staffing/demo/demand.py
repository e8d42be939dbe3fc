"""What facilities ask for on a day, drawn from the plans of their units."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from staffing import clock
from staffing.demo.chance import heads, stream
from staffing.demo.places import Place, UnitPlace
from staffing.demo.shifts import ShiftKind
from staffing.demo.unit_plans import Ask
from staffing.facilities.models import UnitKind
from staffing.requests.models import Priority

MEDIAN_LEAD_DAYS, LEAD_SPREAD = 4.0, 1.65
LONGEST_LEAD_DAYS, SHORTEST_LEAD_DAYS = 45.0, 0.1
ZONE = "America/Chicago"
POSTED_BEFORE = timedelta(hours=12)


@dataclass(frozen=True)
class Asked:
    """One shift request to be; times UTC."""

    facility_id: int
    unit: UnitPlace
    role: str
    needs: tuple[str, ...]
    kind: ShiftKind
    day: date
    starts_at: datetime
    ends_at: datetime
    heads: int
    posted_at: datetime
    priority: Priority
    charge: bool
    languages: tuple[str, ...]
    patient_states: tuple[str, ...]
    reference: str

    @property
    def hard(self) -> bool:
        """Night shifts and intensive care are the hardest to fill."""
        return self.kind.part == "night" or self.unit.plan.kind is UnitKind.ICU


def asked_on(day: date, places: Sequence[Place], seed: int, demand: float) -> Iterator[Asked]:
    """Every request whose shift starts on `day` (local); `demand` scales the plans' weekly figures."""
    weekday, stamp = day.weekday(), f"{day:%y%m%d}"
    for place in places:
        for unit in place.units:
            for number, ask in enumerate(unit.plan.asks):
                if weekday not in ask.pattern.weekdays:
                    continue
                for kind, share in ask.pattern.shares.items():
                    expected = ask.weekly * demand * share / len(ask.pattern.weekdays)
                    key = f"{unit.id}-{number}-{kind.name}-{stamp}"
                    chance = stream(seed, "asked", key)
                    if count := heads(expected, chance):
                        yield _asked(key, seed, place, unit, ask, kind, day, count, chance)


def posted_by(now: datetime, asked: Iterable[Asked]) -> Iterator[Asked]:
    """The same requests, asked half a day before `now` at the latest."""
    for request in asked:
        yield replace(request, posted_at=min(request.posted_at, now - POSTED_BEFORE))


def _asked(
    key: str,
    seed: int,
    place: Place,
    unit: UnitPlace,
    ask: Ask,
    kind: ShiftKind,
    day: date,
    count: int,
    chance: random.Random,
) -> Asked:
    """The request itself; `chance` is the stream its heads were drawn from."""
    starts_at, ends_at = clock.span(day, kind.start, kind.end, ZONE)
    lead = min(
        max(chance.lognormvariate(math.log(MEDIAN_LEAD_DAYS), LEAD_SPREAD), SHORTEST_LEAD_DAYS),
        LONGEST_LEAD_DAYS,
    )
    spanish = unit.plan.contact.value == "most" and chance.random() < 0.04
    return Asked(
        facility_id=place.id,
        unit=unit,
        role=ask.role,
        needs=ask.needs,
        kind=kind,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        heads=count,
        posted_at=(starts_at - timedelta(days=lead)).replace(microsecond=0),
        priority=chance.choices(tuple(Priority), weights=(86, 11, 3))[0],
        charge=ask.role == "RN" and "MED_SURG" in ask.needs and chance.random() < 0.05,
        languages=("es",) if spanish else (),
        patient_states=chance.choice(unit.plan.patient_states),
        reference=_reference(key, seed),
    )


def _reference(key: str, seed: int) -> str:
    """A reference like R-7KQ2MX4P, three letters longer than the service's own, so that they never meet."""
    chance = stream(seed, "reference", key)
    return "R-" + "".join(chance.choices("23456789ABCDEFGHJKMNPQRSTVWXYZ", k=8))
