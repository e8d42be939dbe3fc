"""Every message the service sends, one small function each; its templates carry the function's name.

Functions take plain words, already in the reader's own zone, so that this room needs to know no other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from staffing.notifications.models import OutboxMessage
from staffing.notifications.outbox import queue


@dataclass(frozen=True)
class Person:
    """Whom a message goes to."""

    name: str
    email: str


@dataclass(frozen=True)
class ShiftWords:
    """A shift as a person reads it: `day` "Tuesday 24 November", `hours` "19:00–07:00 (12 h)"."""

    reference: str
    role: str
    facility: str
    unit: str
    day: str
    hours: str


@dataclass(frozen=True)
class OfferWords:
    """What stands in an offer beside the shift: money, the answer's end, the way to answer."""

    pay: str
    hourly: str
    answer_by: str
    link: str
    why: list[str]


@dataclass(frozen=True)
class ArrivalWords:
    """What someone needs to find the place and the person; empty words are left out."""

    address: str
    parking: str
    entrance: str
    ask_for: str
    notes: str
    coordinator: str
    phone: str
    link: str


def offer_sent(
    ref: str, to: Person, shift: ShiftWords, offer: OfferWords, due_at: datetime
) -> OutboxMessage | None:
    context = {"shift": asdict(shift), "offer": asdict(offer)}
    return queue("offer_sent", ref, to.email, to.name, context, due_at)


def offer_reminder(
    ref: str, to: Person, shift: ShiftWords, offer: OfferWords, due_at: datetime
) -> OutboxMessage | None:
    """Goes half-way through the life of an offer, unless it is answered before."""
    context = {"shift": asdict(shift), "offer": asdict(offer)}
    return queue("offer_reminder", ref, to.email, to.name, context, due_at)


def offer_withdrawn(
    ref: str, to: Person, shift: ShiftWords, reason: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    context = {"shift": asdict(shift), "reason": reason, "phone": phone}
    return queue("offer_withdrawn", ref, to.email, to.name, context, due_at)


def shift_confirmed(
    ref: str, to: Person, shift: ShiftWords, arrival: ArrivalWords, due_at: datetime
) -> OutboxMessage | None:
    context = {"shift": asdict(shift), "arrival": asdict(arrival)}
    return queue("shift_confirmed", ref, to.email, to.name, context, due_at)


def shift_cancelled(
    ref: str, to: Person, shift: ShiftWords, cost: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To the clinician, when a facility cancels; `cost` says what is paid all the same."""
    context = {"shift": asdict(shift), "cost": cost, "phone": phone}
    return queue("shift_cancelled", ref, to.email, to.name, context, due_at)


def shift_released(
    ref: str, to: Person, shift: ShiftWords, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To the clinician, as a receipt for a shift given back."""
    return queue("shift_released", ref, to.email, to.name, {"shift": asdict(shift), "phone": phone}, due_at)


def place_filled(ref: str, to: Person, shift: ShiftWords, who: str, due_at: datetime) -> OutboxMessage | None:
    """To a facility scheduler: someone is coming."""
    return queue("place_filled", ref, to.email, to.name, {"shift": asdict(shift), "who": who}, due_at)


def place_reopened(
    ref: str, to: Person, shift: ShiftWords, who: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler: the person who was coming is not, and we look again."""
    context = {"shift": asdict(shift), "who": who, "phone": phone}
    return queue("place_reopened", ref, to.email, to.name, context, due_at)


def place_cancelled(
    ref: str, to: Person, shift: ShiftWords, who: str, cost: str, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler: the receipt of a facility cancellation, with what is billed."""
    context = {"shift": asdict(shift), "who": who, "cost": cost}
    return queue("place_cancelled", ref, to.email, to.name, context, due_at)


def rate_who_came(
    ref: str, to: Person, shift: ShiftWords, who: str, link: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler after a worked shift: the one-time link under which they say how it went."""
    context = {"shift": asdict(shift), "who": who, "link": link, "days": days}
    return queue("rate_who_came", ref, to.email, to.name, context, due_at)


def credential_expiring(
    ref: str, to: Person, credential: str, expires: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    context = {"credential": credential, "expires": expires, "days": days}
    return queue("credential_expiring", ref, to.email, to.name, context, due_at)


def credential_expired(
    ref: str, to: Person, credential: str, expires: str, due_at: datetime
) -> OutboxMessage | None:
    context = {"credential": credential, "expires": expires}
    return queue("credential_expired", ref, to.email, to.name, context, due_at)


def invitation(
    ref: str, to: Person, agency: str, phone: str, link: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    """To somebody who is to have an account: the link under which they choose their password."""
    context = {"agency": agency, "phone": phone, "link": link, "days": days}
    return queue("invitation", ref, to.email, to.name, context, due_at)
