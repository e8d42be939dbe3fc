"""Scopes applied to every ORM statement and every flush (the first of the tenancy layers)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from staffing.db.base import AgencyOwned, ClinicianItself, ClinicianOwned, FacilityItself, FacilityOwned
from staffing.db.scope import Scope, ScopeKind, ScopeViolation, current_scope, scope_or_none


def _criteria(scope: Scope) -> list[Any]:
    agency_id = scope.agency_id
    if agency_id is None:
        return []
    options: list[Any] = [_only(AgencyOwned, lambda cls: cls.agency_id == agency_id)]
    if scope.kind is ScopeKind.FACILITIES:
        ids = tuple(scope.facility_ids) or (-1,)
        options.append(_only(FacilityOwned, lambda cls: cls.facility_id.in_(ids)))
        options.append(_only(FacilityItself, lambda cls: cls.id.in_(ids)))
    if scope.kind is ScopeKind.CLINICIAN:
        own = scope.clinician_id
        options.append(_only(ClinicianOwned, lambda cls: cls.clinician_id == own))
        options.append(_only(ClinicianItself, lambda cls: cls.id == own))
    return options


def _only(rows: type[Any], criterion: Callable[[Any], Any]) -> Any:
    return with_loader_criteria(rows, criterion, include_aliases=True)


def _touches_business_rows(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, AgencyOwned) for mapper in state.all_mappers)


def _guard_statement(state: ORMExecuteState) -> None:
    if not (state.is_select or state.is_update or state.is_delete):
        return
    if state.is_column_load or state.is_relationship_load:
        return
    scope = current_scope() if _touches_business_rows(state) else scope_or_none()
    if scope is not None:
        state.statement = state.statement.options(*_criteria(scope))


def _guard_row(scope: Scope, row: Any) -> None:
    if scope.agency_id is not None and row.agency_id not in (None, scope.agency_id):
        raise ScopeViolation(f"{type(row).__name__} belongs to another agency")
    if (
        scope.kind is ScopeKind.FACILITIES
        and isinstance(row, FacilityOwned)
        and row.facility_id not in scope.facility_ids
    ):
        raise ScopeViolation(f"{type(row).__name__} belongs to another facility")
    if (
        scope.kind is ScopeKind.CLINICIAN
        and isinstance(row, ClinicianOwned)
        and row.clinician_id != scope.clinician_id
    ):
        raise ScopeViolation(f"{type(row).__name__} belongs to another clinician")


def _guard_flush(session: Session, _context: Any, _instances: Any) -> None:
    touched = [
        row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, AgencyOwned)
    ]
    if not touched:
        return
    scope = current_scope()
    for row in touched:
        _guard_row(scope, row)


def install(session_class: Any) -> None:
    """Hold every session made by `session_class` to the scope in force."""
    if not event.contains(session_class, "do_orm_execute", _guard_statement):
        event.listen(session_class, "do_orm_execute", _guard_statement)
        event.listen(session_class, "before_flush", _guard_flush)
