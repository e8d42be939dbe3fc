"""The last year's responses as columns of numbers: one row a response, as the audit looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Integer, Row, Select, case, func, select, type_coerce

from staffing.db import current_scope, db
from staffing.placements.models import Placement
from staffing.ratings.answers import DIMENSIONS
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse
from staffing.ratings.posterior import Bools, Floats, Ints
from staffing.ratings.validity import valid_at
from staffing.requests.models import Slot

LOOKBACK = timedelta(days=365)
_BITS = 3
_CODES = tuple(Answer)
_CHUNK = 20_000
STRANGER = "link:"
"""How the code of a rater begins whom nobody knows: whoever held a one-time link."""

_responses: Any = CommunicationResponse.__table__
_answers: Any = CommunicationAnswer.__table__
_placements: Any = Placement.__table__
_slots: Any = Slot.__table__


@dataclass(frozen=True)
class ResponseTable:
    """Responses with at least one counted answer. `rater`, `stratum` and `place` index the tuples."""

    raters: tuple[str, ...]
    """As the cap counts them: an account, a colleague, everybody of a shift or of a unit."""
    strata: tuple[str, ...]
    """role|setting|source"""
    places: tuple[str, ...]
    """Where strangers' answers came from, `patient at unit:<id>`; the first is "" for known raters."""
    id: Ints
    clinician: Ints
    rater: Ints
    stratum: Ints
    place: Ints
    at: Ints
    """Epoch seconds at which it was submitted."""
    share: Floats
    """Share of its counted answers that are "Always"."""
    pattern: Ints
    """All its answers as one number, three bits a dimension; 0 stands for not asked."""

    def __len__(self) -> int:
        return len(self.id)

    def only(self, rows: Bools | Ints) -> ResponseTable:
        """These rows, under the same codes."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _COLUMNS})


_COLUMNS = tuple(
    column.name for column in fields(ResponseTable) if column.name not in {"raters", "strata", "places"}
)


def load_responses(now: datetime) -> ResponseTable:
    """Every response of the agency that counts at `now` and was given within LOOKBACK."""
    since = now - LOOKBACK
    query = _one_row_each().where(
        _responses.c.agency_id == current_scope().require_agency(),
        _responses.c.submitted_at > since,
        valid_at(now),
    )
    found = db.session.execute(query, execution_options={"yield_per": _CHUNK})
    return table_of([row for rows in found.partitions() for row in rows])


def _one_row_each() -> Select[Any]:
    code = case({name: at for at, name in enumerate(_CODES, start=1)}, value=_answers.c.answer)
    place = case({name: 2 ** (_BITS * at) for at, name in enumerate(DIMENSIONS)}, value=_answers.c.dimension)
    return (
        select(
            _responses.c["id", "clinician_id", "rater", "pooled_as", "role_code", "setting", "source"],
            _responses.c.submitted_at,
            _slots.c.unit_id,
            type_coerce(func.sum(code * place), Integer).label("pattern"),
        )
        .join(_answers, _answers.c.response_id == _responses.c.id)
        .join(_placements, _placements.c.id == _responses.c.placement_id)
        .join(_slots, _slots.c.id == _placements.c.slot_id)
        .group_by(_responses.c.id, _slots.c.unit_id)
        .order_by(_responses.c.submitted_at, _responses.c.id)
    )


def table_of(rows: Sequence[Row[Any]]) -> ResponseTable:
    """Columns of the rows, those with nothing but "not applicable" left out."""
    raters, strata, places = _Codes(), _Codes(), _Codes("")
    packed = np.array([row.pattern for row in rows], dtype=np.int64)
    always, counted = _counts(packed)
    table = ResponseTable(
        raters=(),
        strata=(),
        places=(),
        id=_ints(row.id for row in rows),
        clinician=_ints(row.clinician_id for row in rows),
        rater=_ints(raters[row.pooled_as or row.rater] for row in rows),
        stratum=_ints(strata[f"{row.role_code}|{row.setting}|{row.source}"] for row in rows),
        place=_ints(places[_place(row)] for row in rows),
        at=_ints(int(row.submitted_at.timestamp()) for row in rows),
        share=always / np.maximum(counted, 1),
        pattern=packed,
    )
    named = replace(table, raters=tuple(raters), strata=tuple(strata), places=tuple(places))
    return named.only(counted > 0)


def _place(row: Row[Any]) -> str:
    return f"{row.source} at unit:{row.unit_id}" if row.rater.startswith(STRANGER) else ""


def _counts(packed: Ints) -> tuple[Ints, Ints]:
    """How many answers are "Always", and how many count, by response."""
    codes = np.right_shift.outer(packed, _BITS * np.arange(len(DIMENSIONS))) & (2**_BITS - 1)
    always = (codes == _CODES.index(Answer.ALWAYS) + 1).sum(axis=1)
    apart = (codes == 0) | (codes == _CODES.index(Answer.NOT_APPLICABLE) + 1)
    return always, np.asarray((~apart).sum(axis=1), dtype=np.int64)


class _Codes(dict[str, int]):
    """Names by the order in which they came."""

    def __init__(self, *known: str) -> None:
        super().__init__({name: at for at, name in enumerate(known)})

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


def _ints(values: Any) -> Ints:
    return np.fromiter(values, dtype=np.int64)
