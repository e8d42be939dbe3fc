"""What the clinician's pages show of an offer or a shift, gathered for the templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from staffing.facilities.models import Setting
from staffing.matching.verdicts import EmergencyHours
from staffing.notifications.messages import ArrivalWords, ShiftWords
from staffing.offers.drive import drive_minutes
from staffing.offers.hours import hours_of_offer
from staffing.offers.words import arrival_words, coordinator_of, hourly_cents
from staffing.placements.models import Offer, OfferStatus, Placement
from staffing.policies.figures import figures_in_force
from staffing.requests.words import moment_words, shift_words
from staffing.site_ratings.bands import what_clinicians_say
from staffing.web.filters import money


@dataclass(frozen=True)
class OfferView:
    """One offer as its first screen shows it."""

    offer: Offer
    shift: ShiftWords
    pay: str
    hourly: str
    drive_minutes: int | None
    """None for a virtual shift."""
    answer_by: str
    coordinator: str
    phone: str
    emergency: EmergencyHours | None
    """Where the shift goes beyond the usual hours on duty in 24, under an emergency override."""
    clinicians_say: str = ""
    """How clinicians find the place, in one line; lists leave it out."""

    @property
    def why(self) -> list[str]:
        return list(self.offer.reasons)


@dataclass(frozen=True)
class ShiftView:
    """One placement as the person who works it sees it."""

    placement: Placement
    shift: ShiftWords
    pay: str
    drive_minutes: int | None
    arrival: ArrivalWords


def offer_view(offer: Offer, now: datetime) -> OfferView:
    name, phone = coordinator_of(offer, offer.agency_id)
    return OfferView(
        offer=offer,
        shift=shift_words(offer.slot),
        pay=money(offer.pay_cents),
        hourly=money(hourly_cents(offer.pay_cents, offer.slot)),
        drive_minutes=_drive(offer, now),
        answer_by=moment_words(offer.expires_at, offer.clinician.timezone),
        coordinator=name,
        phone=phone,
        emergency=hours_of_offer(offer, now),
    )


def whole_offer_view(offer: Offer, now: datetime) -> OfferView:
    """The offer on a page of its own, with what clinicians say of the place."""
    facility = offer.slot.facility
    said = what_clinicians_say(facility.id, facility.timezone, now)
    return replace(offer_view(offer, now), clinicians_say=said)


def shift_view(placement: Placement, offer: Offer | None, now: datetime) -> ShiftView:
    return ShiftView(
        placement=placement,
        shift=shift_words(placement.slot),
        pay=money(placement.slot.pay_cents if offer is None else offer.pay_cents),
        drive_minutes=_drive(placement, now),
        arrival=arrival_words(placement.slot, offer, ""),
    )


def is_answerable(offer: Offer, now: datetime) -> bool:
    return offer.status is OfferStatus.OPEN and now < offer.expires_at


def _drive(row: Offer | Placement, now: datetime) -> int | None:
    if row.slot.request.setting is Setting.VIRTUAL:
        return None
    return drive_minutes(row.clinician, row.slot.facility, figures_in_force(now))
