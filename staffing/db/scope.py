"""Whose rows a piece of work may see. No scope, no business rows: a missing scope raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class ScopeKind(StrEnum):
    AGENCY = "agency"
    FACILITIES = "facilities"
    CLINICIAN = "clinician"
    SYSTEM = "system"


class MissingScope(RuntimeError):
    """Business rows were touched by work that never said for whom it acts."""


class ScopeViolation(RuntimeError):
    """Work tried to write a row outside its scope."""


@dataclass(frozen=True)
class Scope:
    """The rows visible to a request or job.

    `agency_id` is None only for the system scope that serves every agency (worker loop, start-up).
    """

    kind: ScopeKind
    agency_id: int | None = None
    facility_ids: frozenset[int] = frozenset()
    clinician_id: int | None = None

    @classmethod
    def agency(cls, agency_id: int) -> Scope:
        return cls(ScopeKind.AGENCY, agency_id)

    @classmethod
    def facilities(cls, agency_id: int, facility_ids: frozenset[int]) -> Scope:
        return cls(ScopeKind.FACILITIES, agency_id, facility_ids)

    @classmethod
    def clinician(cls, agency_id: int, clinician_id: int) -> Scope:
        return cls(ScopeKind.CLINICIAN, agency_id, clinician_id=clinician_id)

    @classmethod
    def system(cls, agency_id: int | None = None) -> Scope:
        return cls(ScopeKind.SYSTEM, agency_id)

    def require_agency(self) -> int:
        if self.agency_id is None:
            raise MissingScope("this work writes a business row without naming its agency")
        return self.agency_id


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """The scope in force; raises MissingScope where none was set."""
    scope = _current.get()
    if scope is None:
        raise MissingScope("no scope is set; wrap the work in use_scope(...)")
    return scope


def scope_or_none() -> Scope | None:
    """The scope in force, if any (request set-up and error pages only)."""
    return _current.get()


def set_scope(scope: Scope | None) -> None:
    """Set the scope for the rest of this context (the web's request set-up and tear-down)."""
    _current.set(scope)


@contextmanager
def use_scope(scope: Scope) -> Iterator[Scope]:
    """Run a block under `scope`, then restore what was in force."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
