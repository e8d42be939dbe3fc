"""A clinician's answers about a place come in, once per worked shift; they can be voided, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, record
from staffing.db import db
from staffing.placements.models import Placement
from staffing.ratings.finished import came_lately
from staffing.ratings.models import Answer
from staffing.ratings.services import CannotRate, leave_out
from staffing.site_ratings.models import SiteAnswer, SiteDimension, SiteResponse


class SiteAlreadyRated(CannotRate):
    """The clinician has answered about this shift before."""

    def __init__(self) -> None:
        super().__init__("You have already told us how this shift was.")


def submit_site_response(
    placement: Placement, answers: Mapping[SiteDimension, Answer], by: Actor, now: datetime
) -> SiteResponse:
    """Keep the raw answers of the clinician who worked `placement` ("not applicable" is an answer).

    The caller vouches that `by` is that clinician. Raises CannotRate: shift not worked or over 30 days
    ago, a dimension missing; SiteAlreadyRated at a second try.
    """
    if not came_lately(placement, placement.ends_at, now):
        raise CannotRate("A place can be rated once the shift has been worked, and for 30 days after.")
    if set(answers) != set(SiteDimension):
        raise CannotRate("Please answer each line; N/A is an answer too.")
    response = _response(placement, now)
    response.answers = [SiteAnswer(dimension=one, answer=answers[one]) for one in SiteDimension]
    try:
        with db.session.begin_nested():
            db.session.add(response)
    except IntegrityError as error:
        raise SiteAlreadyRated from error
    record(response, "rated", by, after={"placement_id": placement.id})
    return response


def void_site_response(response_id: int, reason: str, by: Actor, now: datetime) -> SiteResponse:
    """Leave a response out of every score from `now` on; its answers stay. Raises CannotVoid."""
    response = db.session.scalar(select(SiteResponse).where(SiteResponse.id == response_id).with_for_update())
    return leave_out(response, reason, by, now)


def _response(placement: Placement, now: datetime) -> SiteResponse:
    return SiteResponse(
        facility_id=placement.facility_id,
        clinician_id=placement.clinician_id,
        placement_id=placement.id,
        unit_id=placement.slot.unit_id,
        worked_at=min(placement.ends_at, now),
        submitted_at=now,
    )
