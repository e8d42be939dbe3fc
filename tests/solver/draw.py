"""Random problems for property tests: the generator's, bent so that every rule binds somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from random import Random
from typing import Any

from solver.entities import (
    SHIFT_KINDS,
    WEEKEND,
    Clinician,
    Coaching,
    Commitment,
    Credential,
    DoNotReturn,
    Duty,
    Pair,
    Slot,
    Wishes,
)
from solver.generate import generate
from solver.presets import ON_TOP, preset
from solver.problem import Problem
from solver.settings import RuleSettings

MINIMA = (None, 0.75, 0.80, 0.85, 0.97)


def bent(slots: int, clinicians: int, seed: int) -> Problem:
    """A valid random problem with every term, pins, rejections, published pairs and unusual settings."""
    random = Random(seed)
    problem = generate(slots, clinicians, seed)
    people = tuple(_bend_person(random, problem, person) for person in problem.clinicians)
    shifts = tuple(_bend_slot(random, problem, shift) for shift in problem.slots)
    return replace(
        problem,
        units=tuple(replace(u, minimum_communication=random.choice(MINIMA)) for u in problem.units),
        tiers=preset("balanced", *ON_TOP),
        clinicians=people,
        slots=shifts,
        commitments=(*problem.commitments, *_held(random, problem, random.randint(0, 2 * clinicians))),
        do_not_return=tuple(_dnr(random, problem) for _ in range(2)),
        published=_pairs(random, problem, 6),
        pinned=_pairs(random, problem, 3),
        forbidden=_pairs(random, problem, 3),
        settings=random.choice((RuleSettings(), _tight(random))),
    )


def _bend_person(random: Random, problem: Problem, person: Clinician) -> Clinician:
    windows = ((problem.now_minute, problem.horizon_end_minute),)
    return replace(
        person,
        adult=random.random() < 0.97,
        roles=_mostly(random, ("RN", "CNA", "LVN", "FRONT"), person.roles),
        skills=_mostly(random, ("icu", "charge"), person.skills),
        languages=_mostly(random, ("en", "es"), ("en",)),
        orientations=_mostly(random, tuple(f.id for f in problem.facilities), person.orientations),
        availability=_mostly(random, windows, person.availability),
        max_distance_metres=_mostly(random, None, person.max_distance_metres),
        blocked_facilities=(random.choice(problem.facilities).id,) if random.random() < 0.2 else (),
        minimum_notice_minutes=random.choice((0, 120, 2_880, 5 * 1_440)),
        wishes=_wishes(random, problem),
        max_minutes_week=random.choice((None, person.max_minutes_week)),
        credentials=_papers(random, person),
        coaching=_coaching(random, problem),
        little_rated=random.random() < 0.3,
    )


def _coaching(random: Random, problem: Problem) -> tuple[Coaching, ...]:
    """Plans that begin and end anywhere in the horizon, overlaps included."""
    span = range(problem.horizon_start_minute, problem.horizon_end_minute)
    ends = [sorted(random.sample(span, 2)) for _ in range(random.choice((0, 0, 1, 2)))]
    return tuple(
        Coaching(from_minute=first, until_minute=last, setback_percent=random.randint(0, 10))
        for first, last in ends
    )


def _wishes(random: Random, problem: Problem) -> Wishes:
    """Every weight for anything, no wish at all included."""

    def some(things: Sequence[str]) -> tuple[tuple[str, int], ...]:
        return tuple((thing, random.randint(-2, 2)) for thing in things if random.random() < 0.4)

    return Wishes(
        units=some([unit.id for unit in problem.units]),
        facilities=some([facility.id for facility in problem.facilities]),
        kinds=some([*SHIFT_KINDS, WEEKEND]),
    )


def _papers(random: Random, person: Clinician) -> tuple[Credential, ...]:
    kinds = ("BLS", "RN", "LVN", "CNA")
    more = tuple(Credential(kind=kind, state="TX", multistate=True) for kind in kinds)
    held = _mostly(random, (*person.credentials, *more), person.credentials)
    statuses = ("verified",) * 8 + ("expiring", "suspended")
    return tuple(replace(paper, status=random.choice(statuses)) for paper in held)


def _mostly(random: Random, usual: Any, seldom: Any) -> Any:
    return usual if random.random() < 0.75 else seldom


def _held(random: Random, problem: Problem, count: int) -> tuple[Commitment, ...]:
    """Time held at random, breaches among themselves included."""
    names = [field.name for field in fields(Duty) if field.name != "id"]
    return tuple(
        Commitment(
            **{name: getattr(shift, name) for name in names},
            id=f"held{at}",
            clinician_id=random.choice(problem.clinicians).id,
        )
        for at, shift in enumerate(random.choices(problem.slots, k=count))
    )


def _bend_slot(random: Random, problem: Problem, shift: Slot) -> Slot:
    return replace(
        shift,
        required_languages=random.choice(((), (), ("es",))),
        preferred_clinicians=(random.choice(problem.clinicians).id,),
        explore=random.random() < 0.3,
    )


def _tight(random: Random) -> RuleSettings:
    """Every figure small enough to bind, gaps small enough for many shifts a day."""
    return RuleSettings(
        rest_minutes=random.choice((0, 240)),
        day_minutes=random.choice((780, 1_000)),
        week_minutes=random.choice((1_500, 2_400)),
        max_long_days=random.choice((1, 2)),
        max_days=random.choice((2, 3)),
        max_nights=random.choice((1, 2)),
        recovery_minutes=random.choice((1_440, 2_880)),
        night_to_day_minutes=random.choice((0, 720)),
        overtime_after_minutes=1_000,
    )


def _pairs(random: Random, problem: Problem, count: int) -> tuple[Pair, ...]:
    people, shifts = problem.clinicians, problem.slots
    return tuple(
        Pair(clinician_id=random.choice(people).id, slot_id=random.choice(shifts).id) for _ in range(count)
    )


def _dnr(random: Random, problem: Problem) -> DoNotReturn:
    person, unit = random.choice(problem.clinicians), random.choice(problem.units)
    scope, scope_id = random.choice((("unit", unit.id), ("facility", unit.facility_id)))
    return DoNotReturn(clinician_id=person.id, scope=scope, scope_id=scope_id)
