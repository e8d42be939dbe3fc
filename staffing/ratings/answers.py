"""All valid answers of an agency as columns of numbers, read in chunks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    extract,
    func,
    select,
    type_coerce,
)

from staffing.db import current_scope, db
from staffing.facilities.models import Setting
from staffing.ratings.imported import ImportedScore, ScoreImport
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.posterior import Bools, Floats, Ints
from staffing.ratings.validity import counts_at, valid_at

SETTINGS = tuple(Setting)
DIMENSIONS = tuple(Dimension)
SOURCES = tuple(RaterSource)

_responses: Any = CommunicationResponse.__table__
_answers: Any = CommunicationAnswer.__table__
_imported: Any = ImportedScore.__table__
_imports: Any = ScoreImport.__table__
_DAY = 86_400
_EPOCH_DAY = date(1970, 1, 1)
_CHUNK = 20_000
"""Responses held as Python rows at a time."""
_MOST_IDS_IN_SQL = 500


@dataclass(frozen=True)
class AnswerTable:
    """One row per counted answer ("not applicable" is left out); codes index the tuples above.

    `role` and `rater` index `roles` and `raters`; `day` is the UTC day number of the shift worked. A row
    stands for `count` answers of which `always` were "Always": 1 and 0 or 1 for an answer given here, more
    for scores imported as a sum.
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
    count: Floats
    always: Floats

    @property
    def stratum(self) -> Ints:
        """role × setting × source × dimension as one code."""
        settings = self.role * len(SETTINGS) + self.setting
        return (settings * len(SOURCES) + self.source) * len(DIMENSIONS) + self.dimension

    def ages(self, as_of: datetime) -> Ints:
        """Whole UTC days since the shift was worked."""
        return day_number(as_of) - self.day

    def only(self, rows: Bools | Ints) -> AnswerTable:
        """These rows, under the same codes."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _COLUMNS})


_COLUMNS = tuple(column.name for column in fields(AnswerTable) if column.name not in {"roles", "raters"})


def day_number(instant: datetime) -> int:
    """Days since 1970-01-01 UTC."""
    return int(instant.timestamp()) // _DAY


def joined(tables: Sequence[AnswerTable]) -> AnswerTable:
    """All rows under common codes for roles and raters, in the order given."""
    roles: dict[str, int] = {}
    raters: dict[str, int] = {}
    coded = [_under(table, roles, raters) for table in tables] or [_EMPTY]
    columns: Mapping[str, Any] = {
        name: np.concatenate([getattr(table, name) for table in coded]) for name in _COLUMNS
    }
    return AnswerTable(roles=tuple(roles), raters=tuple(raters), **columns)


def _under(table: AnswerTable, roles: dict[str, int], raters: dict[str, int]) -> AnswerTable:
    role, rater = _recoded(table.roles, roles), _recoded(table.raters, raters)
    return replace(table, role=role[table.role], rater=rater[table.rater])


def _recoded(names: Sequence[str], known: dict[str, int]) -> Ints:
    """The code of each name; new names are added to `known`."""
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


_NUMBERS = {"count", "always"}
_TYPES: Mapping[str, Any] = {name: np.float64 if name in _NUMBERS else np.int64 for name in _COLUMNS}
_EMPTY = AnswerTable((), (), **{name: np.zeros(0, dtype=kind) for name, kind in _TYPES.items()})


def _portions(clinician_ids: Collection[int] | None) -> Iterator[Sequence[int] | None]:
    """Everybody, or the ids in lists no longer than a query takes."""
    if clinician_ids is None:
        yield None
        return
    ids = sorted(clinician_ids)
    for first in range(0, len(ids), _MOST_IDS_IN_SQL):
        yield ids[first : first + _MOST_IDS_IN_SQL]


def _given_here(as_of: datetime, clinician_ids: Sequence[int] | None) -> Iterator[AnswerTable]:
    """The agency's own responses, a chunk at a time."""
    query = _one_row_a_response().where(
        _responses.c.agency_id == current_scope().require_agency(), valid_at(as_of)
    )
    if clinician_ids is not None:
        query = query.where(_responses.c.clinician_id.in_(clinician_ids))
    found = db.session.execute(query, execution_options={"yield_per": _CHUNK})
    return (_table(rows) for rows in found.partitions())


