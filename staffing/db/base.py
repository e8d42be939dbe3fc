"""The declarative base, column types and mixins every table is built from."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, ForeignKey, Integer, MetaData, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from staffing.db.scope import current_scope

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, integer epoch seconds on SQLite; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database; give it a zone")
        return int(value.timestamp()) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromtimestamp(value, UTC)
        result: datetime = value.astimezone(UTC)
        return result


def enum_type(kind: type[StrEnum], name: str) -> Enum:
    """A StrEnum stored by value as text, with a CHECK named `name`."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every model's base; `metadata` carries the naming convention the migrations rely on."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime}
    )


def utc_now() -> datetime:
    """The present instant, to the second (what both databases keep)."""
    return datetime.now(UTC).replace(microsecond=0)


class Timestamped:
    """Rows that remember when they were made and last changed (UTC)."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class AgencyOwned:
    """A business row: it belongs to one agency and is only read under a scope.

    `agency_id` is filled from the scope at flush when the caller leaves it out. It has no index of its
    own: every statement filters by it, and a planner that takes that index reads the whole agency.
    """

    @declared_attr
    def agency_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("agency.id"), default=lambda: current_scope().require_agency())


class FacilityOwned(AgencyOwned):
    """A row of one facility; tables add a composite foreign key so that it cannot point elsewhere."""

    facility_id: Mapped[int] = mapped_column(index=True)


class ClinicianOwned(AgencyOwned):
    """A row of one clinician's own file."""

    clinician_id: Mapped[int] = mapped_column(index=True)


class FacilityItself(AgencyOwned):
    """The facility's own row: a facility scope sees it by its `id`."""

    id: Mapped[int] = mapped_column(primary_key=True)


class ClinicianItself(AgencyOwned):
    """The clinician's own row: a clinician scope sees it by its `id`."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Versioned:
    """Rows that people edit: a stale `version` raises StaleDataError instead of losing an edit."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


@event.listens_for(Base, "init", propagate=True)
def _apply_scalar_defaults(target: Any, args: Any, kwargs: dict[str, Any]) -> None:
    """Give new objects their plain column defaults at once, so that a status can be read before flush."""
    for column in target.__mapper__.columns:
        key = target.__mapper__.get_property_by_column(column).key
        default = column.default
        if key not in kwargs and default is not None and default.is_scalar:
            kwargs[key] = default.arg
