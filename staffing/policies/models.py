"""The agency's rules as versioned data: work-rule figures, offer times, cancellation fees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.db import AgencyOwned, Base, Json, utc_now


class RuleVersion(AgencyOwned, Base):
    """One dated set of figures; the newest `effective_at` not in the future is in force.

    `figures` holds only what differs from the defaults of `staffing.policies.figures`.
    """

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("agency_id", "effective_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    effective_at: Mapped[datetime] = mapped_column(default=utc_now)
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
