"""One clinician's scores traced to their responses, and how they went month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import RowMapping, select

from staffing.db import current_scope, db
from staffing.facilities.models import Facility, Setting
from staffing.ratings.answers import DIMENSIONS, AnswerTable, load_answers
from staffing.ratings.fits import fit_in_force
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.posterior import Bools
from staffing.ratings.tally import responses
from staffing.ratings.validity import Withheld, why_withheld
from staffing.ratings.weighing import Weighed, weigh

_responses: Any = CommunicationResponse.__table__
_answers: Any = CommunicationAnswer.__table__
_facilities: Any = Facility.__table__


@dataclass(frozen=True)
class TracedAnswer:
    """One answer and what it adds to its score: `weight` · (y − `expected`)."""

    dimension: Dimension
    answer: Answer
    counts: bool
    """False for "not applicable" and for withheld responses; their weight is 0."""
    decay: float = 0.0
    cap_factor: float = 1.0
    leniency: float = 0.0
    """b of the rater in this stratum, logits."""
    expected: float | None = None
    contribution: float = 0.0

    @property
    def weight(self) -> float:
        return self.decay * self.cap_factor if self.counts else 0.0


@dataclass(frozen=True)
class TracedResponse:
    """A response with its answers; `rater` is the code under which the rater counts once."""

    id: int
    worked_at: datetime
    submitted_at: datetime
    facility_name: str
    setting: Setting
    source: RaterSource
    rater: str
    questionnaire_version: int
    """Which wording was answered."""
    voided_at: datetime | None
    void_reason: str | None
    withheld: Withheld | None
    """Why it does not count at the instant asked for."""
    answers: tuple[TracedAnswer, ...]


def trace(clinician_id: int, as_of: datetime) -> list[TracedResponse]:
    """Every response about one clinician submitted by `as_of`, latest shift first, voided ones included.

    Weights are exactly those of `score_book(as_of)`. Reads the agency's responses in any scope: only for
    coordinators' screens.
    """
    table = load_answers(as_of, [clinician_id])
    weighed = weigh(table, fit_in_force(as_of), np.array([clinician_id], dtype=np.int64), as_of)
    terms = _terms(weighed)
    rows = db.session.execute(_every_answer(clinician_id, as_of)).mappings().all()
    return [_response(list(answers), terms) for _id, answers in groupby(rows, key=lambda row: row["id"])]


def _terms(weighed: Weighed) -> dict[tuple[int, Dimension], dict[str, float]]:
    columns = (
        weighed.table.response_id,
        weighed.table.dimension,
        weighed.decayed,
        weighed.cap_factor,
        weighed.leniency,
        weighed.expected,
        weighed.surprise,
    )
    return {
        (response_id, DIMENSIONS[dimension]): {
            "decay": decay,
            "cap_factor": cap,
            "leniency": leniency,
            "expected": expected,
            "contribution": surprise,
        }
        for response_id, dimension, decay, cap, leniency, expected, surprise in zip(
            *(column.tolist() for column in columns), strict=True
        )
    }


def _every_answer(clinician_id: int, as_of: datetime) -> Any:
    return (
        select(
            _responses.c["id", "worked_at", "submitted_at", "setting", "source", "rater"],
            _responses.c["questionnaire_version", "voided_at", "void_reason"],
            why_withheld(as_of).label("withheld"),
            _facilities.c.name.label("facility_name"),
            _answers.c["dimension", "answer"],
        )
        .join(_answers, _answers.c.response_id == _responses.c.id)
        .join(_facilities, _facilities.c.id == _responses.c.facility_id)
        .where(
            _responses.c.agency_id == current_scope().require_agency(),
            _responses.c.clinician_id == clinician_id,
            _responses.c.submitted_at <= as_of,
        )
        .order_by(_responses.c.worked_at.desc(), _responses.c.id.desc(), _answers.c.id)
    )


def _response(
    rows: Sequence[RowMapping], terms: Mapping[tuple[int, Dimension], Mapping[str, float]]
) -> TracedResponse:
    first = rows[0]
    names = [name for name in TracedResponse.__dataclass_fields__ if name not in {"answers", "withheld"}]
    withheld = None if first["withheld"] is None else Withheld(first["withheld"])
    answers = []
    for row in rows:
        term = terms.get((row["id"], row["dimension"]))
        answers.append(TracedAnswer(row["dimension"], row["answer"], term is not None, **(term or {})))
    facts = {name: first[name] for name in names}
    return TracedResponse(**facts, withheld=withheld, answers=tuple(answers))


@dataclass(frozen=True)
class Month:
    """One calendar month (UTC, by the day worked) of raw answers, nothing weighed."""

    first_day: date
    responses: int
    answers: int
    always: int

    @property
    def share(self) -> float | None:
        """Share of Always; None for a month without answers."""
        return self.always / self.answers if self.answers else None


def trend(
    clinician_id: int, as_of: datetime, *, months: int = 12, dimension: Dimension | None = None
) -> list[Month]:
    """The last `months` calendar months up to `as_of`, oldest first, of one dimension or of all."""
    table = load_answers(as_of, [clinician_id])
    chosen = np.ones(len(table.always), dtype=bool)
    if dimension is not None:
        chosen = table.dimension == DIMENSIONS.index(dimension)
    month = table.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    this_month = (as_of.year - 1970) * 12 + as_of.month - 1
    return [
        _month(at, chosen & (month == at), table) for at in range(this_month - months + 1, this_month + 1)
    ]


def _month(at: int, here: Bools, table: AnswerTable) -> Month:
    return Month(
        first_day=date(1970 + at // 12, at % 12 + 1, 1),
        responses=int(responses(table.only(here), np.zeros(int(here.sum()), dtype=np.int64), 1)[0]),
        answers=int(table.count[here].sum()),
        always=int(table.always[here].sum()),
    )
