"""Locks, always in one order: clinician, proposed placement, shift request, slot, offer or placement.

PostgreSQL takes row locks (FOR NO KEY UPDATE: rows that only point at a locked one may still be written);
SQLite holds its one write lock from the start of the transaction. What was loaded before a lock is read
again after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import select

from staffing.clinicians.dnr import DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.db import Base, ClinicianOwned, Scope, current_scope, db, use_scope
from staffing.offers.errors import NoSuchRow
from staffing.placements.models import Offer, Placement
from staffing.requests.models import ShiftRequest, Slot

Row = TypeVar("Row", bound=Base)


@contextmanager
def whole_agency() -> Iterator[None]:
    """Act for the agency, whoever asked.

    Answering an offer touches rows the person may not see: other people's offers of the slot, the
    facility's schedulers. Everything is flushed before the narrower scope returns.
    """
    with use_scope(Scope.system(current_scope().require_agency())):
        yield
        db.session.flush()


def visible(model: type[Row], row_id: int) -> Row:
    """The row as the scope in force sees it; raises NoSuchRow."""
    row = db.session.scalar(select(model).where(_id(model) == row_id))
    if row is None:
        raise NoSuchRow(f"no {model.__tablename__} {row_id}")
    return row


def lock_clinician(clinician_id: int) -> Clinician:
    """Everything decided about one person is decided in turn; raises NoSuchRow."""
    clinician = locked(Clinician, clinician_id)
    _read_again(clinician_id)
    return clinician


def lock_slot(slot_id: int) -> Slot:
    """The slot and its request, which both change when the slot is filled or opened."""
    request_id = db.session.scalar(select(Slot.request_id).where(Slot.id == slot_id))
    if request_id is None:
        raise NoSuchRow(f"no slot {slot_id}")
    lock_request(request_id)
    return locked(Slot, slot_id)


def lock_request(request_id: int) -> ShiftRequest:
    request = locked(ShiftRequest, request_id)
    for row in list(db.session.identity_map.values()):
        if isinstance(row, Slot) and row.request_id == request_id:
            db.session.expire(row)
    return request


def lock_offer(offer_id: int) -> Offer:
    return locked(Offer, offer_id)


@contextmanager
def held_offer(offer_id: int) -> Iterator[Offer]:
    """An offer the scope sees, locked after its clinician, for the whole agency; raises NoSuchRow."""
    clinician_id = visible(Offer, offer_id).clinician_id
    with whole_agency():
        lock_clinician(clinician_id)
        yield lock_offer(offer_id)


def lock_placement(placement_id: int) -> Placement:
    return locked(Placement, placement_id)


def locked(model: type[Row], row_id: int) -> Row:
    """The row, locked until the end of the transaction and as it is now; raises NoSuchRow."""
    db.session.flush()
    row = db.session.scalar(
        select(model)
        .where(_id(model) == row_id)
        .with_for_update(key_share=True, of=model)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NoSuchRow(f"no {model.__tablename__} {row_id}")
    return row


def _id(model: type[Any]) -> Any:
    return model.id


def _read_again(clinician_id: int) -> None:
    """Forget this person's rows loaded before the lock, so that every rule sees what is true now."""
    for row in list(db.session.identity_map.values()):
        if isinstance(row, ClinicianOwned | DoNotReturn) and row.clinician_id == clinician_id:
            db.session.expire(row)
