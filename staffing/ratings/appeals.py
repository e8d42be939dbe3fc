"""Appeals: a clinician asks a person to look at the ratings of one worked shift.

While it waits, and for good once upheld, the responses about that placement do not count (`validity.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor, record, snapshot
from staffing.clinicians.models import Clinician
from staffing.clinicians.turns import take_turns
from staffing.db import current_scope, db
from staffing.notifications import messages
from staffing.notifications.messages import Person
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.finished import CAME
from staffing.requests.models import Slot
from staffing.requests.words import shift_words

APPEAL_WITHIN = timedelta(days=30)
MOST_PENDING = 2
SHORTEST, LONGEST = 3, 1000


class CannotAppeal(ValueError):
    """The appeal is refused; the message is fit to show."""


def can_be_appealed(placement: Placement, now: datetime) -> bool:
    """Worked (or past its end with nobody saying otherwise), and ended no more than 30 days ago."""
    worked = placement.status is PlacementStatus.WORKED or placement.status in CAME
    return worked and placement.ends_at <= now <= placement.ends_at + APPEAL_WITHIN


def shifts_to_appeal(now: datetime) -> Sequence[Placement]:
    """The scope's clinician's shifts that may be appealed, latest first, rated or not."""
    me = current_scope().clinician_id
    return db.session.scalars(
        select(Placement)
        .where(
            Placement.clinician_id == me,
            or_(Placement.status == PlacementStatus.WORKED, Placement.status.in_(CAME)),
            Placement.ends_at.between(now - APPEAL_WITHIN, now),
            Placement.id.not_in(select(RatingAppeal.placement_id).where(RatingAppeal.clinician_id == me)),
        )
        .options(
            joinedload(Placement.slot).joinedload(Slot.facility),
            joinedload(Placement.slot).joinedload(Slot.unit),
        )
        .order_by(Placement.ends_at.desc(), Placement.id)
    ).all()


def own_appeals() -> Sequence[tuple[RatingAppeal, Placement]]:
    """The scope's clinician's appeals with their shifts, newest first."""
    query = (
        select(RatingAppeal, Placement)
        .join(Placement, Placement.id == RatingAppeal.placement_id)
        .where(RatingAppeal.clinician_id == current_scope().clinician_id)
        .options(
            joinedload(Placement.slot).joinedload(Slot.facility),
            joinedload(Placement.slot).joinedload(Slot.unit),
        )
        .order_by(RatingAppeal.id.desc())
    )
    return [(appeal, placement) for appeal, placement in db.session.execute(query)]


def pending(clinician_id: int) -> int:
    """Appeals of this person that wait for a decision."""
    query = select(func.count(RatingAppeal.id)).where(
        RatingAppeal.clinician_id == clinician_id, RatingAppeal.status == AppealStatus.PENDING
    )
    return db.session.scalar(query) or 0


def file_appeal(placement_id: int, reason: str, by: Actor, now: datetime) -> RatingAppeal:
    """The scope's clinician appeals one of their shifts; one writer at a time. Raises CannotAppeal."""
    placement = db.session.scalar(
        select(Placement).where(
            Placement.id == placement_id, Placement.clinician_id == current_scope().clinician_id
        )
    )
    if placement is None or not can_be_appealed(placement, now):
        raise CannotAppeal("Only shifts you worked in the last 30 days can be looked at again.")
    take_turns(placement.clinician_id)
    _refuse_another(placement)
    row = RatingAppeal(
        clinician_id=placement.clinician_id,
        placement_id=placement.id,
        facility_id=placement.facility_id,
        reason=_words(reason, "Say in a few words what went wrong."),
        filed_at=now,
    )
    db.session.add(row)
    record(row, "filed", by, after=snapshot(row, "placement_id", "filed_at"))
    return row


def withdraw_appeal(appeal_id: int, by: Actor, now: datetime) -> RatingAppeal:
    """The clinician takes it back: the responses count again. Raises CannotAppeal, IllegalTransition."""
    row = _locked(appeal_id)
    row.decided_at = now
    row.move_to(AppealStatus.WITHDRAWN, by)
    return row


def decide_appeal(appeal_id: int, *, upheld: bool, words: str, by: Actor, now: datetime) -> RatingAppeal:
    """A coordinator decides, in words the clinician is sent. Raises CannotAppeal, IllegalTransition."""
    row = _locked(appeal_id)
    row.decision = _words(words, "Say why, in words for the clinician.")
    row.decided_at, row.decided_by_id = now, by.user_id
    row.move_to(AppealStatus.UPHELD if upheld else AppealStatus.DISMISSED, by, row.decision[:500])
    _tell(row, now)
    return row


def _refuse_another(placement: Placement) -> None:
    same = select(RatingAppeal.id).where(
        RatingAppeal.clinician_id == placement.clinician_id, RatingAppeal.placement_id == placement.id
    )
    if db.session.scalar(same) is not None:
        raise CannotAppeal("You have asked about this shift before. Each shift can be looked at once.")
    if pending(placement.clinician_id) >= MOST_PENDING:
        raise CannotAppeal("Two of your questions wait for an answer. Please wait until one is answered.")


def _locked(appeal_id: int) -> RatingAppeal:
    query = select(RatingAppeal).where(RatingAppeal.id == appeal_id)
    row = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise CannotAppeal("This appeal does not exist.")
    return row


def _words(typed: str, refusal: str) -> str:
    typed = typed.strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise CannotAppeal(refusal)
    return typed


def _tell(row: RatingAppeal, now: datetime) -> None:
    placement = db.session.get_one(Placement, row.placement_id)
    clinician = db.session.get_one(Clinician, row.clinician_id)
    messages.appeal_decided(
        str(row.id),
        Person(clinician.first_name, clinician.email),
        shift_words(placement.slot),
        "upheld" if row.status is AppealStatus.UPHELD else "dismissed",
        row.decision or "",
        now,
    )
