"""Which responses count at an instant: the one place that decides v of the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, select

from staffing.db import current_scope
from staffing.ratings.exclusions import AppealStatus, RaterSuspension, RatingAppeal
from staffing.ratings.imported import ScoreImport
from staffing.ratings.models import CommunicationResponse

_responses: Any = CommunicationResponse.__table__
_appeals: Any = RatingAppeal.__table__
_suspensions: Any = RaterSuspension.__table__
_imports: Any = ScoreImport.__table__


class Withheld(StrEnum):
    """Why a response does not count for the time being."""

    VOID = "void"
    APPEAL = "appeal"
    SUSPENDED_RATER = "suspended_rater"


def in_force(since: Any, until: Any, at: datetime) -> ColumnElement[bool]:
    """since ≤ at < until, never unknown: without `since` it has not begun, without `until` it lasts."""
    begun = and_(since.is_not(None), since <= at)
    return begun if until is None else and_(begun, or_(until.is_(None), until > at))


def _void(at: datetime) -> ColumnElement[bool]:
    return in_force(_responses.c.voided_at, None, at)


def _appealed(at: datetime) -> ColumnElement[bool]:
    """An appeal about the placement was pending at `at`, or has been upheld since it was filed by then."""
    pending = in_force(_appeals.c.filed_at, _appeals.c.decided_at, at)
    upheld = and_(_appeals.c.status == AppealStatus.UPHELD, _appeals.c.filed_at <= at)
    appealed = select(_appeals.c.placement_id).where(or_(pending, upheld))
    found: ColumnElement[bool] = _responses.c.placement_id.in_(appealed)
    return found


def _suspended(at: datetime) -> ColumnElement[bool]:
    """The rater, or those the rater counts with as one, was suspended at `at`."""
    raters = select(_suspensions.c.rater).where(
        _suspensions.c.agency_id == current_scope().require_agency(),
        in_force(_suspensions.c.starts_at, _suspensions.c.ends_at, at),
    )
    pooled = func.coalesce(_responses.c.pooled_as, _responses.c.rater)
    return or_(_responses.c.rater.in_(raters), pooled.in_(raters))


WITHHELD: Mapping[Withheld, Callable[[datetime], ColumnElement[bool]]] = {
    Withheld.VOID: _void,
    Withheld.APPEAL: _appealed,
    Withheld.SUSPENDED_RATER: _suspended,
}
"""Each reason with its condition on a row of `communication_response`: true or false, never NULL."""


def valid_at(at: datetime) -> ColumnElement[bool]:
    """v = 1: submitted by `at`, and no reason in force then."""
    return and_(_responses.c.submitted_at <= at, *(not_(rule(at)) for rule in WITHHELD.values()))


def why_withheld(at: datetime) -> ColumnElement[str | None]:
    """The first reason in force at `at`, NULL where there is none."""
    return case(*((rule(at), literal(reason.value)) for reason, rule in WITHHELD.items()), else_=None)


def counts_at(at: datetime) -> ColumnElement[bool]:
    """v = 1 for an imported row: its import was to count, stood at `at`, and was not withdrawn by then."""
    stood = in_force(_imports.c.imported_at, _imports.c.withdrawn_at, at)
    return and_(_imports.c.counts, stood)
