"""Do-not-return: asked by a facility, a clinician or the agency; decided, and lifted, by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from staffing.audit import Actor, record, snapshot
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.dnr import BARRING, DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.turns import take_turns
from staffing.db import db

FACTS = ("clinician_id", "scope", "facility_id", "unit_id", "health_system_id", "side", "reason", "starts_on")


@dataclass(frozen=True, kw_only=True)
class DnrDetails:
    """Who is not to return where, and why. The scope says which of the three places must be named."""

    clinician_id: int
    scope: DnrScope
    side: DnrSide
    reason: DnrReason
    starts_on: date
    facility_id: int | None = None
    unit_id: int | None = None
    health_system_id: int | None = None
    detail: str = ""
    ends_on: date | None = None

    @property
    def places(self) -> dict[str, int | None]:
        """The place columns that go with the scope; the others stay empty."""
        return {
            "facility_id": None if self.scope is DnrScope.SYSTEM else self.facility_id,
            "unit_id": self.unit_id if self.scope is DnrScope.UNIT else None,
            "health_system_id": self.health_system_id if self.scope is DnrScope.SYSTEM else None,
        }


def request_dnr(details: DnrDetails, by: Actor) -> DoNotReturn:
    """A facility's "please not again": it bars at once and waits for a coordinator. Asking twice is once."""
    same = _standing(details)
    return same or _put(details, DnrStatus.REQUESTED, "requested", by)


def add_dnr(details: DnrDetails, by: Actor) -> DoNotReturn:
    """Put someone on a list at once (a coordinator, or a clinician's own blocked facility)."""
    same = _standing(details)
    if same is None:
        return _put(details, DnrStatus.ACTIVE, "added", by)
    if same.status is DnrStatus.REQUESTED:
        same.move_to(DnrStatus.ACTIVE, by)
    return same


def approve_dnr(row: DoNotReturn, by: Actor, reason: str = "") -> DoNotReturn:
    row.move_to(DnrStatus.ACTIVE, by, reason or None)
    return row


def decline_dnr(row: DoNotReturn, by: Actor, reason: str) -> DoNotReturn:
    """A request that was not justified: it no longer bars; the reason stays in the trail."""
    row.move_to(DnrStatus.DECLINED, by, reason)
    return row


def lift_dnr(row: DoNotReturn, by: Actor, reason: str, today: date) -> DoNotReturn:
    row.ends_on = max(today, row.starts_on)
    row.move_to(DnrStatus.LIFTED, by, reason)
    return row


def _put(details: DnrDetails, status: DnrStatus, action: str, by: Actor) -> DoNotReturn:
    _check(details)
    row = DoNotReturn(
        clinician_id=details.clinician_id,
        scope=details.scope,
        side=details.side,
        reason=details.reason,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        **details.places,
        detail=details.detail,
        status=status,
        raised_by_id=by.user_id,
    )
    db.session.add(row)
    record(row, action, by, after=snapshot(row, *FACTS))
    return row


def _standing(details: DnrDetails) -> DoNotReturn | None:
    """The same bar from the same side, if it already stands; nobody else adds one meanwhile."""
    take_turns(details.clinician_id)
    return db.session.scalars(
        select(DoNotReturn).where(
            DoNotReturn.clinician_id == details.clinician_id,
            DoNotReturn.scope == details.scope,
            DoNotReturn.side == details.side,
            DoNotReturn.status.in_(BARRING),
            DoNotReturn.ends_on.is_(None),
            *(getattr(DoNotReturn, name).is_not_distinct_from(row) for name, row in details.places.items()),
        )
    ).first()


def _check(details: DnrDetails) -> None:
    errors: dict[str, str] = {}
    if details.scope is DnrScope.UNIT and (details.unit_id is None or details.facility_id is None):
        errors["unit_id"] = "Choose the unit."
    if details.scope is DnrScope.FACILITY and details.facility_id is None:
        errors["facility_id"] = "Choose the facility."
    if details.scope is DnrScope.SYSTEM and details.health_system_id is None:
        errors["health_system_id"] = "Choose the health system."
    if details.ends_on is not None and details.ends_on < details.starts_on:
        errors["ends_on"] = "The end cannot lie before the start."
    if errors:
        raise InvalidDetails(errors)
