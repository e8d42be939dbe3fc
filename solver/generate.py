"""A random, realistic agency for tests and measurements: the same sizes and seed give the same problem.

Figures follow a Dallas-Fort Worth agency: mostly 12-h hospital shifts, 8-h nursing-home shifts, office days,
a few virtual shifts; 72 % of clinicians want one or two shifts a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from solver.entities import (
    SHIFT_KINDS,
    WEEKEND,
    Clinician,
    Commitment,
    CompactState,
    Credential,
    DoNotReturn,
    Facility,
    Role,
    ScreeningCheck,
    Slot,
    Tier,
    Unit,
    UnitHistory,
    WeightedTerm,
    Wishes,
)
from solver.presets import preset
from solver.problem import Problem
from solver.settings import DAY, DEFAULT_SCREENINGS
from solver.times import DutyFacts, duty_facts, merge_windows, to_minute

ZONE = "America/Chicago"
FIRST_DAY = date(2026, 11, 29)
DAYS = 14
DIMENSIONS = (
    "on_site.respect",
    "on_site.listening",
    "on_site.clarity",
    "virtual.respect",
    "virtual.clarity",
    "virtual.virtual_manner",
)
ROLES = (
    Role(id="RN", licence="RN", compact=True),
    Role(id="LVN", licence="LVN", compact=True),
    Role(id="CNA", licence="CNA"),
    Role(id="FRONT"),
)
ROLE_SHARES = (45, 15, 30, 10)
RATES = {"RN": 4_400, "LVN": 3_200, "CNA": 2_000, "FRONT": 1_900}
TWELVES = ((7, 12, "day"), (19, 12, "night"))
EIGHTS = ((7, 8, "day"), (15, 8, "evening"), (23, 8, "night"))
OFFICE = ((8, 9, "day"),)


QUALITY = {"communication": 40, "continuity": 30, "preferences": 15, "travel": 15}
ONE_TIER = (
    Tier(
        name="value",
        terms=(
            WeightedTerm(term="fill", weight=1_000 * sum(QUALITY.values())),
            *(WeightedTerm(term=term, weight=weight) for term, weight in QUALITY.items()),
        ),
    ),
)
"""A slot is worth 1000 x priority + quality, quality from 0 to 1000; times 100."""


def generate(slots: int, clinicians: int, seed: int, one_tier: bool = False) -> Problem:
    """A problem with this many open slots and clinicians; under the default tiers, or ONE_TIER."""
    problem = Agency(Random(seed), slots, clinicians).problem()
    return replace(problem, tiers=ONE_TIER) if one_tier else problem


class Agency:
    """Draws one agency."""

    def __init__(self, random: Random, slots: int, clinicians: int) -> None:
        self.random = random
        self.now = _minute(FIRST_DAY - timedelta(days=2), 9)
        self.start = _minute(FIRST_DAY, 0)
        self.end = _minute(FIRST_DAY + timedelta(days=DAYS), 0)
        self.facilities = [self._facility(i) for i in range(max(2, min(40, clinicians // 15)))]
        self.units = [Unit(id=f"{f.id}/u{k}", facility_id=f.id) for f in self.facilities for k in range(3)]
        self.clinicians = [self._clinician(i) for i in range(clinicians)]
        self.slots = [self._slot(i) for i in range(slots)]

    def problem(self) -> Problem:
        """The drawn problem."""
        return Problem(
            now_minute=self.now,
            horizon_start_minute=self.start,
            horizon_end_minute=self.end,
            dimensions=DIMENSIONS,
            roles=ROLES,
            facilities=tuple(self.facilities),
            units=tuple(self.units),
            clinicians=tuple(self.clinicians),
            slots=tuple(self.slots),
            commitments=tuple(self._commitments()),
            do_not_return=tuple(self._do_not_return()),
            compact_states=tuple(CompactState(state=state) for state in ("TX", "OK", "LA")),
            tiers=preset(),
        )

    def _facility(self, index: int) -> Facility:
        return Facility(
            id=f"f{index}",
            latitude=self.random.gauss(32.85, 0.2),
            longitude=self.random.gauss(-97.0, 0.3),
            system_id=f"sys{index % 5}" if index % 2 else "",
            long_term_care=index % 3 == 0,
        )

    def _clinician(self, index: int) -> Clinician:
        role = self.random.choices(ROLES, ROLE_SHARES)[0]
        weekly = self.random.choice((1, 2)) if self.random.random() < 0.72 else self.random.choice((3, 4))
        units = self.random.sample(self.units, min(len(self.units), 4))
        return Clinician(
            id=f"c{index}",
            roles=(role.id,),
            latitude=self.random.gauss(32.85, 0.25),
            longitude=self.random.gauss(-97.0, 0.35),
            residence_state="TX",
            communication=tuple(round(self.random.betavariate(40, 10), 4) for _ in DIMENSIONS),
            availability=self._availability(weekly),
            skills=tuple(skill for skill in ("icu", "charge") if self.random.random() < 0.4),
            credentials=self._credentials(role),
            screenings=tuple(
                ScreeningCheck(kind=s.kind, checked_minute=self.now - self.random.randrange(31) * DAY)
                for s in DEFAULT_SCREENINGS
            ),
            languages=("en", "es") if self.random.random() < 0.3 else ("en",),
            orientations=tuple(f.id for f in self.facilities if self.random.random() < 0.5),
            max_distance_metres=self.random.choice((None, 30_000, 50_000, 70_000)),
            max_minutes_week=weekly * 720 if self.random.random() < 0.7 else None,
            wanted_minutes=weekly * 2 * 720,
            regular_rate_cents=RATES[role.id],
            history=tuple(UnitHistory(unit_id=u.id, shifts=self.random.randint(1, 8)) for u in units[:2]),
            wishes=self._wishes(units[2:]),
        )

    def _wishes(self, units: Sequence[Unit]) -> Wishes:
        """Mostly likes; one in three says something about weekends, one in four dislikes a facility."""
        kinds = [(self.random.choice(SHIFT_KINDS), self.random.choice((1, 2)))]
        if self.random.random() < 0.3:
            kinds.append((WEEKEND, self.random.choice((-2, -1, 1))))
        avoided = [self.random.choice(self.facilities).id] if self.random.random() < 0.25 else []
        return Wishes(
            units=tuple((unit.id, self.random.choice((1, 2))) for unit in units),
            facilities=tuple((facility, self.random.choice((-2, -1))) for facility in avoided),
            kinds=tuple(kinds),
        )

    def _availability(self, weekly: int) -> tuple[tuple[int, int], ...]:
        chance = min(0.9, 0.25 + 0.15 * weekly)
        windows = []
        for offset in range(DAYS):
            if self.random.random() < chance:
                day = FIRST_DAY + timedelta(days=offset)
                first, length = self.random.choice(((6, 14), (18, 14), (6, 26), (6, 18)))
                windows.append((_minute(day, first), _minute(day, first) + length * 60))
        return merge_windows(windows)

    def _credentials(self, role: Role) -> tuple[Credential, ...]:
        papers = [Credential(kind="BLS", expires_minute=self._expiry())]
        if role.licence:
            state = "OK" if role.compact and self.random.random() < 0.05 else "TX"
            multistate = role.compact and self.random.random() < 0.8
            papers.append(
                Credential(
                    kind=role.licence, state=state, multistate=multistate, expires_minute=self._expiry()
                )
            )
        return tuple(papers)

    def _expiry(self) -> int:
        days = self.random.randrange(30) if self.random.random() < 0.03 else self.random.randrange(30, 700)
        return self.now + days * DAY

    def _slot(self, index: int) -> Slot:
        role = self.random.choices(ROLES, ROLE_SHARES)[0]
        virtual = role.id == "RN" and self.random.random() < 0.1
        unit = self.random.choice(self.units)
        facts, kind = self._shift(role.id)
        charge = role.id == "RN" and not virtual and self.random.random() < 0.05
        return Slot(
            **facts,
            id=f"s{index}",
            facility_id=unit.facility_id,
            unit_id=unit.id,
            virtual=virtual,
            role=role.id,
            kind=kind,
            dimension_weights=(0, 0, 0, 35, 35, 30) if virtual else (35, 25, 40, 0, 0, 0),
            patient_states=("TX", "OK") if virtual else ("TX",),
            priority=self.random.choices((1, 2, 4), (70, 20, 10))[0],
            contact_percent=self.random.choice((20, 60, 100)),
            charge_needed=charge,
            required_skills=("icu",) if role.id == "RN" and self.random.random() < 0.2 else (),
            required_certifications=("BLS",),
        )

    def _shift(self, role: str) -> tuple[DutyFacts, str]:
        kinds = OFFICE if role == "FRONT" else (TWELVES if self.random.random() < 0.6 else EIGHTS)
        hour, length, kind = self.random.choice(kinds)
        day = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        start = _minute(day, hour)
        return duty_facts(start, start + length * 60, ZONE, ZONE, 30), kind

    def _commitments(self) -> list[Commitment]:
        held = []
        for clinician in self.random.sample(self.clinicians, len(self.clinicians) // 4):
            unit = self.random.choice(self.units)
            day = FIRST_DAY + timedelta(days=self.random.randrange(-6, DAYS))
            start = _minute(day, self.random.choice((7, 19)))
            facts = duty_facts(start, start + 720, ZONE, ZONE, 30)
            held.append(
                Commitment(
                    **facts,
                    id=f"k-{clinician.id}",
                    facility_id=unit.facility_id,
                    unit_id=unit.id,
                    clinician_id=clinician.id,
                )
            )
        return held

    def _do_not_return(self) -> list[DoNotReturn]:
        chosen = self.random.sample(self.clinicians, len(self.clinicians) // 30)
        return [
            DoNotReturn(clinician_id=c.id, scope="facility", scope_id=self.random.choice(self.facilities).id)
            for c in chosen
        ]


def _minute(day: date, hour: int) -> int:
    return to_minute(datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE)))
