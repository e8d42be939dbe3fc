"""Imported scores about one clinician, with where they come from and what each adds to a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from staffing.db import current_scope, db
from staffing.ratings.answers import load_answers
from staffing.ratings.fits import fit_in_force
from staffing.ratings.imported import ImportedScore, ScoreImport
from staffing.ratings.weighing import weigh

_scores: Any = ImportedScore.__table__


@dataclass(frozen=True)
class TracedImport:
    """`weight` is that of all its answers after decay and cap; both are 0 where it does not count."""

    score: ImportedScore
    came: ScoreImport
    weight: float = 0.0
    expected: float | None = None
    contribution: float = 0.0

    @property
    def counts(self) -> bool:
        return self.expected is not None


def trace_imported(clinician_id: int, as_of: datetime) -> list[TracedImport]:
    """Every imported row about one clinician by `as_of`, latest period first; withdrawn ones included."""
    rows = db.session.execute(
        select(ImportedScore, ScoreImport)
        .join(ScoreImport, ScoreImport.id == ImportedScore.import_id)
        .where(
            _scores.c.agency_id == current_scope().require_agency(),
            ImportedScore.clinician_id == clinician_id,
            ScoreImport.imported_at <= as_of,
        )
        .order_by(ImportedScore.period_end.desc(), ImportedScore.id)
    ).all()
    terms = _terms(clinician_id, as_of) if rows else {}
    return [TracedImport(score, came, *terms.get(score.id, ())) for score, came in rows]


def _terms(clinician_id: int, as_of: datetime) -> dict[int, tuple[float, float, float]]:
    """Weight, expected value and contribution by the imported row's id."""
    table = load_answers(as_of, [clinician_id])
    weighed = weigh(table, fit_in_force(as_of), np.array([clinician_id], dtype=np.int64), as_of)
    columns = (table.response_id, weighed.weight, weighed.expected, weighed.surprise)
    each = zip(*(column.tolist() for column in columns), strict=True)
    return {-key: (weight, expected, adds) for key, weight, expected, adds in each if key < 0}
