"""The outbox: told once, taken back in time, retried with patience, dead in the end."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import SYSTEM
from staffing.db import db, transact
from staffing.notifications import messages, outbox
from staffing.notifications.delivery import MAX_ATTEMPTS, backoff, deliver_due
from staffing.notifications.mailers import Outgoing
from staffing.notifications.messages import Person
from staffing.notifications.models import MessageStatus, OutboxMessage
from tests.conftest import both_databases
from tests.factories import NOW, World

ROBIN = Person("Robin", "robin@example.org")


class Mailbox:
    """A mailer that keeps what it gets, and fails as often as it is told to."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.got: list[Outgoing] = []
        self.open_transactions: list[bool] = []
        self.failures, self.error = failures, error or ConnectionRefusedError("no server")

    def send(self, mail: Outgoing) -> None:
        self.open_transactions.append(db.session().in_transaction())
        if self.failures:
            self.failures -= 1
            raise self.error
        self.got.append(mail)


def queue(ref: str = "1", to: Person = ROBIN) -> OutboxMessage | None:
    return messages.credential_expiring(ref, to, "RN TX", "Thu 31 Dec 2026", 30, NOW)


def only() -> OutboxMessage:
    db.session.expire_all()
    return db.session.scalars(select(OutboxMessage)).one()


@both_databases
def test_a_due_message_is_sent_once_and_outside_any_transaction(world: World) -> None:
    queue()
    mailbox = Mailbox()
    assert outbox.deliver_due(NOW, mailbox) == 1
    assert outbox.deliver_due(NOW, mailbox) == 0
    assert [mail.recipient for mail in mailbox.got] == [ROBIN.email]
    assert mailbox.open_transactions == [False]
    message = only()
    assert (message.status, message.attempts, message.sent_at) == (MessageStatus.SENT, 1, NOW)


def test_nothing_leaves_before_it_is_due(world: World) -> None:
    queue()
    assert outbox.deliver_due(NOW - timedelta(seconds=1), Mailbox()) == 0
    assert only().attempts == 0


def test_an_effect_is_told_once(world: World) -> None:
    first = queue("1")
    db.session.flush()
    assert queue("1") is first
    assert queue("2") is not first


def test_nobody_is_written_to_without_an_address(world: World) -> None:
    assert queue(to=Person("Robin", "")) is None


def test_a_failed_try_waits_and_is_tried_again(world: World) -> None:
    queue()
    mailbox = Mailbox(failures=1)
    assert outbox.deliver_due(NOW, mailbox) == 0
    message = only()
    assert (message.status, message.attempts) == (MessageStatus.QUEUED, 1)
    assert message.last_error == "ConnectionRefusedError"
    assert message.due_at == NOW + backoff(1)
    assert outbox.deliver_due(NOW + backoff(1) - timedelta(seconds=1), mailbox) == 0
    assert outbox.deliver_due(NOW + backoff(1), mailbox) == 1
    assert mailbox.got[0].message_id == f"<outbox-{message.id}@staffing-match>"


def test_the_waits_double() -> None:
    assert [backoff(tries) for tries in (1, 2, 3, 4)] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]


def test_after_the_last_try_it_is_a_dead_letter_without_anyones_address_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    queue()
    refused = smtplib.SMTPRecipientsRefused({ROBIN.email: (550, b"no such person")})
    mailbox = Mailbox(failures=MAX_ATTEMPTS, error=refused)
    now = NOW
    with caplog.at_level(logging.DEBUG):
        for tries in range(1, MAX_ATTEMPTS + 1):
            outbox.deliver_due(now, mailbox)
            now += backoff(tries)
    message = only()
    assert (message.status, message.attempts) == (MessageStatus.DEAD, MAX_ATTEMPTS)
    assert message.last_error == "SMTPRecipientsRefused"
    assert "dead letter" in caplog.text
    assert ROBIN.email not in caplog.text
    assert outbox.deliver_due(now + timedelta(days=1), Mailbox()) == 0


def test_a_try_is_recorded_before_it_is_made(world: World) -> None:
    """A worker that dies while sending leaves an attempt behind, and a time for the next one."""
    queue()

    class Dying:
        def send(self, mail: Outgoing) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due(NOW, Dying())
    message = only()
    assert (message.status, message.attempts, message.due_at) == (MessageStatus.QUEUED, 1, NOW + backoff(1))


def test_taken_back_before_the_first_try_nobody_hears_of_it(world: World) -> None:
    queue()
    assert outbox.take_back("credential_expiring", "1", SYSTEM)
    assert not outbox.take_back("credential_expiring", "1", SYSTEM)
    assert outbox.deliver_due(NOW, Mailbox()) == 0


def test_after_a_failed_try_it_is_tried_no_more_but_may_have_been_heard(world: World) -> None:
    queue()
    outbox.deliver_due(NOW, Mailbox(failures=1))
    assert not transact(lambda: outbox.take_back("credential_expiring", "1", SYSTEM))
    assert only().status is MessageStatus.WITHDRAWN
    assert outbox.deliver_due(NOW + timedelta(days=1), Mailbox()) == 0


@pytest.mark.parametrize("failures", [0, 1])
def test_a_message_on_its_way_is_not_taken_back(world: World, failures: int) -> None:
    """Neither during the first try nor during one that follows a failure."""
    queue()
    if failures:
        outbox.deliver_due(NOW, Mailbox(failures=failures))
    taken: list[bool] = []

    class Watched(Mailbox):
        def send(self, mail: Outgoing) -> None:
            taken.append(transact(lambda: outbox.take_back("credential_expiring", "1", SYSTEM)))
            super().send(mail)

    assert outbox.deliver_due(NOW + timedelta(hours=1), Watched()) == 1
    assert taken == [False]
    assert only().status is MessageStatus.SENT


def test_one_message_that_cannot_be_sent_does_not_hold_up_the_next(world: World) -> None:
    queue("1")
    queue("2")
    mailbox = Mailbox(failures=1)
    assert outbox.deliver_due(NOW, mailbox) == 1
    assert len(mailbox.got) == 1


def test_a_server_that_hangs_holds_up_the_other_duties_for_seconds_only(world: World) -> None:
    """Each try takes four seconds here: after the second no other begins; the rest goes at the next run."""
    seconds = [0.0]

    class Slow(Mailbox):
        def send(self, mail: Outgoing) -> None:
            seconds[0] += 4
            raise TimeoutError

    for ref in "12345":
        queue(ref)
    assert deliver_due(NOW, Slow(), clock=lambda: seconds[0]) == 0
    db.session.expire_all()
    attempts = [row.attempts for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert attempts == [1, 1, 0, 0, 0]
    assert outbox.deliver_due(NOW, Mailbox()) == 3
