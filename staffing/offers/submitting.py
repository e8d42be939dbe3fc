"""Forms that ask for shifts, sent once however often they arrive: a double click is one request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.offers.replies import reserve
from staffing.offers.request_editing import revise
from staffing.requests.details import RequestDetails
from staffing.requests.models import RequestSource, ShiftRequest
from staffing.requests.pasting.preview import take
from staffing.requests.services import submit


def submit_once(
    details: RequestDetails, by: Actor, source: RequestSource, now: datetime, *, key: str
) -> list[ShiftRequest]:
    """Submit what a form asks for; the same form with the same `key`, made with its page, asks only once.

    A form that was changed before it was sent again is another request. Raises InvalidRequest.
    """
    return _once(key, repr(details), by, now, lambda: submit(details, by, source, now))


def take_once(text: str, by: Actor, now: datetime, *, asked_by: str, key: str) -> list[ShiftRequest]:
    """Take pasted rows, once; raises PasteRefused, UnreadablePaste."""
    return _once(
        key, f"{asked_by}\n{text}", by, now, lambda: take(text, by, now, asked_by=asked_by, revise=revise)
    )


def _once(
    key: str, content: str, by: Actor, now: datetime, work: Callable[[], Sequence[ShiftRequest]]
) -> list[ShiftRequest]:
    fingerprint = hashlib.sha256(f"{key}\n{content}".encode()).hexdigest()
    reply = reserve(f"account:{by.user_id}", fingerprint, {"ask": fingerprint}, now)
    if reply.body is None:
        made = list(work())
        reply.status_code, reply.body = 200, {"request_ids": [request.id for request in made]}
        return made
    known = select(ShiftRequest).where(ShiftRequest.id.in_(reply.body["request_ids"]))
    return list(db.session.scalars(known.order_by(ShiftRequest.id)))
