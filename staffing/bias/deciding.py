"""A person decides about a flag: dismissed with a reason, or the rater suspended until it is lifted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor, IllegalTransition
from staffing.bias.models import FlagStatus, RatingFlag
from staffing.db import db
from staffing.ratings.suspending import lift, suspend

SHORTEST, LONGEST = 3, 300


class CannotDecide(ValueError):
    """The decision is refused; the message is fit to show."""


def dismiss(flag_id: int, reason: str, by: Actor, now: datetime) -> RatingFlag:
    """Nothing is wrong here; every answer keeps counting. Raises CannotDecide, IllegalTransition."""
    flag = _locked(flag_id, FlagStatus.OPEN, FlagStatus.DISMISSED)
    _decide(flag, FlagStatus.DISMISSED, _words(reason), by, now)
    return flag


def suspend_rater(flag_id: int, reason: str, by: Actor, now: datetime) -> RatingFlag:
    """The rater's answers count no more; every open flag of theirs is decided by it.

    Raises CannotDecide, CannotSuspend, IllegalTransition.
    """
    flag = _locked(flag_id, FlagStatus.OPEN, FlagStatus.SUSPENDED)
    words = _words(reason)
    suspend(flag.rater, words, by, now)
    for one in _of(flag.rater, FlagStatus.OPEN):
        _decide(one, FlagStatus.SUSPENDED, words, by, now)
    return flag


def lift_suspension(flag_id: int, reason: str, by: Actor, now: datetime) -> RatingFlag:
    """The rater counts again, what was said meanwhile too; their flags are dismissed.

    Raises CannotDecide, CannotSuspend, IllegalTransition.
    """
    flag = _locked(flag_id, FlagStatus.SUSPENDED, FlagStatus.DISMISSED)
    words = _words(reason)
    lift(flag.rater, words, by, now)
    for one in _of(flag.rater, FlagStatus.SUSPENDED):
        _decide(one, FlagStatus.DISMISSED, words, by, now)
    return flag


def _decide(flag: RatingFlag, to: FlagStatus, words: str, by: Actor, now: datetime) -> None:
    flag.decided_at, flag.decided_by_id, flag.decision = now, by.user_id, words
    flag.move_to(to, by, words)


def _of(rater: str, status: FlagStatus) -> list[RatingFlag]:
    query = select(RatingFlag).where(RatingFlag.rater == rater, RatingFlag.status == status)
    return list(db.session.scalars(query.order_by(RatingFlag.id).with_for_update()))


def _locked(flag_id: int, stands: FlagStatus, to: FlagStatus) -> RatingFlag:
    """The flag under lock, if it still `stands` as the deed needs it; raises IllegalTransition to `to`."""
    query = select(RatingFlag).where(RatingFlag.id == flag_id)
    flag = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if flag is None:
        raise CannotDecide("This flag does not exist.")
    if flag.status is not stands:
        raise IllegalTransition(flag, to)
    return flag


def _words(typed: str) -> str:
    typed = typed.strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise CannotDecide("Say why in 3 to 300 characters: somebody may ask.")
    return typed