def _one_row_a_response() -> Select[Any]:
    """A response with its answers as one number: two bits a dimension, 0 not counted, 1 less, 2 Always.

    The database packs them, so a million responses are a million rows here, not five.
    """
    value = case(
        (_answers.c.answer == Answer.ALWAYS, 2), (_answers.c.answer == Answer.NOT_APPLICABLE, 0), else_=1
    )
    place = case({name: 4**at for at, name in enumerate(DIMENSIONS)}, value=_answers.c.dimension)
    return (
        select(
            _responses.c["id", "clinician_id", "role_code"],
            func.coalesce(_responses.c.pooled_as, _responses.c.rater),
            _position(_responses.c.setting, SETTINGS),
            _position(_responses.c.source, SOURCES),
            _epoch(_responses.c.worked_at) // _DAY,
            type_coerce(func.sum(value * place), Integer),
        )
        .join(_answers, _answers.c.response_id == _responses.c.id)
        .group_by(_responses.c.id)
    )


def _epoch(instant: Any) -> ColumnElement[int]:
    """Epoch seconds in SQL: a million datetimes need not become Python objects."""
    if db.engine.dialect.name == "sqlite":
        return type_coerce(instant, Integer)
    return cast(extract("epoch", instant), BigInteger)


def _position(column: Any, names: Sequence[str]) -> ColumnElement[int]:
    return case({name: at for at, name in enumerate(names)}, value=column)


def _table(rows: Sequence[Any]) -> AnswerTable:
    ids, clinicians, roles, raters, settings, sources, days, packed = zip(*rows, strict=True)
    codes = np.right_shift.outer(np.array(packed), 2 * np.arange(len(DIMENSIONS))) & 3
    at, dimension = np.nonzero(codes)
    role_codes: dict[str, int] = {}
    rater_codes: dict[str, int] = {}
    role, rater = _recoded(roles, role_codes), _recoded(raters, rater_codes)
    return AnswerTable(
        roles=tuple(role_codes),
        raters=tuple(rater_codes),
        response_id=np.array(ids)[at],
        clinician_id=np.array(clinicians)[at],
        role=role[at],
        setting=np.array(settings)[at],
        source=np.array(sources)[at],
        rater=rater[at],
        day=np.array(days)[at],
        dimension=dimension,
        count=np.ones(len(at)),
        always=(codes[at, dimension] == 2).astype(np.float64),
    )


def _brought_along(as_of: datetime, clinician_ids: Sequence[int] | None) -> Iterator[AnswerTable]:
    """Imported sums that count: one rater an import, aged from the end of their period."""
    query = (
        select(
            _imported.c["id", "clinician_id", "role_code", "import_id"],
            _position(_imported.c.setting, SETTINGS),
            _position(_imported.c.source, SOURCES),
            _position(_imported.c.dimension, DIMENSIONS),
            _imported.c["period_end", "answers", "always"],
        )
        .join(_imports, _imports.c.id == _imported.c.import_id)
        .where(_imported.c.agency_id == current_scope().require_agency(), counts_at(as_of))
        .order_by(_imported.c.id)
    )
    if clinician_ids is not None:
        query = query.where(_imported.c.clinician_id.in_(clinician_ids))
    found = db.session.execute(query, execution_options={"yield_per": _CHUNK})
    return (_table_of_sums(rows) for rows in found.partitions())


def _table_of_sums(rows: Sequence[Any]) -> AnswerTable:
    ids, people, roles, imports, settings, sources, dimensions, ends, answers, always = zip(
        *rows, strict=True
    )
    role_codes: dict[str, int] = {}
    rater_codes: dict[str, int] = {}
    role = _recoded(roles, role_codes)
    rater = _recoded([f"import:{one}" for one in imports], rater_codes)
    return AnswerTable(
        roles=tuple(role_codes),
        raters=tuple(rater_codes),
        response_id=-np.array(ids),  # below zero: never the id of a response given here
        clinician_id=np.array(people),
        role=role,
        setting=np.array(settings),
        source=np.array(sources),
        rater=rater,
        day=np.array([(end - _EPOCH_DAY).days for end in ends]),
        dimension=np.array(dimensions),
        count=np.array(answers, dtype=np.float64),
        always=np.array(always, dtype=np.float64),
    )


READERS: tuple[Callable[[datetime, Sequence[int] | None], Iterator[AnswerTable]], ...] = (
    _given_here,
    _brought_along,
)
"""Where answers come from: each yields what counts at an instant, of at most 500 clinicians or of all."""


def load_answers(as_of: datetime, clinician_ids: Collection[int] | None = None) -> AnswerTable:
    """Every answer that counts at `as_of` (see `validity`), of these clinicians or of the whole agency.

    A score is the agency's own figure, built from the responses of every facility; so this reads by agency
    whatever the narrower scope is. Callers show people only what their audience may see.
    """
    return joined(
        [table for ids in _portions(clinician_ids) for read in READERS for table in read(as_of, ids)]
    )
