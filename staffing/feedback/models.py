"""One-time links by which people rate a worked shift, kiosks that hand them out, and moderated comments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.audit import HasLifecycle
from staffing.db import Base, FacilityOwned, Json, Timestamped, Versioned, enum_type, utc_now
from staffing.facilities.models import Unit
from staffing.placements.models import Placement
from staffing.ratings.models import CommunicationResponse, RaterSource


class LinkChannel(StrEnum):
    """How a link reaches the rater."""

    EMAIL = "email"
    CARD = "card"
    KIOSK = "kiosk"
    SHARED = "shared"
    """Given to the facility, which passes it on to a caller or a virtual patient."""


class LinkStatus(StrEnum):
    ISSUED = "issued"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class RatingLink(HasLifecycle, FacilityOwned, Base):
    """A one-time link. It belongs to a worked shift, never to a patient; only the code's hash is kept."""

    __tablename__ = "rating_link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
        ),
        UniqueConstraint("code_hash"),
        UniqueConstraint("response_id"),
        CheckConstraint("status <> 'used' OR used_at IS NOT NULL", name="used"),
        Index("ix_rating_link_expiry", "status", "expires_at"),
    )
    TRANSITIONS = {
        LinkStatus.ISSUED: frozenset({LinkStatus.USED, LinkStatus.EXPIRED, LinkStatus.REVOKED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(index=True)
    source: Mapped[RaterSource] = mapped_column(enum_type(RaterSource, "source"))
    channel: Mapped[LinkChannel] = mapped_column(enum_type(LinkChannel, "channel"))
    code_hash: Mapped[str] = mapped_column(String(64))
    """HMAC-SHA256 of the code under the application's secret."""
    rater_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The scheduler or charge nurse it was sent to."""
    rater_clinician_id: Mapped[int | None] = mapped_column(ForeignKey("clinician.id"))
    """The colleague it was sent to."""
    status: Mapped[LinkStatus] = mapped_column(enum_type(LinkStatus, "status"), default=LinkStatus.ISSUED)
    issued_at: Mapped[datetime] = mapped_column(default=utc_now)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    response_id: Mapped[int | None] = mapped_column(ForeignKey("communication_response.id"))

    placement: Mapped[Placement] = relationship(
        foreign_keys=[placement_id], primaryjoin="RatingLink.placement_id == Placement.id", viewonly=True
    )


class RatingKiosk(Versioned, Timestamped, FacilityOwned, Base):
    """A tablet of a unit: its secret address lists who is on duty, and hands out one-time links."""

    __tablename__ = "rating_kiosk"
    __table_args__ = (
        ForeignKeyConstraint(
            ["unit_id", "facility_id", "agency_id"], ["unit.id", "unit.facility_id", "unit.agency_id"]
        ),
        UniqueConstraint("key_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(80))
    key_hash: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    unit: Mapped[Unit] = relationship(
        foreign_keys=[unit_id], primaryjoin="RatingKiosk.unit_id == Unit.id", viewonly=True
    )

    def __str__(self) -> str:
        return self.name


class CommentStatus(StrEnum):
    WAITING = "waiting"
    RELEASED = "released"
    HIDDEN = "hidden"


class RatingComment(HasLifecycle, Versioned, FacilityOwned, Base):
    """Free text beside a response, where the agency allows it. Only moderators read it before release."""

    __tablename__ = "rating_comment"
    __table_args__ = (UniqueConstraint("response_id"),)
    TRANSITIONS = {
        CommentStatus.WAITING: frozenset({CommentStatus.RELEASED, CommentStatus.HIDDEN}),
        CommentStatus.RELEASED: frozenset({CommentStatus.HIDDEN}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("communication_response.id"))
    response: Mapped[CommunicationResponse] = relationship()
    text: Mapped[str] = mapped_column(String(500))
    found: Mapped[list[str]] = mapped_column(Json, default=list)
    """Kinds of identifier the screening found (`email`, `phone`, `date`, `address`, `number`, `name`)."""
    status: Mapped[CommentStatus] = mapped_column(
        enum_type(CommentStatus, "status"), default=CommentStatus.WAITING, index=True
    )
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str | None] = mapped_column(String(300))
