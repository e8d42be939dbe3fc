"""All valid answers of an agency as columns of numbers, in two bulk queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    String,
    case,
    cast,
    extract,
    or_,
    select,
    type_coerce,
)

from staffing.db import current_scope, db
from staffing.facilities.models import Setting
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.posterior import Floats, Ints

SETTINGS = tuple(Setting)
DIMENSIONS = tuple(Dimension)
SOURCES = tuple(RaterSource)

_responses: Any = CommunicationResponse.__table__
_answers: Any = CommunicationAnswer.__table__
_DAY = 86_400
_MOST_IDS_IN_SQL = 500


@dataclass(frozen=True)
class AnswerTable:
    """One row per counted answer ("not applicable" is left out); codes index the tuples above.

    `role` and `rater` index `roles` and `raters`; `day` is the UTC day number of the shift worked.
    """

    roles: tuple[str, ...]
    raters: tuple[str, ...]
    response_id: Ints
    clinician_id: Ints
    role: Ints
    setting: Ints
    source: Ints
    rater: Ints
    day: Ints
    dimension: Ints
    always: Floats

    @property
    def stratum(self) -> Ints:
        """role × setting × source × dimension as one code."""
        settings = self.role * len(SETTINGS) + self.setting
        return (settings * len(SOURCES) + self.source) * len(DIMENSIONS) + self.dimension

    def ages(self, as_of: datetime) -> Ints:
        """Whole UTC days since the shift was worked."""
        return day_number(as_of) - self.day


def day_number(instant: datetime) -> int:
    """Days since 1970-01-01 UTC."""
    return int(instant.timestamp()) // _DAY


def load_answers(as_of: datetime, clinician_ids: Collection[int] | None = None) -> AnswerTable:
    """Every answer that counts at `as_of`: submitted by then and not voided by then.

    A score is the agency's own figure, built from the responses of every facility; so this reads by agency
    whatever the narrower scope is. Callers show people only what their audience may see.
    """
    few = clinician_ids is not None and len(clinician_ids) <= _MOST_IDS_IN_SQL
    valid = _valid(as_of, clinician_ids if few else None)
    heads = db.session.execute(
        select(
            _responses.c.id,
            _responses.c.clinician_id,
            _responses.c.role_code,
            type_coerce(_responses.c.setting, String),
            type_coerce(_responses.c.source, String),
            _responses.c.rater,
            _epoch(_responses.c.worked_at) // _DAY,
        )
        .where(*valid)
        .order_by(_responses.c.id)
    ).all()
    lines = db.session.execute(
        select(_answers.c.response_id, _position(_answers.c.dimension), _is_always())
        .join(_responses, _responses.c.id == _answers.c.response_id)
        .where(*valid, _answers.c.answer != Answer.NOT_APPLICABLE)
    ).all()
    table = _table(heads, lines)
    return table if few or clinician_ids is None else _only(table, clinician_ids)


def _valid(as_of: datetime, clinician_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    conditions = [
        _responses.c.agency_id == current_scope().require_agency(),
        _responses.c.submitted_at <= as_of,
        or_(_responses.c.voided_at.is_(None), _responses.c.voided_at > as_of),
    ]
    if clinician_ids is not None:
        conditions.append(_responses.c.clinician_id.in_(sorted(clinician_ids)))
    return conditions


def _epoch(instant: Any) -> ColumnElement[int]:
    """Epoch seconds in SQL: a hundred thousand datetimes need not become Python objects."""
    if db.engine.dialect.name == "sqlite":
        return type_coerce(instant, Integer)
    return cast(extract("epoch", instant), BigInteger)


def _position(dimension: Any) -> ColumnElement[int]:
    return case({name: place for place, name in enumerate(DIMENSIONS)}, value=dimension)


def _is_always() -> ColumnElement[int]:
    return case((_answers.c.answer == Answer.ALWAYS, 1), else_=0)


def _table(heads: Sequence[Any], lines: Sequence[Any]) -> AnswerTable:
    ids, clinicians, roles, settings, sources, raters, days = zip(*heads, strict=True) if heads else [()] * 7
    role_names, role = _codes(roles)
    rater_names, rater = _codes(raters)
    line = np.array([tuple(row) for row in lines], dtype=np.int64).reshape(-1, 3)
    # A response that arrived between the two queries has answers here but no head: it waits for next time.
    line = line[np.isin(line[:, 0], _ints(ids))]
    at = np.searchsorted(_ints(ids), line[:, 0])
    setting_code, source_code = {s: i for i, s in enumerate(SETTINGS)}, {s: i for i, s in enumerate(SOURCES)}
    return AnswerTable(
        roles=role_names,
        raters=rater_names,
        response_id=line[:, 0],
        clinician_id=_ints(clinicians)[at],
        role=role[at],
        setting=_ints([setting_code[s] for s in settings])[at],
        source=_ints([source_code[s] for s in sources])[at],
        rater=rater[at],
        day=_ints(days)[at],
        dimension=line[:, 1],
        always=line[:, 2].astype(np.float64),
    )


def _codes(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    known: dict[str, int] = {}
    codes = [known.setdefault(name, len(known)) for name in names]
    return tuple(known), _ints(codes)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _only(table: AnswerTable, clinician_ids: Collection[int]) -> AnswerTable:
    keep = np.isin(table.clinician_id, np.fromiter(clinician_ids, dtype=np.int64))
    columns = [name for name, value in vars(table).items() if isinstance(value, np.ndarray)]
    return replace(table, **{name: getattr(table, name)[keep] for name in columns})
