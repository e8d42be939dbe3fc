"""Free text beside a response: kept for a moderator, with what the screening found in it."""

from __future__ import annotations

from datetime import datetime

from staffing.db import db
from staffing.feedback.models import RatingComment
from staffing.feedback.screening import found_in
from staffing.ratings.models import CommunicationResponse

LONGEST = 500


def keep_comment(response: CommunicationResponse, text: str, now: datetime) -> RatingComment:
    """A comment that waits for a moderator, whatever the screening says; nobody else reads it before."""
    text = text.strip()[:LONGEST]
    comment = RatingComment(
        facility_id=response.facility_id,
        response_id=response.id,
        text=text,
        found=found_in(text),
        written_at=now,
    )
    db.session.add(comment)
    return comment
