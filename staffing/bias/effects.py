"""What suspending a rater would change, before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from staffing.clinicians.models import Clinician
from staffing.db import current_scope, db
from staffing.ratings.models import CommunicationResponse
from staffing.ratings.scores import score_book
from staffing.ratings.validity import valid_at

SHOWN = 5

_responses: Any = CommunicationResponse.__table__


@dataclass(frozen=True)
class Moved:
    """A clinician's overall score, in the setting they mostly work in, with the rater and without."""

    clinician: Clinician
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Consequence:
    """Responses that would no longer count, people they are about, and whom it moves most."""

    responses: int
    people: int
    moved: tuple[Moved, ...]


def if_suspended(rater: str, now: datetime) -> Consequence:
    """Under the fit in force; the nightly fit forgets the rater too, which may move others a little."""
    about = _people(rater, now)
    if not about:
        return Consequence(0, 0, ())
    with_them, without = score_book(now, about), score_book(now, about, without=rater)
    people = db.session.scalars(select(Clinician).where(Clinician.id.in_(about))).all()
    moved = []
    for person in people:
        setting, family = with_them.main_setting(person.id), person.primary_role.family
        scores = (book.overall(person.id, family, setting) for book in (with_them, without))
        moved.append(Moved(person, *scores))
    moved.sort(key=lambda one: (-abs(one.change), one.clinician.id))
    return Consequence(sum(about.values()), len(about), tuple(moved[:SHOWN]))


def _people(rater: str, now: datetime) -> dict[int, int]:
    """How many responses that count this rater gave, by clinician."""
    query = (
        select(_responses.c.clinician_id, func.count())
        .where(
            _responses.c.agency_id == current_scope().require_agency(),
            func.coalesce(_responses.c.pooled_as, _responses.c.rater) == rater,
            valid_at(now),
        )
        .group_by(_responses.c.clinician_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
