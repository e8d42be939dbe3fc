"""Who is told what about offers and placements: rows in the outbox, in the change's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.db import db
from staffing.facilities.models import FacilityMember
from staffing.notifications import messages, outbox
from staffing.notifications.messages import Person
from staffing.offers.words import arrival_words, coordinator_of, offer_words, person
from staffing.placements.models import Offer, Placement
from staffing.requests.words import shift_words


def tell_offer(offer: Offer) -> None:
    """The offer when it is due, and its reminder half-way."""
    shift, words, to = shift_words(offer.slot), offer_words(offer), person(offer.clinician)
    messages.offer_sent(str(offer.id), to, shift, words, offer.sent_at)
    if offer.remind_at is not None:
        messages.offer_reminder(str(offer.id), to, shift, words, offer.remind_at)


def untell_offer(offer: Offer, by: Actor) -> bool:
    """Take back the offer's message; False when somebody has already begun to send it, or there is none."""
    return outbox.take_back("offer_sent", str(offer.id), by)


def is_told(offer: Offer) -> bool:
    """Whether a message about the offer was ever written (a person without e-mail gets none)."""
    return outbox.find("offer_sent", str(offer.id)) is not None


def hush(offer: Offer, by: Actor) -> None:
    """An answered or closed offer needs no reminder, and no message that has not left yet."""
    untell_offer(offer, by)
    outbox.take_back("offer_reminder", str(offer.id), by)


def tell_withdrawn(offer: Offer, reason: str, by: Actor, now: datetime) -> None:
    """Say that an offer is no longer open, unless its own message never left."""
    never_left = untell_offer(offer, by)
    hush(offer, by)
    if never_left:
        return
    _, phone = coordinator_of(offer, offer.agency_id)
    messages.offer_withdrawn(
        str(offer.id), person(offer.clinician), shift_words(offer.slot), reason, phone, now
    )


def tell_confirmed(placement: Placement, offer: Offer, by: Actor, now: datetime) -> None:
    """The clinician gets the way there, the facility hears who is coming."""
    hush(offer, by)
    shift, ref = shift_words(placement.slot), str(placement.id)
    arrival = arrival_words(placement.slot, offer, _shift_link(placement))
    messages.shift_confirmed(ref, person(placement.clinician), shift, arrival, now)
    for account_id, to in _schedulers(placement.facility_id):
        messages.place_filled(f"{ref}/{account_id}", to, shift, placement.clinician.name, now)


def tell_called_out(placement: Placement, now: datetime) -> None:
    """The clinician gave the shift back: a receipt, and the facility hears that we look again."""
    shift, ref = shift_words(placement.slot), str(placement.id)
    _, phone = coordinator_of(None, placement.agency_id)
    messages.shift_released(ref, person(placement.clinician), shift, phone, now)
    for account_id, to in _schedulers(placement.facility_id):
        messages.place_reopened(f"{ref}/{account_id}", to, shift, placement.clinician.name, phone, now)


def tell_cancelled(placement: Placement, paid: str, billed: str, now: datetime) -> None:
    """The facility cancelled: both hear what it costs, each their own side of it."""
    shift, ref = shift_words(placement.slot), str(placement.id)
    _, phone = coordinator_of(None, placement.agency_id)
    messages.shift_cancelled(ref, person(placement.clinician), shift, paid, phone, now)
    for account_id, to in _schedulers(placement.facility_id):
        messages.place_cancelled(f"{ref}/{account_id}", to, shift, placement.clinician.name, billed, now)


def _shift_link(placement: Placement) -> str:
    return f"{current_app.config['SETTINGS'].public_url}/clinician/shifts/{placement.id}"


def _schedulers(facility_id: int) -> Iterable[tuple[int, Person]]:
    accounts = db.session.scalars(
        select(Account)
        .join(FacilityMember, FacilityMember.account_id == Account.id)
        .where(FacilityMember.facility_id == facility_id, Account.active)
        .order_by(Account.id)
    )
    return [(account.id, Person(account.name, account.email)) for account in accounts]
