"""What the rater-bias audit found, for a person to look at. A flag changes no score."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import HasLifecycle
from staffing.db import AgencyOwned, Base, Json, Versioned, enum_type


class FlagKind(StrEnum):
    LENIENCY = "leniency"
    GROUP_GAP = "group_gap"
    BURST = "burst"
    DUPLICATE = "duplicate"
    COLLUSION = "collusion"


class FlagStatus(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    SUSPENDED = "suspended"


class RatingFlag(HasLifecycle, Versioned, AgencyOwned, Base):
    """A rater (or a rater and a clinician) whose answers look wrong, with the figures that say so."""

    __tablename__ = "rating_flag"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "rater", "about", "quarter"),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("status = 'open' OR decided_at IS NOT NULL", name="decided"),
    )
    TRANSITIONS = {
        FlagStatus.OPEN: frozenset({FlagStatus.DISMISSED, FlagStatus.SUSPENDED}),
        FlagStatus.SUSPENDED: frozenset({FlagStatus.DISMISSED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FlagKind] = mapped_column(enum_type(FlagKind, "kind"))
    rater: Mapped[str] = mapped_column(String(64), index=True)
    about: Mapped[str] = mapped_column(String(64), default="")
    """What it is about, to keep it once a quarter: `clinician:<id>`, an attribute, a day, or nothing."""
    clinician_id: Mapped[int | None]
    quarter: Mapped[date]
    """First day of the quarter it was found in."""
    found_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(Json)
    status: Mapped[FlagStatus] = mapped_column(
        enum_type(FlagStatus, "status"), default=FlagStatus.OPEN, index=True
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str | None] = mapped_column(String(300))
