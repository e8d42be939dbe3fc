"""A unit's tablet: made with a secret address, lists who is on shift, hands out a link at a tap."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor, record
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Facility, PatientContact, Unit
from staffing.feedback.codes import keyed_hash
from staffing.feedback.links import CannotIssue, IssuedLink, issue
from staffing.feedback.models import LinkChannel, RatingKiosk, RatingLink
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.finished import CAME
from staffing.ratings.models import RaterSource
from staffing.requests.models import ShiftRequest, Slot

AFTER_THE_SHIFT = timedelta(hours=4)
"""Who went home this lately still has a tile."""
LINK_LASTS = timedelta(minutes=15)
MOST_AN_HOUR = 40
"""Taps in one unit that become links, in any hour."""
LONGEST_NAME = 80


class CannotMake(ValueError):
    """No kiosk like this; the message is fit to show."""


class NoSuchKiosk(LookupError):
    """No kiosk has this address."""


class KioskBusy(CannotIssue):
    """More taps in an hour than there are patients."""


@dataclass(frozen=True)
class AddressedKiosk:
    """A kiosk with its secret address, which is known at this moment only."""

    kiosk: RatingKiosk
    key: str

    @property
    def address(self) -> str:
        return f"{current_app.config['SETTINGS'].public_url}/k/{self.key}"


def make_kiosk(unit_id: int, name: str, by: Actor) -> AddressedKiosk:
    """A tablet for a unit in scope whose people talk with patients. Raises CannotMake."""
    unit, name = db.session.scalar(select(Unit).where(Unit.id == unit_id)), name.strip()
    if unit is None or not unit.active:
        raise CannotMake("Choose one of your units.")
    if unit.patient_contact is PatientContact.HARDLY:
        raise CannotMake("In this unit people hardly talk with patients, so there is nobody to ask.")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise CannotMake(f"Give it a name of up to {LONGEST_NAME} characters.")
    key = _new_key()
    kiosk = RatingKiosk(
        facility_id=unit.facility_id,
        unit_id=unit.id,
        name=name,
        key_hash=_hash_of(key),
        made_by_id=by.user_id,
    )
    db.session.add(kiosk)
    record(kiosk, "made", by, after={"unit_id": unit.id, "name": name})
    return AddressedKiosk(kiosk, key)


def readdress(kiosk_id: int, by: Actor) -> AddressedKiosk:
    """A new address; the old one opens nothing from now on. Raises NoSuchKiosk."""
    kiosk, key = _locked(kiosk_id), _new_key()
    kiosk.key_hash = _hash_of(key)
    record(kiosk, "new_address", by)
    return AddressedKiosk(kiosk, key)


def switch(kiosk_id: int, on: bool, by: Actor) -> RatingKiosk:
    """Switch a tablet on or off. Raises NoSuchKiosk."""
    kiosk = _locked(kiosk_id)
    if kiosk.active is not on:
        kiosk.active = on
        record(kiosk, "switched_on" if on else "switched_off", by)
    return kiosk


def units_with_patients() -> Sequence[Unit]:
    """The scope's units where a tablet makes sense, by facility and name."""
    return db.session.scalars(
        select(Unit)
        .join(Facility, Facility.id == Unit.facility_id)
        .where(Unit.active, Facility.active, Unit.patient_contact != PatientContact.HARDLY)
        .options(joinedload(Unit.facility))
        .order_by(Facility.name, Unit.name)
    ).all()


def kiosks() -> Sequence[RatingKiosk]:
    """The scope's tablets, by name."""
    by_name = select(RatingKiosk).order_by(RatingKiosk.name, RatingKiosk.id)
    return db.session.scalars(by_name.options(joinedload(RatingKiosk.unit).joinedload(Unit.facility))).all()


def find_kiosk(key: str) -> RatingKiosk:
    """The tablet of an address; raises NoSuchKiosk. The caller then acts for its facility only."""
    with use_scope(Scope.system()):
        found = db.session.scalar(select(RatingKiosk).where(RatingKiosk.key_hash == _hash_of(key)))
    if found is None:
        raise NoSuchKiosk
    return found


def on_shift(kiosk: RatingKiosk, now: datetime) -> Sequence[Placement]:
    """Who works in the unit with patients now, or did until lately; who began last comes first."""
    return db.session.scalars(
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(
            ShiftRequest.unit_id == kiosk.unit_id,
            ShiftRequest.patient_contact != PatientContact.HARDLY,
            Placement.status.in_((*CAME, PlacementStatus.WORKED)),
            Placement.starts_at <= now,
            Placement.ends_at > now - AFTER_THE_SHIFT,
        )
        .options(
            joinedload(Placement.clinician),
            joinedload(Placement.slot).joinedload(Slot.staff_role),
            joinedload(Placement.slot).joinedload(Slot.request),
        )
        .order_by(Placement.starts_at.desc(), Placement.id)
    ).all()


def tap(kiosk_id: int, placement_id: int, now: datetime) -> IssuedLink:
    """A link for whoever tapped a tile, good for some minutes. Raises CannotIssue, KioskBusy, NoSuchKiosk."""
    kiosk = _locked(kiosk_id)
    person = next((one for one in on_shift(kiosk, now) if one.id == placement_id), None)
    if person is None or not kiosk.active:
        raise CannotIssue("This person has no tile on this tablet now.")
    if _taps(kiosk, now) >= MOST_AN_HOUR:
        raise KioskBusy("Many people have just answered here.")
    by = Actor(None, f"kiosk {kiosk.id}")
    return issue(person, RaterSource.PATIENT, LinkChannel.KIOSK, by, now, lasts=LINK_LASTS)


def _taps(kiosk: RatingKiosk, now: datetime) -> int:
    lately = (
        select(func.count())
        .select_from(RatingLink)
        .join(Placement, Placement.id == RatingLink.placement_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(ShiftRequest, ShiftRequest.id == Slot.request_id)
        .where(
            ShiftRequest.unit_id == kiosk.unit_id,
            RatingLink.channel == LinkChannel.KIOSK,
            RatingLink.issued_at > now - timedelta(hours=1),
        )
    )
    return db.session.scalar(lately) or 0


def _locked(kiosk_id: int) -> RatingKiosk:
    kiosk = db.session.scalar(
        select(RatingKiosk)
        .where(RatingKiosk.id == kiosk_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if kiosk is None:
        raise NoSuchKiosk
    return kiosk


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def _hash_of(key: str) -> str:
    return keyed_hash("rating-kiosk", key)
