"""The outbox: messages written with the change they tell of, sent afterwards by the worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import HasLifecycle
from staffing.db import AgencyOwned, Base, enum_type, utc_now


class MessageStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"


class OutboxMessage(HasLifecycle, AgencyOwned, Base):
    """One message to one person; (`kind`, `ref`) is unique, so that an effect is told once."""

    __tablename__ = "outbox_message"
    __table_args__ = (UniqueConstraint("kind", "ref"), Index("ix_outbox_message_due", "status", "due_at"))
    TRANSITIONS = {
        MessageStatus.QUEUED: frozenset({MessageStatus.SENT, MessageStatus.DEAD, MessageStatus.WITHDRAWN}),
        MessageStatus.DEAD: frozenset({MessageStatus.QUEUED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(255))
    """E-mail address."""
    recipient_name: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    status: Mapped[MessageStatus] = mapped_column(
        enum_type(MessageStatus, "status"), default=MessageStatus.QUEUED
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None]

    @property
    def on_its_way(self) -> bool:
        """A try has begun and has not been heard of since."""
        return self.attempts > 0 and self.last_error is None
