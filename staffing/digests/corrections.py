"""A clinician says that something we keep about them is wrong; a person answers, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from staffing.audit import Actor, record
from staffing.clinicians.models import Clinician
from staffing.clinicians.turns import take_turns
from staffing.db import current_scope, db
from staffing.digests.models import CorrectionStatus, DataCorrection
from staffing.notifications import messages
from staffing.notifications.messages import Person

MOST_WAITING = 5
SHORTEST, LONGEST = 3, 1000


class CannotCorrect(ValueError):
    """The request or its answer is refused; the message is fit to show."""


def ask_for_correction(what: str, by: Actor) -> DataCorrection:
    """The scope's clinician asks; five may wait at a time. Raises CannotCorrect."""
    me = current_scope().clinician_id
    if me is None:
        raise CannotCorrect("Only the person it is about can ask for this.")
    take_turns(me)
    if _waiting(me) >= MOST_WAITING:
        raise CannotCorrect("Five of your requests wait already. Please wait until one is answered.")
    row = DataCorrection(clinician_id=me, what=_words(what, "Say what is wrong, and what would be right."))
    db.session.add(row)
    record(row, "asked", by)
    return row


def own_corrections() -> Sequence[DataCorrection]:
    """The scope's clinician's requests, newest first."""
    return db.session.scalars(select(DataCorrection).order_by(DataCorrection.id.desc())).all()


def answer_correction(
    row: DataCorrection, *, done: bool, answer: str, by: Actor, now: datetime
) -> DataCorrection:
    """Say what was done, or why not; the clinician is told. Raises CannotCorrect, IllegalTransition."""
    row.answer = _words(answer, "Say what was done, or why not, in words for the clinician.")
    row.answered_at, row.answered_by_id = now, by.user_id
    row.move_to(CorrectionStatus.DONE if done else CorrectionStatus.REFUSED, by, row.answer[:500])
    clinician = db.session.get_one(Clinician, row.clinician_id)
    to = Person(clinician.first_name, clinician.email)
    messages.correction_answered(str(row.id), to, row.status.value, row.answer, now)
    return row


def _waiting(clinician_id: int) -> int:
    query = select(func.count(DataCorrection.id)).where(
        DataCorrection.clinician_id == clinician_id, DataCorrection.status == CorrectionStatus.ASKED
    )
    return db.session.scalar(query) or 0


def _words(typed: str, refusal: str) -> str:
    typed = typed.strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise CannotCorrect(refusal)
    return typed
