"""Voluntary answers about groups, kept apart from people's files, and the reports made of their sums."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from staffing.db import AgencyOwned, Base, Json, enum_type, utc_now


class Attribute(StrEnum):
    RACE_ETHNICITY = "race_ethnicity"
    GENDER = "gender"
    AGE_BAND = "age_band"


class VoluntaryGroup(AgencyOwned, Base):
    """One voluntary answer. `person_key` is a keyed hash: no other table leads from here to a person."""

    __tablename__ = "voluntary_group"
    __table_args__ = (UniqueConstraint("agency_id", "person_key", "attribute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64))
    attribute: Mapped[Attribute] = mapped_column(enum_type(Attribute, "attribute"))
    value: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date]


class EquityReport(AgencyOwned, Base):
    """Offer and placement rates by group, for one match run or one quarter. Small cells are hidden in it."""

    __tablename__ = "equity_report"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "agency_id"], ["match_run.id", "match_run.agency_id"]),
        UniqueConstraint("agency_id", "run_id"),
        UniqueConstraint("agency_id", "quarter"),
        CheckConstraint("(run_id IS NULL) <> (quarter IS NULL)", name="run_or_quarter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None]
    quarter: Mapped[date | None]
    """First day of the quarter."""
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    tables: Mapped[dict[str, Any]] = mapped_column(Json)
