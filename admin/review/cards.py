"""What one row of the review shows, worked out once so that the template only prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from staffing.clinicians.forms import WISHES
from staffing.clinicians.models import Clinician
from staffing.facilities.models import PatientContact
from staffing.matching.models import ProposedPlacement
from staffing.requests.models import Slot
from staffing.review.filters import View
from staffing.review.flags import flag_words

TERMS = {
    "communication": "communication",
    "continuity": "continuity",
    "preferences": "preferences",
    "travel": "travel",
    "overtime": "overtime",
    "fairness": "fairness",
    "stability": "stability",
    "unit_average": "unit’s average",
    "exploration": "getting to know",
}
TERM_TOP = 1_000
WISHED = {"place": "this place", "hours": "these hours"}
WISH_WORDS = {int(weight): words.lower() for weight, words in WISHES}
INTENSITY = {
    PatientContact.MOST: "Talks with patients most of the shift",
    PatientContact.SOME: "Talks with patients some of the shift",
    PatientContact.HARDLY: "Hardly talks with patients",
}


@dataclass(frozen=True)
class Bar:
    """One term's points, 0 to 1000 (overtime and the unit's average 0 or less)."""

    term: str
    points: int


@dataclass(frozen=True)
class RunnerUp:
    name: str
    phone: str
    difference: int | None


@dataclass(frozen=True)
class Card:
    """One proposed placement as a coordinator reads it."""

    row: ProposedPlacement
    slot: Slot
    person: Clinician
    starts: datetime
    ends: datetime
    bars: tuple[Bar, ...]
    total: int | None
    intensity: str
    communication: Mapping[str, Any]
    flags: tuple[str, ...]
    runner_up: RunnerUp | None
    notes: tuple[str, ...]


def card_of(row: ProposedPlacement, people: Mapping[int, Clinician]) -> Card:
    """The card of a row; `people` holds the runners-up by id."""
    zone = ZoneInfo(row.slot.facility.timezone)
    score = row.score or {}
    points = score.get("terms") or {}
    return Card(
        row=row,
        slot=row.slot,
        person=row.clinician,
        starts=row.slot.starts_at.astimezone(zone),
        ends=row.slot.ends_at.astimezone(zone),
        bars=tuple(Bar(word, round(points[term])) for term, word in TERMS.items() if points.get(term)),
        total=None if score.get("total") is None else round(score["total"]),
        intensity=INTENSITY[row.slot.request.patient_contact],
        communication=score.get("communication") or {},
        flags=tuple(flag_words(flag) for flag in row.flags),
        runner_up=_runner_up(row, people),
        notes=_notes(score),
    )


def _runner_up(row: ProposedPlacement, people: Mapping[int, Clinician]) -> RunnerUp | None:
    facts = row.runner_up or {}
    person = people.get(facts.get("clinician_id", -1))
    if person is None:
        return None
    difference = facts.get("difference")
    if difference is None and None not in (row.score.get("total"), facts.get("total")):
        difference = row.score["total"] - facts["total"]
    return RunnerUp(person.name, person.phone, None if difference is None else round(difference))


def _notes(score: Mapping[str, Any]) -> tuple[str, ...]:
    wishes = score.get("wishes") or {}
    said = [f"{WISHED[about]}: {WISH_WORDS[weight]}" for about, weight in wishes.items()]
    if (minutes := score.get("travel_minutes")) is not None:
        said.append(f"{minutes} min drive")
    if cents := score.get("overtime_cents"):
        said.append(f"${cents / 100:,.0f} overtime")
    if (margin := score.get("margin_bp")) is not None:
        said.append(f"{margin / 100:.1f} % margin")
    return tuple(said)


@dataclass(frozen=True)
class Group:
    """Cards under one heading: a facility and a day, or a clinician."""

    title: str
    detail: str
    cards: tuple[Card, ...]

    @property
    def ids(self) -> str:
        return ",".join(str(card.row.id) for card in self.cards)


def grouped(cards: Sequence[Card], view: View) -> list[Group]:
    """Cards in their order, cut where the heading changes."""
    found: list[tuple[str, str, list[Card]]] = []
    for card in cards:
        title, detail = _heading(card, view)
        if not found or found[-1][:2] != (title, detail):
            found.append((title, detail, []))
        found[-1][2].append(card)
    return [Group(title, detail, tuple(members)) for title, detail, members in found]


def _heading(card: Card, view: View) -> tuple[str, str]:
    if view is View.FLAGS:
        return "; ".join(card.flags) or "No flag", ""
    if view is View.CLINICIAN:
        return card.person.name, card.person.phone
    return card.slot.facility.name, day_words(card.starts)


def day_words(when: datetime) -> str:
    return f"{when:%a} {when.day} {when:%b}"


REASONS = {
    "role": "by role",
    "availability": "not available",
    "rest": "resting",
    "licence": "without the licence",
    "certifications": "without a certification",
    "own_hours": "over their own hours",
    "papers": "with papers that run out",
    "screenings": "with a check overdue",
    "do_not_return": "on a do-not-return list",
    "orientation": "not oriented here",
    "distance": "too far away",
    "notice": "too short notice",
    "languages": "without the language",
    "skills": "without the skill",
    "charge": "not charge qualified",
    "blocked_facility": "who blocked the facility",
    "age": "not confirmed to be 18 or older",
    "day_hours": "over the hours of a day",
    "week_hours": "over the hours of a week",
    "long_days": "after too many long days",
    "consecutive_days": "after too many days",
    "consecutive_nights": "after too many nights",
    "night_to_day": "just off a night",
    "site_change": "too far from their other shift",
    "placed_elsewhere": "placed elsewhere",
    "overlap": "already working",
    "rejected": "rejected before",
}


def reason_words(reasons: Mapping[str, int], most: int = 5) -> str:
    """`12 by role, 9 not available, 3 resting`, most first."""
    ordered = sorted(reasons.items(), key=lambda item: -item[1])
    shown = [
        f"{count} {REASONS.get(rule, rule.replace('_', ' '))}" for rule, count in ordered[:most] if count
    ]
    return ", ".join(shown)
