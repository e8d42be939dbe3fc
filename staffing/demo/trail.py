"""The audit rows of demo records: asked for, offered, answered, confirmed, and how each ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from staffing.audit import AuditEntry
from staffing.demo.demand import Asked
from staffing.demo.ledger import Ledger
from staffing.demo.people import Person
from staffing.placements.models import OfferStatus, PlacementStatus
from staffing.requests.models import RequestStatus

SYSTEM, COORDINATOR, SCHEDULER = "system", "Coordinator", "Facility scheduler"


@dataclass(frozen=True)
class Step:
    """A status a row came to, when, and through which account (None: by itself)."""

    to: StrEnum
    at: datetime
    by: int | None


def add_steps(ledger: Ledger, entity: str, entity_id: int, steps: Sequence[Step]) -> None:
    """The way of a row through its statuses, taken by the coordinator or the facility."""
    names = {None: SYSTEM, ledger.coordinator: COORDINATOR}
    for before, step in zip((None, *(step.to for step in steps)), steps, strict=False):
        name = names.get(step.by, SCHEDULER)
        _add(ledger, entity, entity_id, step.to, before, step.at, step.by, name)


def add_request_trail(ledger: Ledger, asked: Asked, request_id: int, status: RequestStatus | None) -> None:
    """Opened by the facility, then where it ended (None: still to come)."""
    scheduler = ledger.schedulers[asked.facility_id][0]
    opened, before = RequestStatus.OPEN, RequestStatus.DRAFT
    _add(ledger, "shift_request", request_id, opened, before, asked.posted_at, scheduler, SCHEDULER)
    if status is not None:
        before = RequestStatus.IN_PROGRESS if status is RequestStatus.COMPLETED else opened
        _add(ledger, "shift_request", request_id, status, before, asked.ends_at, None, SYSTEM)


def add_offer_trail(
    ledger: Ledger, offer_id: int, person: Person, status: OfferStatus, sent_at: datetime, ended_at: datetime
) -> None:
    """Sent by the coordinator, then answered or expired."""
    _add(ledger, "offer", offer_id, OfferStatus.OPEN, None, sent_at, ledger.coordinator, COORDINATOR)
    who = SYSTEM if status is OfferStatus.EXPIRED else f"{person.first_name} {person.last_name}"
    _add(ledger, "offer", offer_id, status, OfferStatus.OPEN, ended_at, None, who)


def add_placement_trail(
    ledger: Ledger,
    asked: Asked,
    placement_id: int,
    person: Person,
    status: PlacementStatus,
    accepted_at: datetime,
) -> None:
    """Confirmed at accept, then what came of it."""
    confirmed, who = PlacementStatus.CONFIRMED, f"{person.first_name} {person.last_name}"
    _add(ledger, "placement", placement_id, confirmed, PlacementStatus.ACCEPTED, accepted_at, None, who)
    if status is not confirmed:
        at = asked.ends_at if status is PlacementStatus.WORKED else asked.starts_at
        _add(ledger, "placement", placement_id, status, confirmed, at, None, SYSTEM)


def _add(
    ledger: Ledger,
    entity: str,
    entity_id: int,
    to: StrEnum,
    before: StrEnum | None,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
) -> None:
    ledger.rows.add(
        AuditEntry,
        at=at,
        actor_id=actor_id,
        actor_name=actor_name,
        action=str(to),
        entity=entity,
        entity_id=entity_id,
        before={"status": str(before)} if before else None,
        after={"status": str(to)},
    )
