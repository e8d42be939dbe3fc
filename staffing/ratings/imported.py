"""Scores an agency brings along from another system, with where they come from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.db import AgencyOwned, Base, ClinicianOwned, Json, enum_type, utc_now
from staffing.facilities.models import Setting
from staffing.ratings.models import Dimension, RaterSource


class ScoreImport(AgencyOwned, Base):
    """One file of scores. Withdrawing it takes all of its rows out of every score."""

    __tablename__ = "score_import"
    __table_args__ = (UniqueConstraint("id", "agency_id", name="uq_score_import_id_agency"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(120))
    """The system or survey they come from, as the coordinator names it."""
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    """Column of the file for each fact, and what was fixed by hand."""
    counts: Mapped[bool] = mapped_column(default=False)
    """Whether the rows enter scores (as one rater each import) or are only shown beside them."""
    imported_at: Mapped[datetime] = mapped_column(default=utc_now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdraw_reason: Mapped[str | None] = mapped_column(String(300))


class ImportedScore(ClinicianOwned, Base):
    """`always` of `answers` answers were "Always" about one dimension, in a period that ended on a day."""

    __tablename__ = "imported_score"
    __table_args__ = (
        ForeignKeyConstraint(["import_id", "agency_id"], ["score_import.id", "score_import.agency_id"]),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        UniqueConstraint("import_id", "clinician_id", "setting", "source", "dimension", "period_end"),
        CheckConstraint("answers > 0 AND always BETWEEN 0 AND answers", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(index=True)
    line: Mapped[int]
    """Line of the file."""
    role_code: Mapped[str] = mapped_column(String(20))
    setting: Mapped[Setting] = mapped_column(enum_type(Setting, "setting"))
    source: Mapped[RaterSource] = mapped_column(enum_type(RaterSource, "source"))
    dimension: Mapped[Dimension] = mapped_column(enum_type(Dimension, "dimension"))
    answers: Mapped[int]
    always: Mapped[int]
    period_end: Mapped[date]
