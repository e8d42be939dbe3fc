"""Responses come in, once per worked shift and rater, and can be voided, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.accounts.models import Account
from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.facilities.members import schedules_for
from staffing.placements.models import Placement
from staffing.ratings.finished import is_open_for_rating
from staffing.ratings.models import (
    Answer,
    CommunicationAnswer,
    CommunicationResponse,
    Dimension,
    RaterSource,
)
from staffing.ratings.questionnaire import Questions, questionnaire_in_force
from staffing.recovery.cases import open_for_response

Response = TypeVar("Response", bound=Any)
"""A row with the three columns of a void."""


class CannotRate(ValueError):
    """The response is refused; the message is fit to show."""


class AlreadyRated(CannotRate):
    """This rater has answered for this placement before."""

    def __init__(self) -> None:
        super().__init__("You have already rated this person for this shift.")


class CannotVoid(ValueError):
    """The response cannot be voided; the message is fit to show."""


@dataclass(frozen=True)
class Rater:
    """Who answers. `code` counts once per placement; the cap and leniency count `pooled_as`, where set."""

    source: RaterSource
    code: str
    by: Actor
    pooled_as: str | None = None


def rater_of(account_id: int) -> str:
    """The name under which an account counts as one rater."""
    return f"account:{account_id}"


def keep_response(
    placement: Placement,
    rater: Rater,
    questions: Questions,
    answers: Mapping[Dimension, Answer],
    now: datetime,
) -> CommunicationResponse:
    """Keep a rater's raw answers about one worked placement, whoever the rater is.

    The caller vouches for the rater: signed in and scheduling there, or holding a one-time link. `answers`
    holds each dimension `questions` asks of that source, no other ("not applicable" is an answer). Raises
    CannotRate: shift not worked or over 30 days ago, a dimension missing or too many; AlreadyRated at a
    second try.
    """
    if not is_open_for_rating(placement, rater.source, now):
        raise CannotRate("A shift can be rated once it has been worked, and for 30 days after.")
    if set(answers) != set(questions.asked_about(placement.slot, rater.source)):
        raise CannotRate("Please answer each line; N/A is an answer too.")
    response = _response(placement, rater, questions.number, now)
    response.answers = [
        CommunicationAnswer(dimension=d, answer=answers[d]) for d in Dimension if d in answers
    ]
    _add_once(response)
    facts = {"placement_id": placement.id, "source": rater.source.value, "questions": questions.number}
    record(response, "rated", rater.by, after=facts)
    if answers.get(Dimension.RESPECT) is Answer.NEVER:
        open_for_response(response.id, placement, now)
    return response


def submit_facility_response(
    placement_id: int,
    answers: Mapping[Dimension, Answer],
    by_account_id: int,
    now: datetime,
    questions: Questions | None = None,
) -> CommunicationResponse:
    """Keep a signed-in facility scheduler's answers, to the version in force unless another was shown.

    Raises CannotRate for an unknown or foreign placement and for who does not schedule at that facility,
    and as `keep_response` does.
    """
    account = db.session.get(Account, by_account_id)
    placement = db.session.scalar(select(Placement).where(Placement.id == placement_id))
    if account is None or placement is None or not schedules_for(account.id, placement.facility_id):
        raise CannotRate("This shift is not one of yours.")
    rater = Rater(RaterSource.FACILITY, rater_of(account.id), Actor(account.id, account.name))
    return keep_response(placement, rater, questions or questionnaire_in_force(now), answers, now)


def void_response(response_id: int, reason: str, by: Actor, now: datetime) -> CommunicationResponse:
    """Leave a response out of every score from `now` on; its answers stay. Raises CannotVoid."""
    response = db.session.scalar(
        select(CommunicationResponse).where(CommunicationResponse.id == response_id).with_for_update()
    )
    return leave_out(response, reason, by, now)


def leave_out(response: Response | None, reason: str, by: Actor, now: datetime) -> Response:
    """Void a locked response of any kind, about a person or a place. Raises CannotVoid."""
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


def _response(placement: Placement, rater: Rater, version: int, now: datetime) -> CommunicationResponse:
    slot = placement.slot
    return CommunicationResponse(
        facility_id=placement.facility_id,
        placement_id=placement.id,
        clinician_id=placement.clinician_id,
        role_code=slot.staff_role.code,
        setting=slot.request.setting,
        source=rater.source,
        rater=rater.code,
        pooled_as=rater.pooled_as,
        questionnaire_version=version,
        worked_at=min(placement.ends_at, now),
        submitted_at=now,
    )


def _add_once(response: CommunicationResponse) -> None:
    """The database holds once per placement and rater, also when two tabs are sent at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(response)
    except IntegrityError as error:
        raise AlreadyRated from error
