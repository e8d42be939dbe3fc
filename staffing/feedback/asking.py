"""After a worked shift: the facility is asked by message how it went, with a link that needs no sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Exists, Select, exists, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import db, transact
from staffing.facilities.models import FacilityMember
from staffing.feedback.links import issue
from staffing.feedback.models import LinkChannel, RatingLink
from staffing.notifications import messages
from staffing.notifications.messages import Person
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import CommunicationResponse, RaterSource
from staffing.requests.models import ShiftRequest, Slot
from staffing.requests.words import shift_words

ASK_WITHIN = timedelta(hours=12)
"""Later than this after the shift a message has missed its moment; the list of finished shifts stays."""


def ask_facilities(now: datetime) -> int:
    """Ask about shifts just worked, one transaction each; returns how many messages were written.

    Asked once a shift, and not at all where somebody of the facility has begun to rate it.
    """
    return sum(transact(partial(_ask, key, now)) for key in transact(partial(_just_worked, now)))


def _just_worked(now: datetime) -> list[int]:
    return list(db.session.scalars(_to_ask_about(now).order_by(ShiftRequest.ends_at, ShiftRequest.id)))


def _to_ask_about(now: datetime) -> Select[int]:
    return select(ShiftRequest.id).where(
        ShiftRequest.ends_at <= now,
        ShiftRequest.ends_at > now - ASK_WITHIN,
        _worked(),
        ~_asked(),
        ~_rated(),
    )


def _worked() -> Exists:
    return exists().where(
        Slot.request_id == ShiftRequest.id,
        Placement.slot_id == Slot.id,
        Placement.status == PlacementStatus.WORKED,
    )


def _asked() -> Exists:
    return exists().where(
        Slot.request_id == ShiftRequest.id,
        Placement.slot_id == Slot.id,
        RatingLink.placement_id == Placement.id,
        RatingLink.channel == LinkChannel.EMAIL,
        RatingLink.source == RaterSource.FACILITY,
    )


def _rated() -> Exists:
    return exists().where(
        Slot.request_id == ShiftRequest.id,
        Placement.slot_id == Slot.id,
        CommunicationResponse.placement_id == Placement.id,
        CommunicationResponse.source == RaterSource.FACILITY,
    )


def _ask(request_id: int, now: datetime) -> int:
    """One link and one message for each rater of the shift, unless another worker is at it or was."""
    still = _to_ask_about(now).where(ShiftRequest.id == request_id)
    if db.session.scalar(still.with_for_update(of=ShiftRequest, skip_locked=True)) is None:
        return 0
    people, raters = _who_came(request_id), _raters(request_id)
    who = ", ".join(person.clinician.first_name for person in people)
    for account in raters:
        issued = issue(people[0], RaterSource.FACILITY, LinkChannel.EMAIL, SYSTEM, now, account_id=account.id)
        messages.rate_who_came(
            f"{request_id}/{account.id}",
            Person(account.name, account.email),
            shift_words(people[0].slot),
            who,
            issued.address,
            (issued.link.expires_at - now).days,
            now,
        )
    return len(raters)


def _who_came(request_id: int) -> Sequence[Placement]:
    return db.session.scalars(
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Slot.request_id == request_id, Placement.status == PlacementStatus.WORKED)
        .order_by(Slot.head)
    ).all()


def _raters(request_id: int) -> Sequence[Account]:
    """Who asked for the shift, where they schedule for the facility; else everybody who does."""
    request = db.session.get_one(ShiftRequest, request_id)
    schedulers = db.session.scalars(
        select(Account)
        .join(FacilityMember, FacilityMember.account_id == Account.id)
        .where(FacilityMember.facility_id == request.facility_id, Account.active)
        .order_by(Account.id)
    ).all()
    return [one for one in schedulers if one.id == request.entered_by_id] or schedulers
