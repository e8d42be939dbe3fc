"""A clinician's communication, dimension by dimension, traced to the responses it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from staffing.clinicians.models import Clinician
from staffing.facilities.models import Setting
from staffing.feedback.models import RatingComment
from staffing.feedback.moderating import released_about
from staffing.ratings.bands import Audience, Band
from staffing.ratings.book import Score, ScoreBook
from staffing.ratings.imported_trace import TracedImport, trace_imported
from staffing.ratings.models import Dimension
from staffing.ratings.questionnaire import Questions, questionnaire
from staffing.ratings.scores import score_book
from staffing.ratings.trace import Month, TracedResponse, trace, trend
from staffing.ratings.weights import dimensions_asked

TREND = timedelta(days=90)
SHOWN = 60


@dataclass(frozen=True)
class Line:
    """One dimension in one setting. `trend`: today's mean less that of 90 days ago."""

    setting: Setting
    dimension: Dimension
    score: Score
    trend: float
    coaching: bool


@dataclass(frozen=True)
class Communication:
    band: Band
    lines: tuple[Line, ...]
    months: Sequence[Month]
    responses: Sequence[TracedResponse]
    """The latest SHOWN of `of_all`, voided ones among them."""
    of_all: int
    asked: Mapping[int, Questions]
    """The questionnaires those answered, by number."""
    comments: Sequence[RatingComment]
    """Those a moderator released."""
    imported: Sequence[TracedImport]


def communication_of(person: Clinician, now: datetime) -> Communication:
    """Everything a coordinator may know: means, intervals, n, sources, trend, and every response's part."""
    book, earlier = score_book(now, [person.id]), score_book(now - TREND, [person.id])
    responses = trace(person.id, now)
    return Communication(
        book.band(person.id, Audience.COORDINATOR),
        _lines(person, book, earlier),
        trend(person.id, now),
        responses[:SHOWN],
        len(responses),
        _asked({response.questionnaire_version for response in responses[:SHOWN]}),
        released_about(person.id),
        trace_imported(person.id, now),
    )


def _asked(numbers: set[int]) -> dict[int, Questions]:
    found = ((number, questionnaire(number)) for number in sorted(numbers))
    return {number: questions for number, questions in found if questions is not None}


def _lines(person: Clinician, book: ScoreBook, earlier: ScoreBook) -> tuple[Line, ...]:
    main = book.main_setting(person.id)
    asked = dimensions_asked(person.primary_role.family, main, table=book.weights)
    weak = set(book.coaching(person.id))
    found = []
    for setting in sorted(Setting, key=lambda one: one is not main):
        for dimension in Dimension:
            score = book.score(person.id, setting, dimension)
            if score.answers or (setting is main and dimension in asked):
                before = earlier.mean(person.id, setting, dimension)
                found.append(
                    Line(setting, dimension, score, score.mean - before, (setting, dimension) in weak)
                )
    return tuple(found)
