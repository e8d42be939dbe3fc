"""What a coordinator decides about proposed placements. Services flush, callers commit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from staffing.audit import Actor, record
from staffing.db import db
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.offers.errors import NoSuchRow, OfferRefused
from staffing.offers.locking import lock_clinician, locked
from staffing.offers.services import send_offer, undo_send
from staffing.policies.figures import figures_in_force
from staffing.requests.models import Slot
from staffing.review.reasons import offer_reasons

REASON_LENGTH = 300


class ReviewError(ValueError):
    """A decision that cannot be taken; the message can be shown as it is."""


class AlreadyDecided(ReviewError):
    """The row was decided in the meantime, by this person's other window or by a colleague."""


@dataclass(frozen=True)
class Stale:
    """A row that could not be approved any more, and why."""

    proposed_id: int
    who: str
    reason: str


@dataclass(frozen=True)
class ApproveResult:
    """`sent`: ids whose offer is in the outbox. `stale`: those that no longer hold, each with its reason."""

    sent: tuple[int, ...]
    stale: tuple[Stale, ...]


def approve(ids: Collection[int], by: Actor, now: datetime) -> ApproveResult:
    """Send an offer for every waiting row among `ids`; the rest of them are left alone.

    Rows are taken sorted by clinician and start, each under its clinician's lock with every hard rule run
    again, so that two coordinators approving at once neither deadlock nor break a rule. What no longer
    holds becomes stale with its reason. Offers leave after the agency's undo seconds.
    """
    delay = figures_in_force(now).undo_seconds
    outcomes = [_approve_one(row, delay, by, now) for row in _held(ids, ProposedStatus.PROPOSED)]
    return ApproveResult(
        sent=tuple(outcome for outcome in outcomes if isinstance(outcome, int)),
        stale=tuple(outcome for outcome in outcomes if isinstance(outcome, Stale)),
    )


def undo(ids: Collection[int], by: Actor, now: datetime) -> tuple[int, ...]:
    """Take back approvals whose message has not left yet, and rejections; returns the ids taken back.

    An approval whose offer is already on its way, or answered, stays as it is: withdraw the offer instead.
    So does whatever a later run has replaced: a slot has one proposal.
    """
    rows = _held(ids, ProposedStatus.APPROVED, ProposedStatus.REJECTED)
    return tuple(row.id for row in rows if _undo_one(row, by, now))


def reject(proposed_id: int, reason: str, by: Actor, now: datetime) -> ProposedPlacement:
    """Say no to a proposed pair, with a reason. The next run will not propose the pair for this slot."""
    reason = _stated(reason)
    row = waiting_row(proposed_id)
    decide(row, ProposedStatus.REJECTED, reason, by, now)
    return row


def set_lock(proposed_id: int, pinned: bool, by: Actor) -> ProposedPlacement:
    """Pin a waiting pair for the next run, or let it go again."""
    row = waiting_row(proposed_id)
    if row.locked != pinned:
        row.locked = pinned
        record(
            row,
            "locked" if pinned else "unlocked",
            by,
            before={"locked": not pinned},
            after={"locked": pinned},
        )
    return row


def waiting_row(proposed_id: int) -> ProposedPlacement:
    """The row, locked, while it still waits for a decision; raises AlreadyDecided or ReviewError."""
    try:
        row = locked(ProposedPlacement, proposed_id)
    except NoSuchRow as missing:
        raise ReviewError("This proposal does not exist.") from missing
    if row.status is not ProposedStatus.PROPOSED:
        raise AlreadyDecided("This proposal was decided in the meantime.")
    return row


def decide(
    row: ProposedPlacement, status: ProposedStatus, reason: str | None, by: Actor, now: datetime
) -> None:
    """Move a row on and note who decided, when and why."""
    row.move_to(status, by, reason)
    row.reason, row.decided_at, row.decided_by_id = reason, now, by.user_id


def _rows(ids: Collection[int]) -> Sequence[ProposedPlacement]:
    """The rows sorted by clinician and start: every writer takes the clinicians' locks in this order."""
    query = (
        select(ProposedPlacement)
        .join(Slot, Slot.id == ProposedPlacement.slot_id)
        .where(ProposedPlacement.id.in_(ids))
        .order_by(ProposedPlacement.clinician_id, Slot.starts_at, ProposedPlacement.id)
        .options(selectinload(ProposedPlacement.clinician))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def _held(ids: Collection[int], *standing: ProposedStatus) -> Iterator[ProposedPlacement]:
    """The rows in one of these states, each locked after its clinician as its turn comes.

    One that a colleague has decided meanwhile is left out.
    """
    for row in _rows(ids):
        if row.status in standing:
            lock_clinician(row.clinician_id)
            if locked(ProposedPlacement, row.id).status in standing:
                yield row


def _approve_one(row: ProposedPlacement, delay: int, by: Actor, now: datetime) -> int | Stale:
    try:
        with db.session.begin_nested():
            offer = send_offer(
                row.slot_id, row.clinician_id, by, now, reasons=offer_reasons(row), delay_seconds=delay
            )
    except OfferRefused as refusal:
        return _gone_stale(row, refusal.sentence, by, now)
    row.offer_id = offer.id
    decide(row, ProposedStatus.APPROVED, None, by, now)
    return row.id


def _undo_one(row: ProposedPlacement, by: Actor, now: datetime) -> bool:
    if _proposed_anew(row):
        return False
    try:
        with db.session.begin_nested():
            if row.offer_id is not None:
                undo_send(row.offer_id, by, now)
    except OfferRefused:
        return False
    row.move_to(ProposedStatus.PROPOSED, by, "Undone")
    row.offer_id = row.reason = row.decided_at = row.decided_by_id = None
    return True


def _proposed_anew(row: ProposedPlacement) -> bool:
    later = select(ProposedPlacement.id).where(
        ProposedPlacement.slot_id == row.slot_id,
        ProposedPlacement.run_id > row.run_id,
        ProposedPlacement.status == ProposedStatus.PROPOSED,
    )
    return db.session.scalar(later.limit(1)) is not None


def _gone_stale(row: ProposedPlacement, reason: str, by: Actor, now: datetime) -> Stale:
    reason = reason[:REASON_LENGTH]
    decide(row, ProposedStatus.STALE, reason, by, now)
    return Stale(row.id, row.clinician.name, reason)


def _stated(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ReviewError("Say why, in a few words: the next run and your colleagues go by it.")
    return reason[:REASON_LENGTH]
