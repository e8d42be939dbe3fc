"""What raters are asked, as data with versions: a response keeps the version it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from staffing.clinicians.models import RoleFamily
from staffing.db import AgencyOwned, Base, Json, db, utc_now
from staffing.ratings.items import ENGLISH, FIRST_ITEMS, Items
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.weights import FAMILY_WEIGHTS, WeightTable, dimensions_asked
from staffing.requests.models import Slot

FIRST = 1
"""Number of the built-in version."""


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


@dataclass(frozen=True)
class Questions:
    """One version as raters read it and scores weigh it."""

    number: int
    items: Items
    weights: WeightTable

    def text(self, source: RaterSource, dimension: Dimension, language: str = ENGLISH) -> str:
        """The line as it was asked; an item this version does not ask of `source` has no words."""
        return self.items.get(source, {}).get(dimension, {}).get(language, "")

    def asked_about(self, slot: Slot, source: RaterSource) -> tuple[Dimension, ...]:
        """What `source` is asked about whoever worked `slot`, in the order of Dimension."""
        family, request = slot.staff_role.family, slot.request
        carried = dimensions_asked(
            family, request.setting, explains_bills=request.explains_bills, table=self.weights
        )
        return tuple(dimension for dimension in carried if dimension in self.items[source])


BUILT_IN = Questions(FIRST, FIRST_ITEMS, FAMILY_WEIGHTS)


def questionnaire_in_force(now: datetime) -> Questions:
    """The version the scope's agency asks at `now`."""
    row = db.session.scalar(
        select(Questionnaire)
        .where(Questionnaire.published_at <= now)
        .order_by(Questionnaire.number.desc())
        .limit(1)
    )
    return BUILT_IN if row is None else as_questions(row)


def questionnaire(number: int) -> Questions | None:
    """The version of that number; None where the scope's agency never published it."""
    if number == FIRST:
        return BUILT_IN
    row = db.session.scalar(select(Questionnaire).where(Questionnaire.number == number))
    return None if row is None else as_questions(row)


def as_questions(row: Questionnaire) -> Questions:
    return Questions(
        row.number,
        {RaterSource(source): _by_dimension(lines) for source, lines in row.items.items()},
        {RoleFamily(family): _by_dimension(shares) for family, shares in row.weights.items()},
    )


def _by_dimension(values: Mapping[str, Any]) -> dict[Dimension, Any]:
    """In the order of Dimension (a JSON column may keep another)."""
    return {dimension: values[dimension.value] for dimension in Dimension if dimension.value in values}
