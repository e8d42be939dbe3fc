"""Queueing messages in the transaction of the change they tell of, and taking them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from staffing.audit import Actor
from staffing.db import db
from staffing.notifications.delivery import deliver_due
from staffing.notifications.models import MessageStatus, OutboxMessage
from staffing.notifications.rendering import render

__all__ = ["deliver_due", "find", "queue", "take_back"]


def queue(
    kind: str, ref: str, recipient: str, name: str, context: dict[str, Any], due_at: datetime
) -> OutboxMessage | None:
    """Write one message to the outbox of the open transaction; the worker sends it from `due_at` on.

    The templates are found by `kind`. An effect already told (same `kind` and `ref`) returns the message
    that tells it. A person without an e-mail address gets none: the answer is None.
    """
    if not recipient:
        return None
    told = find(kind, ref)
    if told is not None:
        return told
    mail = render(kind, {"name": name, **context})
    message = OutboxMessage(
        kind=kind,
        ref=ref,
        recipient=recipient,
        recipient_name=name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        due_at=due_at,
    )
    db.session.add(message)
    return message


def find(kind: str, ref: str) -> OutboxMessage | None:
    """The message that tells of `ref`, if it was written."""
    return db.session.scalar(
        select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.ref == ref)
    )


def take_back(kind: str, ref: str, by: Actor) -> bool:
    """Withdraw a message that is not being sent just now; True when nobody has tried to send it yet.

    One whose last try failed is not tried again; it may have reached the person all the same.
    """
    message = db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.kind == kind, OutboxMessage.ref == ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if message is None or message.status is not MessageStatus.QUEUED or message.on_its_way:
        return False
    message.move_to(MessageStatus.WITHDRAWN, by)
    return not message.attempts
