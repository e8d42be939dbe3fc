"""What a mapped file would bring in: good rows as scores, bad rows with the reason. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.ratings.importing.mapping import AlwaysAs, Fact, KnownBy, ScoreMapping
from staffing.ratings.importing.table import ScoreTable
from staffing.ratings.items import DIMENSION_NAMES
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.questionnaire import Questions

MOST_ANSWERS = 100_000
OLDEST = timedelta(days=3_650)
WHOLE = re.compile(r"[0-9]{1,6}")
DECIMAL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})\s*%?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Kind = TypeVar("Kind", bound=StrEnum)


class BadCell(ValueError):
    """Why a row cannot be used; fit to show."""


@dataclass(frozen=True)
class PlannedScore:
    """One good row."""

    line: int
    clinician_id: int
    clinician_name: str
    role_code: str
    setting: Setting
    source: RaterSource
    dimension: Dimension
    answers: int
    always: int
    period_end: date

    @property
    def key(self) -> tuple[object, ...]:
        """What must not come twice in one import."""
        return (self.clinician_id, self.setting, self.source, self.dimension, self.period_end)


@dataclass(frozen=True)
class BadRow:
    line: int
    reason: str


@dataclass(frozen=True)
class ScorePlan:
    good: tuple[PlannedScore, ...]
    bad: tuple[BadRow, ...]


def plan_scores(table: ScoreTable, mapping: ScoreMapping, questions: Questions, today: date) -> ScorePlan:
    """Every row read under `mapping`; raises BadMapping. Only clinicians of the scope are known."""
    mapping.check(table.header)
    people = _people(mapping.known_by)
    good: dict[tuple[object, ...], PlannedScore] = {}
    bad: list[BadRow] = []
    for line, row in table.rows:
        try:
            score = _score(line, mapping.cells(table.header, row), mapping, people, questions, today)
            if score.key in good:
                raise BadCell(f"the same as line {good[score.key].line}")
            good[score.key] = score
        except BadCell as reason:
            bad.append(BadRow(line, str(reason)))
    return ScorePlan(tuple(good.values()), tuple(bad))


def _score(
    line: int,
    cells: Mapping[Fact, str],
    mapping: ScoreMapping,
    people: Mapping[str, Sequence[Clinician]],
    questions: Questions,
    today: date,
) -> PlannedScore:
    person = _person(cells, people)
    source = _one_of(RaterSource, cells[Fact.SOURCE], "who answered")
    dimension = _dimension(cells[Fact.DIMENSION])
    if dimension not in questions.items[source]:
        raise BadCell(f"a {source} is not asked about “{DIMENSION_NAMES[dimension].lower()}”")
    answers = _whole(cells[Fact.ANSWERS], "number of answers", 1, MOST_ANSWERS)
    return PlannedScore(
        line=line,
        clinician_id=person.id,
        clinician_name=person.name,
        role_code=person.primary_role.code,
        setting=_one_of(Setting, cells[Fact.SETTING], "setting"),
        source=source,
        dimension=dimension,
        answers=answers,
        always=_always(cells[Fact.ALWAYS], answers, mapping.always_as),
        period_end=_day(cells[Fact.PERIOD_END], today),
    )


def _people(known_by: KnownBy) -> dict[str, list[Clinician]]:
    """Clinicians by what the file knows them by, in small letters."""
    column = {
        KnownBy.EXTERNAL_ID: Clinician.external_id,
        KnownBy.EMAIL: Clinician.email,
        KnownBy.NPI: Clinician.npi,
    }[known_by]
    rows = db.session.execute(
        select(func.lower(column), Clinician)
        .where(column.is_not(None), column != "")
        .options(joinedload(Clinician.primary_role))
    )
    found: dict[str, list[Clinician]] = {}
    for key, person in rows:
        found.setdefault(key, []).append(person)
    return found


def _person(cells: Mapping[Fact, str], people: Mapping[str, Sequence[Clinician]]) -> Clinician:
    who = cells[Fact.CLINICIAN]
    found = people.get(who.lower(), ())
    if len(found) != 1:
        raise BadCell(f"{'nobody is' if not found else 'several people are'} known by “{who}”")
    name = cells.get(Fact.LAST_NAME, "")
    if name and name.casefold() != found[0].last_name.casefold():
        raise BadCell(f"“{who}” is not called {name}")
    return found[0]


def _dimension(text: str) -> Dimension:
    by_name = {name.casefold(): dimension for dimension, name in DIMENSION_NAMES.items()}
    return by_name.get(text.casefold()) or _one_of(Dimension, text, "dimension")


def _one_of(kind: type[Kind], text: str, what: str) -> Kind:
    plain = re.sub(r"[\s-]+", "_", text.strip().lower())
    if plain not in set(kind):
        raise BadCell(f"{what}: “{text}” is none of {', '.join(kind)}")
    return kind(plain)


def _whole(text: str, what: str, low: int, high: int) -> int:
    if not WHOLE.fullmatch(text) or not low <= int(text) <= high:
        raise BadCell(f"{what}: “{text}” is not a whole number from {low} to {high:,}")
    return int(text)


def _always(text: str, answers: int, written: AlwaysAs) -> int:
    """How many of `answers` were "Always"; a share is taken to the nearest whole answer."""
    if written is AlwaysAs.COUNT:
        return _whole(text, "“Always”", 0, answers)
    whole = 1.0 if written is AlwaysAs.SHARE else 100.0
    match = DECIMAL.fullmatch(text)
    if match is None or float(match.group(1)) > whole:
        raise BadCell(f"“Always”: “{text}” is not a {written} from 0 to {whole:.0f}")
    return round(float(match.group(1)) / whole * answers)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadCell(f"last day of the period: “{text}” is not a day like 2026-09-30")
    if not today - OLDEST <= day <= today:
        raise BadCell(f"last day of the period: {day} is not within the last ten years")
    return day
