"""The versions of the questionnaire, each with what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, product

from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.clinicians.models import RoleFamily
from staffing.db import db
from staffing.ratings.items import LANGUAGES
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.questionnaire import BUILT_IN, Questionnaire, Questions, as_questions


@dataclass(frozen=True)
class Change:
    """One line or weight that differs: `of` is whom it is asked of or the role family whose weight it is."""

    of: RaterSource | RoleFamily
    dimension: Dimension
    before: str
    after: str
    language: str = ""
    """Empty for a weight."""


@dataclass(frozen=True)
class Version:
    """A published version. The built-in one has neither date nor author."""

    number: int
    note: str
    published_at: datetime | None
    published_by: str
    changes: Sequence[Change]


def versions() -> list[Version]:
    """Every version of the scope's agency, newest first."""
    rows = db.session.scalars(select(Questionnaire).order_by(Questionnaire.number)).all()
    names = {
        account.id: account.name
        for account in db.session.scalars(
            select(Account).where(Account.id.in_({row.published_by_id for row in rows}))
        )
    }
    questions = [BUILT_IN, *map(as_questions, rows)]
    later = [
        Version(
            row.number,
            row.note,
            row.published_at,
            names.get(row.published_by_id or 0, "the system"),
            list(changes(before, after)),
        )
        for row, (before, after) in zip(rows, pairwise(questions), strict=True)
    ]
    return [*reversed(later), Version(BUILT_IN.number, "Built in", None, "", [])]


def changes(before: Questions, after: Questions) -> Iterator[Change]:
    """What differs, lines first; an empty side means that it was not asked or carried no weight."""
    for source, dimension, language in product(RaterSource, Dimension, LANGUAGES):
        was, now = before.text(source, dimension, language), after.text(source, dimension, language)
        if was != now:
            yield Change(source, dimension, was, now, language)
    for family, dimension in product(RoleFamily, Dimension):
        old, new = before.weights[family].get(dimension, 0.0), after.weights[family].get(dimension, 0.0)
        if old != new:
            yield Change(family, dimension, _percent(old), _percent(new))


def _percent(share: float) -> str:
    return f"{100 * share:g} %" if share else ""
