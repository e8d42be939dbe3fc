"""A changed questionnaire is published as the next version; those before it stay as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product

from sqlalchemy import func, select

from staffing.audit import Actor, record
from staffing.clinicians.models import RoleFamily
from staffing.db import db
from staffing.ratings.items import LANGUAGES, Items
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.questionnaire import FIRST, Questionnaire, Questions, questionnaire_in_force
from staffing.ratings.weights import WeightTable

LONGEST_LINE = 90
"""Characters of an item: two lines on a phone."""
NOTE_LENGTH = (3, 300)


class BadQuestions(ValueError):
    """A questionnaire that cannot be published; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(errors.values()))


def line_field(source: RaterSource, dimension: Dimension, language: str) -> str:
    return f"{source}-{dimension}-{language}"


def share_field(family: RoleFamily, dimension: Dimension) -> str:
    return f"{family}-{dimension}"


def publish(items: Items, weights: WeightTable, note: str, by: Actor, now: datetime) -> Questions:
    """Ask these items under these weights from `now` on; raises BadQuestions.

    An item left out of a source is not asked of it. Responses keep the version they answered.
    """
    before, note = questionnaire_in_force(now), note.strip()
    if errors := dict([*_wrong_lines(items), *_wrong_shares(items, weights), *_wrong_note(note)]):
        raise BadQuestions(errors)
    if (items, weights) == (before.items, before.weights):
        raise BadQuestions({"note": "Nothing is different from the version in force."})
    row = Questionnaire(
        number=(db.session.scalar(select(func.max(Questionnaire.number))) or FIRST) + 1,
        items={source.value: _plain(lines) for source, lines in items.items()},
        weights={family.value: _plain(shares) for family, shares in weights.items()},
        note=note,
        published_at=now,
        published_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    record(row, "published", by, before={"number": before.number}, after={"number": row.number}, reason=note)
    return Questions(row.number, items, weights)


def _plain(values: Mapping[Dimension, object]) -> dict[str, object]:
    return {dimension.value: value for dimension, value in values.items()}


def _wrong_lines(items: Items) -> Iterator[tuple[str, str]]:
    for source in RaterSource:
        lines = items.get(source, {})
        if Dimension.RESPECT not in lines:
            yield line_field(source, Dimension.RESPECT, "en"), "Respect is asked of everybody."
        for (dimension, wording), language in product(lines.items(), LANGUAGES):
            words = wording.get(language, "").strip()
            if not words or len(words) > LONGEST_LINE or not words.isprintable():
                yield (
                    line_field(source, dimension, language),
                    f"One line of up to {LONGEST_LINE} characters, in {LANGUAGES[language]} too.",
                )


def _wrong_shares(items: Items, weights: WeightTable) -> Iterator[tuple[str, str]]:
    asked = {dimension for lines in items.values() for dimension in lines}
    for family in RoleFamily:
        shares = weights.get(family, {})
        first = share_field(family, Dimension.RESPECT)
        if Dimension.RESPECT not in shares or min(shares.values()) <= 0:
            yield first, "Respect carries a weight, and no weight is below zero."
        elif abs(sum(shares.values()) - 1) > 1e-9:
            yield first, f"These weights sum to {100 * sum(shares.values()):g} %, not to 100 %."
        for dimension in shares.keys() - asked:
            yield share_field(family, dimension), "Nobody is asked about this."


def _wrong_note(note: str) -> Iterator[tuple[str, str]]:
    low, high = NOTE_LENGTH
    if not low <= len(note) <= high or not note.isprintable():
        yield "note", f"Say what changed and why, in {low} to {high} characters."
