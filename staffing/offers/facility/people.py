"""Who is coming, as a facility may know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from staffing import clock
from staffing.clinicians.credentials import VALID_STATUSES, Credential, CredentialKind
from staffing.clinicians.dnr import BARRING, DoNotReturn
from staffing.clinicians.languages import LANGUAGES
from staffing.db import db
from staffing.offers.facility.own import CAME, favourite_ids, times_words
from staffing.placements.models import HOLDING, Placement
from staffing.ratings.bands import Audience, Band, BandName
from staffing.ratings.scores import score_book
from staffing.requests.models import ShiftRequest, Slot
from staffing.site_ratings.bands import month_began


@dataclass(frozen=True)
class Coming:
    """One person on one shift."""

    placement: Placement
    licence: str
    times_here: str
    languages: str
    band: Band
    favourite: bool
    barred: bool

    @property
    def name(self) -> str:
        return self.placement.clinician.name

    @property
    def is_new(self) -> bool:
        return self.band.name is BandName.NEW


def who_is_coming(request: ShiftRequest, now: datetime) -> list[Coming]:
    """Everybody who holds a slot of this request. Bands are those of the month's beginning: one that moved
    with each response would tell what the latest said."""
    placements = db.session.scalars(
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Slot.request_id == request.id, Placement.status.in_(HOLDING))
        .order_by(Slot.head)
    ).all()
    people = [placement.clinician_id for placement in placements]
    if not people:
        return []
    book = score_book(month_began(now, request.facility.timezone), people)
    times, liked = _times_here(people, request), favourite_ids()
    barred = _barred_here(people, request, now)
    return [
        Coming(
            placement=placement,
            licence=_licence(placement, request),
            times_here=times_words(times.get(placement.clinician_id, 0)),
            languages=", ".join(LANGUAGES.get(code, code) for code in placement.clinician.languages),
            band=book.band(placement.clinician_id, Audience.FACILITY, request.setting),
            favourite=placement.clinician_id in liked,
            barred=placement.clinician_id in barred,
        )
        for placement in placements
    ]


def _times_here(people: Sequence[int], request: ShiftRequest) -> dict[int, int]:
    rows = db.session.execute(
        select(Placement.clinician_id, func.count().label("times"))
        .where(
            Placement.clinician_id.in_(people),
            Placement.facility_id == request.facility_id,
            Placement.status.in_(CAME),
            Placement.starts_at < request.starts_at,
        )
        .group_by(Placement.clinician_id)
    )
    return {row.clinician_id: row.times for row in rows}


def _barred_here(people: Sequence[int], request: ShiftRequest, now: datetime) -> set[int]:
    """People this facility has asked not to have again, whether or not it is decided yet."""
    today = clock.local_day(now, request.facility.timezone)
    return set(
        db.session.scalars(
            select(DoNotReturn.clinician_id).where(
                DoNotReturn.clinician_id.in_(people),
                DoNotReturn.facility_id == request.facility_id,
                DoNotReturn.status.in_(BARRING),
                or_(DoNotReturn.ends_on.is_(None), DoNotReturn.ends_on >= today),
            )
        )
    )


def _licence(placement: Placement, request: ShiftRequest) -> str:
    """The licence this shift rests on, with the day it was verified at its source."""
    code = request.staff_role.licence_type
    if code is None:
        return "No licence needed for this role"
    held = db.session.scalars(
        select(Credential).where(
            Credential.clinician_id == placement.clinician_id,
            Credential.kind == CredentialKind.LICENCE,
            Credential.code == code,
            Credential.status.in_(VALID_STATUSES),
        )
    ).all()
    best = max(held, key=lambda one: (one.state in request.patient_states, one.multistate), default=None)
    if best is None:
        return f"{code} licence: ask your coordinator"
    verified = f", verified {_date(best.psv_at, request.facility.timezone)}" if best.psv_at else ""
    return f"{best.code}, {best.state}{' multistate' if best.multistate else ''}{verified}"


def _date(instant: datetime, zone: str) -> str:
    on = clock.local_day(instant, zone)
    return f"{on.day} {on:%b %Y}"
