"""Suspended raters: nothing they answered counts from that moment, until it is lifted (`validity.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.ratings.exclusions import RaterSuspension
from staffing.ratings.models import CommunicationResponse

SHORTEST, LONGEST = 3, 300


class CannotSuspend(ValueError):
    """The suspension, or its end, is refused; the message is fit to show."""


def suspensions_of(rater: str) -> Sequence[RaterSuspension]:
    """Every suspension of a rater there was, first things first."""
    query = select(RaterSuspension).where(RaterSuspension.rater == rater)
    return db.session.scalars(query.order_by(RaterSuspension.id)).all()


def suspend(rater: str, reason: str, by: Actor, now: datetime) -> RaterSuspension:
    """Leave out a rater, or everybody who counts with them as one, from `now` on.

    Answers given before count no more either, and come back when it is lifted. Raises CannotSuspend for a
    rater nobody has heard of, without words, and where one is running (held by the database).
    """
    if not _answered(rater):
        raise CannotSuspend("This rater has given no answer.")
    row = RaterSuspension(rater=rater, reason=_words(reason), starts_at=now, suspended_by_id=by.user_id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise CannotSuspend("This rater is suspended already.") from error
    record(row, "suspended", by, after=snapshot(row, "rater", "starts_at"), reason=row.reason)
    return row


def lift(rater: str, reason: str, by: Actor, now: datetime) -> RaterSuspension:
    """From `now` on the rater's answers count again, the earlier ones too. Raises CannotSuspend."""
    query = select(RaterSuspension).where(RaterSuspension.rater == rater, RaterSuspension.ends_at.is_(None))
    row = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise CannotSuspend("This rater is not suspended.")
    row.lift_reason = _words(reason)
    row.ends_at, row.lifted_by_id = now, by.user_id
    record(
        row, "lifted", by, before={"ends_at": None}, after=snapshot(row, "ends_at"), reason=row.lift_reason
    )
    return row


def _answered(rater: str) -> bool:
    known = or_(CommunicationResponse.rater == rater, CommunicationResponse.pooled_as == rater)
    return bool(db.session.scalar(select(func.count(CommunicationResponse.id)).where(known)))


def _words(typed: str) -> str:
    typed = typed.strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise CannotSuspend("Say why in 3 to 300 characters: somebody may ask.")
    return typed
