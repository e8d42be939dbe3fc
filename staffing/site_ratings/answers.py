"""Counted answers about places as columns of numbers, ready for the formula of `ratings/posterior.py`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import not_, select

from staffing.db import current_scope, db
from staffing.ratings.answers import day_number
from staffing.ratings.models import Answer
from staffing.ratings.posterior import Bools, Floats, Ints, cap_factors, decay
from staffing.ratings.validity import in_force
from staffing.site_ratings.models import SiteAnswer, SiteDimension, SiteResponse

DIMENSIONS = tuple(SiteDimension)

_responses: Any = SiteResponse.__table__
_answers: Any = SiteAnswer.__table__


@dataclass(frozen=True)
class SiteAnswers:
    """One entry per answer that counts ("not applicable" does not); `dimension` indexes DIMENSIONS."""

    facility_id: Ints
    dimension: Ints
    clinician_id: Ints
    response_id: Ints
    worked_at: Ints
    """Epoch seconds of the shift's end."""
    always: Floats
    """y: 1 iff "Always"."""

    @property
    def group(self) -> Ints:
        """Facility × dimension, as the position of the facility among those here."""
        _ids, row = np.unique(self.facility_id, return_inverse=True)
        return np.asarray(row * len(DIMENSIONS) + self.dimension)

    def only(self, rows: Bools) -> SiteAnswers:
        return replace(self, **{name: column[rows] for name, column in vars(self).items()})

    def weights(self, as_of: datetime) -> tuple[Floats, Floats]:
        """Weight by age in whole UTC days, and what the cap leaves of it: each clinician is one rater."""
        decayed = decay(day_number(as_of) - self.worked_at // 86_400)
        return decayed, cap_factors(self.group, self.clinician_id, decayed)


def load_site_answers(as_of: datetime, facility_ids: Collection[int] | None = None) -> SiteAnswers:
    """What counts at `as_of`: submitted by then and not void then, about these places or all of the agency.

    A score is the agency's own figure, so this reads by agency whatever the narrower scope is. Callers show
    people only what their audience may see.
    """
    query = (
        select(
            _responses.c["facility_id", "clinician_id", "id", "worked_at"],
            _answers.c["dimension", "answer"],
        )
        .join(_answers, _answers.c.response_id == _responses.c.id)
        .where(
            _responses.c.agency_id == current_scope().require_agency(),
            _responses.c.submitted_at <= as_of,
            not_(in_force(_responses.c.voided_at, None, as_of)),
            _answers.c.answer != Answer.NOT_APPLICABLE,
        )
        .order_by(_answers.c.id)
    )
    if facility_ids is not None:
        query = query.where(_responses.c.facility_id.in_(facility_ids))
    return _columns(db.session.execute(query).all())


def _columns(rows: Any) -> SiteAnswers:
    place_of = {dimension: at for at, dimension in enumerate(DIMENSIONS)}
    numbers = np.array(
        [
            (facility, place_of[dimension], clinician, response, int(worked_at.timestamp()))
            for facility, clinician, response, worked_at, dimension, _answer in rows
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    always = np.array([row.answer is Answer.ALWAYS for row in rows], dtype=np.float64)
    facility_id, dimension, clinician_id, response_id, worked = numbers.T
    return SiteAnswers(facility_id, dimension, clinician_id, response_id, worked, always)
