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
    emergency: str = ""
    """ "14 h on duty within 24 hours", where that is beyond the usual."""


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


Words = ShiftWords | OfferWords | ArrivalWords | str | int


def offer_sent(
    ref: str, to: Person, shift: ShiftWords, offer: OfferWords, due_at: datetime
) -> OutboxMessage | None:
    return _tell("offer_sent", ref, to, due_at, shift=shift, offer=offer)


def offer_reminder(
    ref: str, to: Person, shift: ShiftWords, offer: OfferWords, due_at: datetime
) -> OutboxMessage | None:
    """Goes half-way through the life of an offer, unless it is answered before."""
    return _tell("offer_reminder", ref, to, due_at, shift=shift, offer=offer)


def offer_withdrawn(
    ref: str, to: Person, shift: ShiftWords, reason: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    return _tell("offer_withdrawn", ref, to, due_at, shift=shift, reason=reason, phone=phone)


def shift_confirmed(
    ref: str, to: Person, shift: ShiftWords, arrival: ArrivalWords, due_at: datetime
) -> OutboxMessage | None:
    return _tell("shift_confirmed", ref, to, due_at, shift=shift, arrival=arrival)


def shift_cancelled(
    ref: str, to: Person, shift: ShiftWords, cost: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To the clinician, when a facility cancels; `cost` says what is paid all the same."""
    return _tell("shift_cancelled", ref, to, due_at, shift=shift, cost=cost, phone=phone)


def shift_released(
    ref: str, to: Person, shift: ShiftWords, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To the clinician, as a receipt for a shift given back."""
    return _tell("shift_released", ref, to, due_at, shift=shift, phone=phone)


def place_filled(ref: str, to: Person, shift: ShiftWords, who: str, due_at: datetime) -> OutboxMessage | None:
    """To a facility scheduler: someone is coming."""
    return _tell("place_filled", ref, to, due_at, shift=shift, who=who)


def place_reopened(
    ref: str, to: Person, shift: ShiftWords, who: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler: the person who was coming is not, and we look again."""
    return _tell("place_reopened", ref, to, due_at, shift=shift, who=who, phone=phone)


def place_cancelled(
    ref: str, to: Person, shift: ShiftWords, who: str, cost: str, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler: the receipt of a facility cancellation, with what is billed."""
    return _tell("place_cancelled", ref, to, due_at, shift=shift, who=who, cost=cost)


def rate_who_came(
    ref: str, to: Person, shift: ShiftWords, who: str, link: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler after a worked shift: the one-time link under which they say how it went."""
    return _tell("rate_who_came", ref, to, due_at, shift=shift, who=who, link=link, days=days)


def recovery_case_yours(
    ref: str, to: Person, facility: str, why: str, due: str, link: str, due_at: datetime
) -> OutboxMessage | None:
    """To the coordinator who owns a service-recovery case; `due` in words, when it is due."""
    return _tell("recovery_case_yours", ref, to, due_at, facility=facility, why=why, due=due, link=link)


def recovery_told(
    ref: str, to: Person, facility: str, said: str, who: str, phone: str, due_at: datetime
) -> OutboxMessage | None:
    """To a facility scheduler: what they were told about a service-recovery case, in writing."""
    return _tell("recovery_told", ref, to, due_at, facility=facility, said=said, who=who, phone=phone)


def credential_expiring(
    ref: str, to: Person, credential: str, expires: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    return _tell("credential_expiring", ref, to, due_at, credential=credential, expires=expires, days=days)


def credential_expired(
    ref: str, to: Person, credential: str, expires: str, due_at: datetime
) -> OutboxMessage | None:
    return _tell("credential_expired", ref, to, due_at, credential=credential, expires=expires)


def invitation(
    ref: str, to: Person, agency: str, phone: str, link: str, days: int, due_at: datetime
) -> OutboxMessage | None:
    """To somebody who is to have an account: the link under which they choose their password."""
    return _tell("invitation", ref, to, due_at, agency=agency, phone=phone, link=link, days=days)


def appeal_decided(
    ref: str, to: Person, shift: ShiftWords, outcome: str, decision: str, due_at: datetime
) -> OutboxMessage | None:
    """To a clinician: a person has looked at the ratings of a shift; `outcome` is upheld or dismissed."""
    return _tell("appeal_decided", ref, to, due_at, shift=shift, outcome=outcome, decision=decision)


def digest_ready(ref: str, to: Person, month: str, link: str, due_at: datetime) -> OutboxMessage | None:
    """To a clinician: the month's digest is there. It holds no figure; those stand behind the sign-in."""
    return _tell("digest_ready", ref, to, due_at, month=month, link=link)


def correction_answered(
    ref: str, to: Person, outcome: str, answer: str, due_at: datetime
) -> OutboxMessage | None:
    """To a clinician who asked us to correct what we keep; `outcome` is done or refused."""
    return _tell("correction_answered", ref, to, due_at, outcome=outcome, answer=answer)


def _tell(kind: str, ref: str, to: Person, due_at: datetime, **words: Words) -> OutboxMessage | None:
    context = {name: said if isinstance(said, str | int) else asdict(said) for name, said in words.items()}
    return queue(kind, ref, to.email, to.name, context, due_at)
