"""Sending what is due. Nothing is sent while a transaction is open, and every try is recorded first."""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile

from flask import current_app
from sqlalchemy import select

from staffing.audit import SYSTEM
from staffing.db import db, transact
from staffing.notifications.mailers import Mailer, Outgoing, mailer_for
from staffing.notifications.models import MessageStatus, OutboxMessage

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=1)
BATCH = 200
PATIENCE_SECONDS = 5.0
"""No further try begins after this: a mail server that hangs must not hold up the worker's other duties."""


def deliver_due(
    now: datetime, mailer: Mailer | None = None, clock: Callable[[], float] = time.monotonic
) -> int:
    """Try each of the scope's messages due by `now` once; returns how many were handed over.

    The mailer is the settings' own unless another is given; `clock` counts seconds. What is not begun
    within PATIENCE_SECONDS is left to the next run.

    A try is committed before it is made, with the time of the next one, so that a worker that dies
    between the two is followed by a later try. The sixth failure makes the message a dead letter.
    """
    mailer = mailer or mailer_for(current_app.config["SETTINGS"])
    until = clock() + PATIENCE_SECONDS
    in_time = takewhile(lambda _: clock() < until, _due(now))
    return sum(_deliver(message_id, mailer, now) for message_id in in_time)


def _deliver(message_id: int, mailer: Mailer, now: datetime) -> bool:
    outgoing = transact(lambda: _begin_try(message_id, now))
    if outgoing is None:
        return False
    error = _try(mailer, outgoing)
    transact(lambda: _finish_try(message_id, error, now))
    return error is None


def backoff(attempts: int) -> timedelta:
    """The wait after the given number of tries: 1, 2, 4 … minutes."""
    return FIRST_WAIT * float(2 ** (attempts - 1))


def _due(now: datetime) -> list[int]:
    """Ids of waiting messages, oldest first, with the reading transaction closed behind them."""
    waiting = (
        select(OutboxMessage.id)
        .where(OutboxMessage.status == MessageStatus.QUEUED, OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
    )
    return transact(lambda: list(db.session.scalars(waiting)))


def _locked(message_id: int) -> OutboxMessage | None:
    return db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _begin_try(message_id: int, now: datetime) -> Outgoing | None:
    message = _locked(message_id)
    if message is None or message.status is not MessageStatus.QUEUED or message.due_at > now:
        return None
    message.attempts += 1
    message.last_error = None
    message.due_at = now + backoff(message.attempts)
    return Outgoing(
        message_id=f"<outbox-{message.id}@staffing-match>",
        recipient=message.recipient,
        recipient_name=message.recipient_name,
        subject=message.subject,
        text=message.text,
        html=message.html,
    )


def _try(mailer: Mailer, outgoing: Outgoing) -> str | None:
    """The kind of failure, or None; never the server's words, which name the recipient."""
    try:
        mailer.send(outgoing)
    except smtplib.SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address no header takes
        return type(error).__name__
    return None


def _finish_try(message_id: int, error: str | None, now: datetime) -> None:
    message = db.session.get_one(OutboxMessage, message_id, with_for_update=True, populate_existing=True)
    message.last_error = error
    if message.status is not MessageStatus.QUEUED:
        return
    if error is None:
        message.sent_at = now
        message.move_to(MessageStatus.SENT, SYSTEM)
    elif message.attempts >= MAX_ATTEMPTS:
        log.error("message %s is a dead letter after %s tries: %s", message.id, message.attempts, error)
        message.move_to(MessageStatus.DEAD, SYSTEM, reason=error)
