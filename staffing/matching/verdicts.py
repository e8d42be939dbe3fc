"""May this person work this slot, and if not why; and who may, best first. No OR-Tools: fit for web pages.

Everything runs under the agency's system scope: a verdict needs the clinician's whole calendar and the
facility's facts, whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import func, select

from solver.entities import Clinician as Person
from solver.problem import Problem
from solver.rules import Candidates, Finding, candidates, verdict
from solver.rules.verdict import sequence_verdict
from solver.terms.base import POINT
from solver.terms.communication import weighted_mean
from solver.terms.overtime import CENTS_PER_POINT
from solver.terms.travel import minutes_to_work
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Facility
from staffing.matching import emergency
from staffing.matching.emergency import EmergencyHours
from staffing.matching.problem_builder import Built, Selection, build
from staffing.matching.problem_builder.keys import row_id
from staffing.matching.problem_builder.people import oriented_at
from staffing.matching.wishes_met import wishes_met
from staffing.matching.wording import Blocker, as_blocker, rule_behind
from staffing.requests.models import Slot

__all__ = [
    "Blocker",
    "Candidate",
    "EmergencyHours",
    "blockers",
    "hours_on_duty",
    "hours_under_override",
    "people_under_override",
    "ranked_candidates",
    "why_not_counts",
]

AROUND = timedelta(days=7)
"""Fair hours around a single slot are counted a week back and a week ahead."""


@dataclass(frozen=True)
class Candidate:
    """A clinician who may work the slot.

    `points`: 0 to 1000 by term (overtime and fairness may be negative). `total`: their mean under the
    default weights, 0 to 1000. `communication_mean`: weighted by what this slot asks for, 0 to 1.
    `wishes`: theirs about the slot's place and hours, −2 to +2.
    """

    clinician_id: int
    points: Mapping[str, float]
    total: float
    communication_mean: float
    wishes: Mapping[str, int]
    travel_minutes: int
    overtime_cents: int


def blockers(
    clinician: Clinician, slot: Slot, *, now: datetime, ignoring: Collection[int] = ()
) -> list[Blocker]:
    """Every hard rule against giving the slot to the clinician; empty when they may work it.

    `ignoring`: ids of offers that do not count as time held, such as the one being answered. Duties on the
    slot itself never count. Where an emergency override is in force for the pair, the 24 h rule goes by the
    emergency figure.
    """
    with use_scope(Scope.system(slot.agency_id)):
        built = _pair(clinician, slot, now, ignoring)
        problem = built.problem
        if not problem.clinicians:
            return [Blocker("inactive", "does not work for the agency at present", {})]
        person, shift = problem.clinicians[0], problem.slots[0]
        findings = verdict(problem, person, shift)
        if _overworked(findings) and emergency.is_granted(clinician.id, slot, now):
            findings = verdict(emergency.lifted(problem), person, shift)
    return [as_blocker(built, finding, clinician.id, slot.id) for finding in findings]


def hours_on_duty(
    clinician: Clinician, slot: Slot, *, now: datetime, ignoring: Collection[int] = ()
) -> EmergencyHours | None:
    """What the slot comes to for the clinician, whatever the rules say; None for who has left the agency."""
    with use_scope(Scope.system(slot.agency_id)):
        problem = _pair(clinician, slot, now, ignoring).problem
    if not problem.clinicians:
        return None
    return emergency.emergency_hours(emergency.lifted(problem), problem.clinicians[0], problem.slots[0])


def hours_under_override(
    clinician: Clinician, slot: Slot, *, now: datetime, ignoring: Collection[int] = ()
) -> EmergencyHours | None:
    """What an emergency override would come to, granted or not.

    None where it would not help: the pair needs none, another rule stands against it too, or it would go
    beyond the emergency figure.
    """
    with use_scope(Scope.system(slot.agency_id)):
        problem = _pair(clinician, slot, now, ignoring).problem
    if not problem.clinicians:
        return None
    person, shift = problem.clinicians[0], problem.slots[0]
    findings, lifted = verdict(problem, person, shift), emergency.lifted(problem)
    if not _overworked(findings) or verdict(lifted, person, shift):
        return None
    return emergency.emergency_hours(lifted, person, shift)


def people_under_override(slot: Slot, *, now: datetime) -> dict[int, EmergencyHours]:
    """Ids of those who could work the slot under an override only, fewest hours on duty first."""
    built, everybody = _everybody(slot, now, ranking=False)
    lifted = emergency.lifted(built.problem)
    shift = lifted.slots[0]
    people = [
        lifted.clinicians[lifted.clinician_index[key]]
        for key, findings in everybody.resting.items()
        if _overworked(findings)
    ]
    found = {
        row_id(person.id): emergency.emergency_hours(lifted, person, shift)
        for person in people
        if not sequence_verdict(lifted, person, shift)
    }
    return dict(sorted(found.items(), key=lambda item: item[1].minutes))


def ranked_candidates(slot: Slot, *, now: datetime, limit: int = 10) -> list[Candidate]:
    """Up to `limit` clinicians who may work the slot, best first.

    Left out, too: those who were rejected for this slot by a coordinator, or said no to it.
    """
    built, everybody = _everybody(slot, now, ranking=True)
    if not everybody.ranked:
        return []
    best = everybody.ranked[:limit]
    rows = np.array([built.problem.clinician_index[one.clinician_id] for one in best], dtype=np.int64)
    column = np.zeros(len(best), dtype=np.int64)
    means = weighted_mean(built.problem, rows, column).tolist()
    minutes = minutes_to_work(built.problem, rows, column).tolist()
    wishes = wishes_met(built.problem, rows, 0)
    weight = total_weight(built.problem)
    return [
        Candidate(
            clinician_id=row_id(one.clinician_id),
            points=dict(one.points),
            total=one.score / weight,
            communication_mean=mean,
            wishes=wished,
            travel_minutes=drive,
            overtime_cents=overtime_cents(built.problem.clinicians[row], one.points),
        )
        for row, one, mean, wished, drive in zip(rows.tolist(), best, means, wishes, minutes, strict=True)
    ]


def why_not_counts(slot: Slot, *, now: datetime) -> dict[str, int]:
    """How many clinicians each rule keeps from the slot (the first rule that bars each), most first."""
    built, everybody = _everybody(slot, now, ranking=False)
    counts = Counter(
        rule_behind(built, rule, row_id(person), slot.id) for person, rule in everybody.blocked.items()
    )
    with use_scope(Scope.system(slot.agency_id)):
        active = db.session.scalar(select(func.count()).select_from(Clinician).where(Clinician.active)) or 0
    counts["role"] += active - len(built.problem.clinicians)
    return {rule: count for rule, count in counts.most_common() if count}


def total_weight(problem: Problem) -> int:
    """Sum of the weights of the last tier: what weighted points are divided by for a total of 0 to 1000."""
    return sum(term.weight for term in problem.tiers[-1].terms)


def overtime_cents(person: Person, points: Mapping[str, float]) -> int:
    """The premium behind a placement's overtime points, whole cents: half the rate for each minute over.

    Points are rounded by the minute, so the minutes are taken back from them and priced exactly.
    """
    a_minute = round(POINT * person.regular_rate_cents / (2 * 60 * CENTS_PER_POINT))
    if not a_minute:
        return 0
    minutes = round(-POINT * points.get("overtime", 0) / a_minute)
    return max(0, round(minutes * person.regular_rate_cents / (2 * 60)))


def _pair(clinician: Clinician, slot: Slot, now: datetime, ignoring: Collection[int]) -> Built:
    """One clinician and one slot; needs the agency's system scope."""
    return build(
        Selection(
            now=now,
            slot_ids=[slot.id],
            clinician_ids=[clinician.id],
            ignoring=frozenset(ignoring),
            worth=False,
        )
    )


def _overworked(findings: Sequence[Finding]) -> bool:
    """Whether the 24 h rule is among them."""
    return any(finding.rule == emergency.RULE for finding in findings)


def _everybody(slot: Slot, now: datetime, *, ranking: bool) -> tuple[Built, Candidates]:
    """Everybody of the slot's role; for a ranking only those who can be in it, with all they are worth."""
    with use_scope(Scope.system(slot.agency_id)):
        facility = db.session.get_one(Facility, slot.facility_id)
        built = build(
            Selection(
                now=now,
                slot_ids=[slot.id],
                clinician_ids=oriented_at(facility.id) if ranking and facility.orientation_required else None,
                role_only=True,
                worth=ranking,
                horizon=(slot.starts_at - AROUND, slot.ends_at + AROUND),
            )
        )
    return built, candidates(built.problem, built.problem.slots[0])
