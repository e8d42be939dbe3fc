"""A person decides what becomes of a comment: released to coordinators, or hidden for good, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor
from staffing.db import db
from staffing.feedback.models import CommentStatus, RatingComment
from staffing.policies.figures import figures_in_force
from staffing.ratings.models import CommunicationResponse

LONGEST_REASON = 300


class CannotModerate(ValueError):
    """Not like this; the message is fit to show."""


def release(comment_id: int, by: Actor, now: datetime) -> RatingComment:
    """Coordinators may read it beside the response. Raises CannotModerate, IllegalTransition."""
    return _decide(comment_id, CommentStatus.RELEASED, None, by, now)


def hide(comment_id: int, reason: str, by: Actor, now: datetime) -> RatingComment:
    """Nobody but a moderator reads it again. Raises CannotModerate, IllegalTransition."""
    reason = reason.strip()
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise CannotModerate(f"Say why in 3 to {LONGEST_REASON} characters.")
    return _decide(comment_id, CommentStatus.HIDDEN, reason, by, now)


def released_about(clinician_id: int) -> Sequence[RatingComment]:
    """What coordinators may read about one clinician, newest first; for their screens only."""
    return db.session.scalars(
        select(RatingComment)
        .join(CommunicationResponse, CommunicationResponse.id == RatingComment.response_id)
        .where(
            CommunicationResponse.clinician_id == clinician_id,
            RatingComment.status == CommentStatus.RELEASED,
        )
        .options(joinedload(RatingComment.response))
        .order_by(RatingComment.written_at.desc(), RatingComment.id.desc())
    ).all()


def are_any(now: datetime) -> bool:
    """Whether the scope's agency asks for comments, or did once."""
    return bool(figures_in_force(now).comments) or bool(
        db.session.scalar(select(exists().where(RatingComment.id.is_not(None)).select_from(RatingComment)))
    )


def _decide(
    comment_id: int, status: CommentStatus, reason: str | None, by: Actor, now: datetime
) -> RatingComment:
    comment = db.session.scalar(select(RatingComment).where(RatingComment.id == comment_id).with_for_update())
    if comment is None:
        raise CannotModerate("This comment does not exist.")
    comment.move_to(status, by, reason)
    comment.decided_at, comment.decided_by_id, comment.decision = now, by.user_id, reason
    return comment
