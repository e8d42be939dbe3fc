"""An offer and an arrival in the words of the person who reads them."""

from __future__ import annotations

from staffing.accounts.models import Account, Agency
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Facility, Setting
from staffing.notifications.messages import ArrivalWords, OfferWords, Person
from staffing.offers.hours import hours_of_offer
from staffing.offers.links import offer_link
from staffing.placements.models import Offer
from staffing.requests.models import Slot
from staffing.requests.words import moment_words
from staffing.web.filters import hours, money


def offer_words(offer: Offer) -> OfferWords:
    beyond = hours_of_offer(offer, offer.sent_at)
    return OfferWords(
        pay=money(offer.pay_cents),
        hourly=f"{money(hourly_cents(offer.pay_cents, offer.slot))} an hour",
        answer_by=moment_words(offer.expires_at, offer.clinician.timezone),
        link=offer_link(offer.id),
        why=list(offer.reasons),
        emergency="" if beyond is None else f"{hours(beyond.minutes)} on duty within 24 hours",
    )


def arrival_words(slot: Slot, offer: Offer | None, link: str) -> ArrivalWords:
    """Where to go and whom to ask for; a virtual shift has no door to find."""
    on_site = slot.request.setting is Setting.ON_SITE
    name, phone = coordinator_of(offer, slot.agency_id)
    return ArrivalWords(
        address=address_words(slot.facility) if on_site else "",
        parking=slot.facility.parking if on_site else "",
        entrance=slot.facility.entrance if on_site else "",
        ask_for=ask_for_words(slot),
        notes=" ".join(filter(None, (slot.unit.arrival_notes, slot.request.arrival_notes))),
        coordinator=name,
        phone=phone,
        link=link,
    )


def coordinator_of(offer: Offer | None, agency_id: int) -> tuple[str, str]:
    """Whom to call about an offer: who sent it, or the agency's own line."""
    agency = db.session.get_one(Agency, agency_id)
    sender = None
    if offer is not None and offer.sent_by_id is not None:
        sender = db.session.get(Account, offer.sent_by_id)
    if sender is None:
        return agency.name, agency.phone
    return sender.name, sender.phone or agency.phone


def person(clinician: Clinician) -> Person:
    return Person(clinician.first_name, clinician.email)


def address_words(facility: Facility) -> str:
    town = f"{facility.city}, {facility.state} {facility.zip_code}".strip()
    return ", ".join(filter(None, (facility.address, town)))


def ask_for_words(slot: Slot) -> str:
    unit = slot.unit
    return " · ".join(filter(None, (unit.ask_for, unit.name, unit.phone)))


def paid_minutes(slot: Slot) -> int:
    """UTC minutes less the unpaid meal frozen with the slot's rates."""
    return slot.minutes - int(slot.rates.get("meal_minutes", 0))


def hourly_cents(total_cents: int, slot: Slot) -> int:
    """Cents per paid hour with everything in it, half up."""
    minutes = paid_minutes(slot)
    return (2 * total_cents * 60 + minutes) // (2 * minutes)
