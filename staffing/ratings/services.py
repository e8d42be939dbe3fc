"""Responses come in, once per worked shift and rater, and can be voided, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.accounts.models import Account
from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.facilities.models import FacilityMember
from staffing.placements.models import Placement
from staffing.ratings.finished import is_open_for_rating
from staffing.ratings.models import (
    Answer,
    CommunicationAnswer,
    CommunicationResponse,
    Dimension,
    RaterSource,
)
from staffing.ratings.weights import dimensions_asked
from staffing.requests.models import Slot


class CannotRate(ValueError):
    """The response is refused; the message is fit to show."""


class AlreadyRated(CannotRate):
    """This rater has answered for this placement before."""

    def __init__(self) -> None:
        super().__init__("You have already rated this person for this shift.")


class CannotVoid(ValueError):
    """The response cannot be voided; the message is fit to show."""


def rater_of(account_id: int) -> str:
    """The name under which an account counts as one rater."""
    return f"account:{account_id}"


def dimensions_of(slot: Slot) -> tuple[Dimension, ...]:
    """What is asked about whoever worked `slot`."""
    request = slot.request
    return dimensions_asked(slot.staff_role.family, request.setting, explains_bills=request.explains_bills)


def submit_facility_response(
    placement_id: int, answers: Mapping[Dimension, Answer], by_account_id: int, now: datetime
) -> CommunicationResponse:
    """Keep a facility scheduler's raw answers about one worked placement.

    `answers` holds each dimension that applies, no other ("not applicable" is an answer). Raises
    CannotRate: unknown or foreign placement, not a scheduler of that facility, shift not worked or over 30
    days ago, a dimension missing or too many; AlreadyRated at a second try.
    """
    account = db.session.get(Account, by_account_id)
    placement = db.session.scalar(select(Placement).where(Placement.id == placement_id))
    if account is None or placement is None or not _schedules_for(account, placement.facility_id):
        raise CannotRate("This shift is not one of yours.")
    if not is_open_for_rating(placement, now):
        raise CannotRate("A shift can be rated once it has been worked, and for 30 days after.")
    if set(answers) != set(dimensions_of(placement.slot)):
        raise CannotRate("Please answer each line; N/A is an answer too.")
    response = _response(placement, rater_of(account.id), now)
    response.answers = [
        CommunicationAnswer(dimension=d, answer=answers[d]) for d in Dimension if d in answers
    ]
    _add_once(response)
    by = Actor(account.id, account.name)
    record(response, "rated", by, after={"placement_id": placement.id, "source": response.source.value})
    return response


def void_response(response_id: int, reason: str, by: Actor, now: datetime) -> CommunicationResponse:
    """Leave a response out of every score from `now` on; its answers stay. Raises CannotVoid."""
    response = db.session.scalar(
        select(CommunicationResponse).where(CommunicationResponse.id == response_id).with_for_update()
    )
    if response is None:
        raise CannotVoid("This response does not exist.")
    if response.voided_at is not None:
        raise CannotVoid("This response is void already.")
    reason = reason.strip()
    if not 3 <= len(reason) <= 300:
        raise CannotVoid("Say why in 3 to 300 characters: the clinician may ask.")
    response.voided_at, response.void_reason, response.voided_by_id = now, reason, by.user_id
    after = snapshot(response, "voided_at", "void_reason")
    record(response, "voided", by, before={"voided_at": None}, after=after, reason=reason)
    return response


def _schedules_for(account: Account, facility_id: int) -> bool:
    mine = select(FacilityMember.id).where(
        FacilityMember.account_id == account.id, FacilityMember.facility_id == facility_id
    )
    return db.session.scalar(mine) is not None


def _response(placement: Placement, rater: str, now: datetime) -> CommunicationResponse:
    slot = placement.slot
    return CommunicationResponse(
        facility_id=placement.facility_id,
        placement_id=placement.id,
        clinician_id=placement.clinician_id,
        role_code=slot.staff_role.code,
        setting=slot.request.setting,
        source=RaterSource.FACILITY,
        rater=rater,
        worked_at=placement.ends_at,
        submitted_at=now,
    )


def _add_once(response: CommunicationResponse) -> None:
    """The database holds once per placement and rater, also when two tabs are sent at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(response)
    except IntegrityError as error:
        raise AlreadyRated from error
