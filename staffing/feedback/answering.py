"""An answer sent through a one-time link: whose it is, whom it is about, and that it comes once."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from datetime import datetime, timedelta

from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.members import schedules_for
from staffing.feedback.comments import keep_comment
from staffing.feedback.links import LinkClosed, open_for_good
from staffing.feedback.models import LinkStatus, RatingLink
from staffing.placements.models import Placement
from staffing.policies.figures import figures_in_force
from staffing.ratings.finished import BEFORE_THE_END, is_open_for_rating, shift_to_rate
from staffing.ratings.models import Answer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.questionnaire import Questions
from staffing.ratings.services import CannotRate, Rater, keep_response, rater_of

STRANGERS: Mapping[RaterSource, str] = {
    RaterSource.FACILITY: "charge nurse (by link)",
    RaterSource.PATIENT: "patient or family (by link)",
    RaterSource.CALLER: "caller (by link)",
    RaterSource.COLLEAGUE: "colleague (by link)",
}
"""How the audit trail calls a rater whom the link does not name."""

Answers = Mapping[Dimension, Answer]


class TooManyAnswers(CannotRate):
    """More patients have answered about one shift in an hour than could be true."""


def placement_of(link: RatingLink) -> Placement:
    return db.session.scalars(select(Placement).where(Placement.id == link.placement_id)).one()


def rater_by(link: RatingLink) -> Rater:
    """Who holds the link. Raises LinkClosed where they no longer schedule for the facility.

    Strangers count as themselves once, but weigh together: patients and callers as one rater a shift,
    charge nurses as one rater a unit.
    """
    if link.rater_account_id is not None:
        return _scheduler(link, link.rater_account_id)
    if link.rater_clinician_id is not None:
        colleague = db.session.get_one(Clinician, link.rater_clinician_id)
        by = Actor(colleague.account_id, colleague.name)
        return Rater(link.source, f"clinician:{colleague.id}", by)
    pool = f"shift:{link.placement_id}"
    if link.source is RaterSource.FACILITY:
        pool = f"unit:{placement_of(link).slot.unit_id}"
    return Rater(link.source, f"link:{link.id}", Actor(None, STRANGERS[link.source]), pool)


def _scheduler(link: RatingLink, account_id: int) -> Rater:
    if not schedules_for(account_id, link.facility_id):
        raise LinkClosed(LinkStatus.REVOKED)
    account = db.session.get_one(Account, account_id)
    return Rater(link.source, rater_of(account_id), Actor(account_id, account.name))


def people_of(link: RatingLink, now: datetime) -> tuple[Placement, ...]:
    """Whom the link asks about: everybody of the shift for a facility, else the one person; who is rated,
    cancelled or not there yet is left out."""
    placement = placement_of(link)
    if link.source is RaterSource.FACILITY:
        shift = shift_to_rate(placement.slot.request.reference, rater_by(link).code, now)
        return () if shift is None else shift.waiting
    return (placement,) if is_open_for_rating(placement, link.source, now) else ()


def answer(
    link_id: int, answers: Mapping[int, Answers], questions: Questions, comment: str, now: datetime
) -> list[CommunicationResponse]:
    """Keep what a link's holder answered, by placement id, and use the link up; all or nothing.

    `comment` is kept for moderation where the agency asks for comments and one person is rated. Raises
    LinkClosed and CannotRate.
    """
    link = open_for_good(link_id, now)
    rater, people = rater_by(link), {person.id: person for person in people_of(link, now)}
    if not answers or not answers.keys() <= people.keys():
        raise CannotRate("Please answer about the people on this page.")
    _refuse_a_flood(link, now)
    responses = [keep_response(people[key], rater, questions, answers[key], now) for key in sorted(answers)]
    if comment and asks_for_comment(people, now):
        keep_comment(responses[0], comment, now)
    link.used_at, link.response_id = now, responses[0].id
    link.move_to(LinkStatus.USED, rater.by)
    return responses


def asks_for_comment(people: Sized, now: datetime) -> bool:
    """Comments are off unless the agency turns them on; a page about several people has no box."""
    return len(people) == 1 and bool(figures_in_force(now).comments)


def _refuse_a_flood(link: RatingLink, now: datetime) -> None:
    """One shift meets only so many patients in an hour (the figure is the agency's)."""
    if link.source not in BEFORE_THE_END:
        return
    lately = select(func.count()).where(
        CommunicationResponse.placement_id == link.placement_id,
        CommunicationResponse.source.in_(BEFORE_THE_END),
        CommunicationResponse.submitted_at > now - timedelta(hours=1),
    )
    if (db.session.scalar(lately) or 0) >= figures_in_force(now).patient_answers_an_hour:
        raise TooManyAnswers("Many people have just answered about this shift. Please try again in an hour.")
