"""Which responses count at an instant: the one place that decides v of the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, not_, or_

from staffing.ratings.models import CommunicationResponse

_responses: Any = CommunicationResponse.__table__


class Withheld(StrEnum):
    """Why a response does not count for the time being."""

    VOID = "void"


def in_force(since: Any, until: Any, at: datetime) -> ColumnElement[bool]:
    """since ≤ at < until, never unknown: without `since` it has not begun, without `until` it lasts."""
    begun = and_(since.is_not(None), since <= at)
    return begun if until is None else and_(begun, or_(until.is_(None), until > at))


def _void(at: datetime) -> ColumnElement[bool]:
    return in_force(_responses.c.voided_at, None, at)


WITHHELD: Mapping[Withheld, Callable[[datetime], ColumnElement[bool]]] = {
    Withheld.VOID: _void,
}
"""Each reason with its condition on a row of `communication_response`: true or false, never NULL."""


def valid_at(at: datetime) -> ColumnElement[bool]:
    """v = 1: submitted by `at`, and no reason in force then."""
    return and_(_responses.c.submitted_at <= at, *(not_(rule(at)) for rule in WITHHELD.values()))


def why_withheld(at: datetime) -> ColumnElement[str | None]:
    """The first reason in force at `at`, NULL where there is none."""
    return case(*((rule(at), literal(reason.value)) for reason, rule in WITHHELD.items()), else_=None)
