"""Offers and placements: two of the three lifecycles. Placements are the only rows that hold time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.audit import HasLifecycle
from staffing.clinicians.models import Clinician
from staffing.db import (
    AgencyOwned,
    Base,
    ClinicianOwned,
    FacilityOwned,
    Json,
    Timestamped,
    Versioned,
    enum_type,
    utc_now,
)
from staffing.requests.models import Slot


class OfferStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    PAY = "pay"
    DISTANCE = "distance"
    TIME = "time"
    FACILITY = "facility"
    BUSY = "busy"
    UNWELL = "unwell"
    OTHER = "other"


class AnswerChannel(StrEnum):
    LINK = "link"
    SIGNED_IN = "signed_in"
    PHONE = "phone"


class PlacementStatus(StrEnum):
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    WORKED = "worked"
    FACILITY_CANCELLATION = "facility_cancellation"
    CLINICIAN_CALLOUT = "clinician_callout"
    NO_SHOW = "no_show"
    SENT_HOME = "sent_home"


HOLDING = (
    PlacementStatus.ACCEPTED,
    PlacementStatus.CONFIRMED,
    PlacementStatus.CHECKED_IN,
    PlacementStatus.WORKED,
)
HOLDING_SQL = "status IN ('accepted', 'confirmed', 'checked_in', 'worked')"
OPEN_SQL = "status = 'open'"


def _own_slot() -> tuple[ForeignKeyConstraint, ForeignKeyConstraint]:
    return (
        ForeignKeyConstraint(
            ["slot_id", "facility_id", "agency_id"], ["slot.id", "slot.facility_id", "slot.agency_id"]
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
    )


class Offer(HasLifecycle, Versioned, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """A slot offered to a clinician until `expires_at`. Refusing it costs nothing."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("id", "agency_id", name="uq_offer_id_agency"),
        *_own_slot(),
        Index(
            "uq_offer_open_pair",
            "slot_id",
            "clinician_id",
            unique=True,
            sqlite_where=text(OPEN_SQL),
            postgresql_where=text(OPEN_SQL),
        ),
        Index("ix_offer_expiry", "status", "expires_at"),
    )
    TRANSITIONS = {
        OfferStatus.OPEN: frozenset(
            {OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.WITHDRAWN}
        ),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    status: Mapped[OfferStatus] = mapped_column(enum_type(OfferStatus, "status"), default=OfferStatus.OPEN)
    sent_at: Mapped[datetime] = mapped_column(default=utc_now)
    remind_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_via: Mapped[AnswerChannel | None] = mapped_column(enum_type(AnswerChannel, "answered_via"))
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_type(DeclineReason, "decline_reason"))
    decline_note: Mapped[str] = mapped_column(String(300), default="")
    pay_cents: Mapped[int]
    """Total pay of the shift as offered."""
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)
    """Why this person, in sentences the clinician may read."""
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    slot: Mapped[Slot] = relationship(
        foreign_keys=[slot_id], primaryjoin="Offer.slot_id == Slot.id", viewonly=True
    )
    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id], primaryjoin="Offer.clinician_id == Clinician.id", viewonly=True
    )


class Placement(HasLifecycle, Versioned, Timestamped, FacilityOwned, ClinicianOwned, Base):
    """A clinician's hold on a slot, made when an offer is accepted.

    The database refuses two holding placements of one clinician that overlap, and two of one slot.
    """

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("id", "facility_id", "agency_id", name="uq_placement_id_facility"),
        *_own_slot(),
        ForeignKeyConstraint(["offer_id", "agency_id"], ["offer.id", "offer.agency_id"]),
        CheckConstraint("ends_at > starts_at", name="times"),
        Index(
            "uq_placement_slot_held",
            "slot_id",
            unique=True,
            sqlite_where=text(HOLDING_SQL),
            postgresql_where=text(HOLDING_SQL),
        ),
        Index("ix_placement_person_time", "clinician_id", "starts_at"),
    )
    TRANSITIONS = {
        PlacementStatus.ACCEPTED: frozenset(
            {
                PlacementStatus.CONFIRMED,
                PlacementStatus.FACILITY_CANCELLATION,
                PlacementStatus.CLINICIAN_CALLOUT,
            }
        ),
        PlacementStatus.CONFIRMED: frozenset(
            {
                PlacementStatus.CHECKED_IN,
                PlacementStatus.WORKED,
                PlacementStatus.FACILITY_CANCELLATION,
                PlacementStatus.CLINICIAN_CALLOUT,
                PlacementStatus.NO_SHOW,
            }
        ),
        PlacementStatus.CHECKED_IN: frozenset({PlacementStatus.WORKED, PlacementStatus.SENT_HOME}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    offer_id: Mapped[int | None] = mapped_column(unique=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    status: Mapped[PlacementStatus] = mapped_column(
        enum_type(PlacementStatus, "status"), default=PlacementStatus.ACCEPTED
    )
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    """iCalendar SEQUENCE."""

    slot: Mapped[Slot] = relationship(
        foreign_keys=[slot_id], primaryjoin="Placement.slot_id == Slot.id", viewonly=True
    )
    clinician: Mapped[Clinician] = relationship(
        foreign_keys=[clinician_id], primaryjoin="Placement.clinician_id == Clinician.id", viewonly=True
    )


class IdempotentReply(AgencyOwned, Base):
    """The stored reply to a write that may be sent twice (accepting an offer)."""

    __tablename__ = "idempotent_reply"
    __table_args__ = (UniqueConstraint("who", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    """`account:<id>` or `offer-link:<offer id>`."""
    key: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    status_code: Mapped[int | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(default=utc_now)
