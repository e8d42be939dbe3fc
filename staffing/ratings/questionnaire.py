"""What raters are asked, as data with versions: a response keeps the version it answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.db import AgencyOwned, Base, Json, utc_now


class Questionnaire(AgencyOwned, Base):
    """One published version of the items and of the dimensions by role family. Never edited.

    Version 1 is the built-in one and has no row. `items` maps source → dimension → {"en", "es"};
    `weights` maps role family → dimension → share (each family's shares sum to 1).
    """

    __tablename__ = "questionnaire"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("number >= 2", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    items: Mapped[dict[str, Any]] = mapped_column(Json)
    weights: Mapped[dict[str, Any]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(String(300), default="")
    """What was changed and why."""
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
