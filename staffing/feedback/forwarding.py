"""A scheduler gives the question to the charge nurse: a one-time link, shown once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.feedback.links import CannotIssue, IssuedLink, issue
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.placements.models import Placement
from staffing.ratings.finished import shift_to_rate
from staffing.ratings.models import RaterSource
from staffing.requests.models import ShiftRequest, Slot

NOBODY = "charge nurse's link to be"
"""A rater who has not rated yet: everybody who came is still to be asked about."""


def link_for_charge_nurse(reference: str, by: Actor, now: datetime) -> tuple[ShiftRequest, IssuedLink] | None:
    """The shift and its link for a charge nurse; None where the scope has no such shift.

    One such answer a shift: a new link closes one that was not used; after an answer there is no other.
    Raises CannotIssue.
    """
    shift = shift_to_rate(reference, NOBODY, now)
    if shift is None:
        return None
    _close_earlier(shift.request.id, by)
    if not shift.waiting:
        raise CannotIssue("A shift can be rated once it has been worked, and for 30 days after.")
    return shift.request, issue(shift.waiting[0], RaterSource.FACILITY, LinkChannel.SHARED, by, now)


def _close_earlier(request_id: int, by: Actor) -> None:
    # The shift's row is the lock: two links asked for at once would not see each other.
    db.session.scalar(select(ShiftRequest.id).where(ShiftRequest.id == request_id).with_for_update())
    earlier = db.session.scalars(
        select(RatingLink)
        .join(Placement, Placement.id == RatingLink.placement_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            Slot.request_id == request_id,
            RatingLink.source == RaterSource.FACILITY,
            RatingLink.channel == LinkChannel.SHARED,
        )
        .with_for_update(of=RatingLink)
        .execution_options(populate_existing=True)
    ).all()
    if any(link.status is LinkStatus.USED for link in earlier):
        raise CannotIssue("The charge nurse has rated this shift already.")
    for link in earlier:
        if link.status is LinkStatus.ISSUED:
            link.move_to(LinkStatus.REVOKED, by, "a new link was made")
