"""Today: what needs a coordinator now, each count a door to its screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from admin import emergencies, quality
from admin.base import SecureView
from staffing.audit import AuditEntry
from staffing.clinicians.credentials import VALID_STATUSES, Credential
from staffing.clinicians.dnr import DnrStatus, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.facilities.models import Facility, Unit
from staffing.matching.runs import latest_run
from staffing.offers.services import needing_next_offer
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.placements.models import Offer, OfferStatus
from staffing.rates.models import RateCard
from staffing.recovery.cases import open_and_overdue
from staffing.requests.models import ShiftRequest, Slot, SlotStatus
from staffing.review import piles

SOON = timedelta(hours=72)
EXPIRING = timedelta(days=30)
SHOWN = 8


@dataclass(frozen=True)
class Count:
    """A number with its words and where it leads."""

    number: int
    words: str
    endpoint: str
    arguments: dict[str, str]
    pressing: bool = False


FIRST_STEPS: tuple[tuple[type[Any], str, str], ...] = (
    (Facility, "Add a facility", "facilities.create_view"),
    (Unit, "Add its units", "units.create_view"),
    (RateCard, "Set pay and bill rates", "rate_cards.create_view"),
    (Clinician, "Add a clinician, then credentials, orientation and free time", "clinicians.create_view"),
    (ShiftRequest, "Enter a first request", "requests.enter"),
)
"""What an agency needs before its first match, in order: rows, words, where."""


class Dashboard(SecureView):
    @expose("/")
    def index(self) -> str:
        now = utc_now()
        waiting = needing_next_offer(now)
        return self.render(
            "screens/dashboard.html",
            steps=_first_steps(),
            counts=_counts(now, len(waiting)),
            soon=_all(_open_slots(now + SOON, now).limit(SHOWN)),
            waiting=waiting[:SHOWN],
            offers=_all(_open_offers(now)),
            overrides=emergencies.to_do(now),
            expiring=_expiring(now),
            activity=_all(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(12)),
            run=latest_run(),
            now=now,
        )


def _first_steps() -> list[tuple[str, str, bool]]:
    """Words, endpoint and whether it is done; nothing once every step is."""
    steps = [
        (words, endpoint, db.session.scalar(select(model.id).limit(1)) is not None)
        for model, words, endpoint in FIRST_STEPS
    ]
    return [] if all(done for *_, done in steps) else steps


def _counts(now: datetime, next_offers: int) -> list[Count]:
    run_id = piles.newest_run_id()
    review = piles.counts(run_id) if run_id else piles.PileCounts(0, 0, 0, 0)
    unfilled = _number(select(func.count()).select_from(Slot).where(*_unfilled(now)))
    soon = _number(select(func.count()).select_from(Slot).where(*_unfilled(now), Slot.starts_at < now + SOON))
    open_offers = select(func.count()).select_from(Offer).where(Offer.status == OfferStatus.OPEN)
    requested = select(func.count()).select_from(DoNotReturn).where(DoNotReturn.status == DnrStatus.REQUESTED)
    overrides = select(func.count()).select_from(EmergencyOverride)
    asked = _number(overrides.where(EmergencyOverride.status == OverrideStatus.ASKED))
    lapsing = select(func.count()).select_from(Credential).where(*_lapsing(now))
    today, month = now.date().isoformat(), (now + EXPIRING).date().isoformat()
    to_decide = Count(asked, "emergency overrides to decide", "emergency_overrides.index_view", {}, True)
    return [
        *([to_decide] if asked else []),
        Count(soon, "unfilled in the next 72 hours", "slots.index_view", _slots(now, now + SOON), soon > 0),
        Count(unfilled, "unfilled in all", "slots.index_view", _slots(now)),
        Count(review.clean + review.look, "to review", "review.index", {"pile": "look"}),
        Count(next_offers, "need a next offer", "next_offers.index", {}, next_offers > 0),
        Count(_number(open_offers), "offers waiting", "offers.index_view", {"flt0_status_is": "open"}),
        Count(
            _number(lapsing),
            "credentials end within 30 days",
            "credentials.index_view",
            {"flt0_expires_from": today, "flt1_expires_until": month},
        ),
        _recovery(now),
        *(Count(*facts, pressing=True) for facts in quality.to_answer(now)),
        Count(
            _number(requested),
            "do-not-return requests",
            "do_not_return.index_view",
            {"flt0_status_is": "requested"},
        ),
    ]


def _recovery(now: datetime) -> Count:
    number, late = open_and_overdue(now)
    words = f"open in service recovery, {late} overdue"
    return Count(number, words, "service_recovery.index_view", {"flt0_to_do_is": "open"}, late > 0)


def _slots(since: datetime, until: datetime | None = None) -> dict[str, str]:
    found = {"flt0_status_is": "open", "flt1_starts_from": since.date().isoformat()}
    return found if until is None else {**found, "flt2_starts_until": until.date().isoformat()}


def _unfilled(now: datetime) -> tuple[Any, ...]:
    return Slot.status == SlotStatus.OPEN, Slot.starts_at > now


def _open_slots(until: datetime, now: datetime) -> Any:
    query = select(Slot).where(*_unfilled(now), Slot.starts_at < until).order_by(Slot.starts_at, Slot.id)
    return query.options(
        selectinload(Slot.facility),
        selectinload(Slot.unit),
        selectinload(Slot.staff_role),
        selectinload(Slot.request),
    )


def _open_offers(now: datetime) -> Any:
    slot = selectinload(Offer.slot)
    query = select(Offer).where(Offer.status == OfferStatus.OPEN, Offer.expires_at > now)
    return (
        query.order_by(Offer.expires_at)
        .limit(SHOWN)
        .options(
            selectinload(Offer.clinician), slot.selectinload(Slot.facility), slot.selectinload(Slot.unit)
        )
    )


def _lapsing(now: datetime) -> tuple[Any, ...]:
    last = (now + EXPIRING).date()
    return Credential.status.in_(VALID_STATUSES), Credential.expires_on.between(now.date(), last)


def _expiring(now: datetime) -> list[tuple[Credential, Clinician]]:
    query = (
        select(Credential, Clinician)
        .join(Clinician, Clinician.id == Credential.clinician_id)
        .where(*_lapsing(now), Clinician.active)
        .order_by(Credential.expires_on)
        .limit(SHOWN)
    )
    return [(credential, person) for credential, person in db.session.execute(query)]


def _all(query: Any) -> Any:
    return db.session.scalars(query).all()


def _number(query: Any) -> int:
    return db.session.scalar(query) or 0
