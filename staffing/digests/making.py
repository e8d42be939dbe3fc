"""The monthly digests: made from five new responses on, and told by a message without figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from staffing import clock
from staffing.accounts.models import Agency
from staffing.audit import SYSTEM, record
from staffing.clinicians.models import Clinician
from staffing.db import current_scope, db, transact
from staffing.db.engine import reading_only
from staffing.digests.comparing import compared
from staffing.digests.models import Digest
from staffing.notifications import messages
from staffing.notifications.messages import Person
from staffing.ratings.bands import CLINICIAN_FROM_RESPONSES
from staffing.ratings.models import CommunicationResponse
from staffing.ratings.scores import ScoreBook, score_book
from staffing.ratings.validity import valid_at

AT_A_TIME = 50
"""Digests written in one transaction: offers must not wait for all of them."""

_responses: Any = CommunicationResponse.__table__


@dataclass(frozen=True)
class Period:
    """The calendar month a digest closes, by the agency's clock; `ends_at` is the first instant after it."""

    month: date
    ends_at: datetime
    zone: str


def make_due(now: datetime) -> int:
    """Make the scope's agency's digests of last month that are due and not made yet; how many.

    Reading is over before the first is written: it keeps no writer waiting.
    """
    with reading_only():
        try:
            period = closed_month(now)
            new = new_responses(period)
            due = sorted(one for one, count in new.items() if count >= CLINICIAN_FROM_RESPONSES)
            book = score_book(period.ends_at, None if due else [])
        finally:
            db.session.rollback()
    groups = [due[first : first + AT_A_TIME] for first in range(0, len(due), AT_A_TIME)]
    return sum(transact(partial(_make, group, new, book, period, now)) for group in groups)


def closed_month(now: datetime) -> Period:
    """The month before the one `now` lies in."""
    agency = db.session.get_one(Agency, current_scope().require_agency())
    first_day = clock.local_day(now, agency.timezone).replace(day=1)
    ends_at, _ = clock.day_bounds(first_day, agency.timezone)
    return Period((first_day - timedelta(days=1)).replace(day=1), ends_at, agency.timezone)


def new_responses(period: Period) -> dict[int, int]:
    """Valid responses at the month's end since each active clinician's last digest, where there are any.

    Whoever has this month's digest already is left out.
    """
    latest = (
        select(Digest.clinician_id, func.max(Digest.month).label("month"))
        .group_by(Digest.clinician_id)
        .subquery()
    )
    query = (
        select(_responses.c.clinician_id, func.count(_responses.c.id))
        .join(Clinician, Clinician.id == _responses.c.clinician_id)
        .outerjoin(latest, latest.c.clinician_id == _responses.c.clinician_id)
        .where(
            _responses.c.agency_id == current_scope().require_agency(),
            Clinician.active,
            valid_at(period.ends_at),
            _responses.c.submitted_at < period.ends_at,
            _since(latest.c.month, period),
        )
        .group_by(_responses.c.clinician_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _since(last_month: Any, period: Period) -> ColumnElement[bool]:
    """Submitted after the month of the last digest, or ever where there is none; months differ by person."""
    earlier = db.session.scalars(select(Digest.month).where(Digest.month < period.month).distinct())
    after = (
        and_(last_month == month, _responses.c.submitted_at >= end_of(month, period.zone))
        for month in earlier
    )
    return or_(last_month.is_(None), *after)


def end_of(month: date, zone: str) -> datetime:
    """The first instant after the month that begins on `month`."""
    return clock.day_bounds((month + timedelta(days=31)).replace(day=1), zone)[0]


def _make(
    clinician_ids: Sequence[int], new: dict[int, int], book: ScoreBook, period: Period, now: datetime
) -> int:
    people = db.session.scalars(select(Clinician).where(Clinician.id.in_(clinician_ids))).all()
    return sum(_add(person, new[person.id], book, period, now) for person in people)


def _add(person: Clinician, new: int, book: ScoreBook, period: Period, now: datetime) -> bool:
    """Write one digest and its message; False where somebody else has just done so."""
    earlier = db.session.scalar(
        select(Digest).where(Digest.clinician_id == person.id).order_by(Digest.month.desc()).limit(1)
    )
    content = compared(book, book.people[book.rows[person.id]], None if earlier is None else earlier.content)
    row = Digest(clinician_id=person.id, month=period.month, new_responses=new, content=content, made_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    record(row, "made", SYSTEM, after={"month": period.month.isoformat(), "new_responses": new})
    link = f"{current_app.config['SETTINGS'].public_url}/clinician/digests"
    to = Person(person.first_name, person.email)
    messages.digest_ready(str(row.id), to, f"{period.month:%B %Y}", link, now)
    return True
