"""How ready places are for the people we send: the formula clinicians are scored by, turned round.

A clinician is the rater, a facility × dimension the group. The prior stands at .80 and k at 20; there is no
leniency: few clinicians know enough places for one to be estimated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing.ratings.beta import beta_quantile
from staffing.ratings.posterior import DEFAULT_K, NEUTRAL_MEAN, Floats, Ints, posterior
from staffing.ratings.tally import distinct, sums
from staffing.site_ratings.answers import DIMENSIONS, SiteAnswers, load_site_answers
from staffing.site_ratings.models import SiteDimension


@dataclass(frozen=True)
class SiteFigures:
    """One posterior, or the plain average of a place's three. `low`–`high` is P10–P90.

    The average's interval adds up the parts' own P10 and P90, as a clinician's overall score does.
    """

    mean: float
    low: float
    high: float
    n: float
    """Weighted answers, after decay and cap."""
    answers: int
    """Counted and unweighted: answers of a dimension, responses of a whole place."""
    raters: int


@dataclass(frozen=True)
class SiteScore:
    """What clinicians' answers say of one facility."""

    overall: SiteFigures
    parts: Mapping[SiteDimension, SiteFigures]


def site_scores(as_of: datetime, facility_ids: Collection[int] | None = None) -> dict[int, SiteScore]:
    """Scores at `as_of` by facility id, of these facilities or of all; unrated ones are left out."""
    return scored(load_site_answers(as_of, facility_ids), as_of)


def scored(answers: SiteAnswers, as_of: datetime) -> dict[int, SiteScore]:
    """θ ~ Beta for every facility and dimension among `answers`, with y, w, e of docs/rating.md."""
    places, row = np.unique(answers.facility_id, return_inverse=True)
    shape = (len(places), len(DIMENSIONS))
    size, group = len(places) * len(DIMENSIONS), answers.group
    decayed, factor = answers.weights(as_of)
    weight = decayed * factor
    n = sums(group, weight, size)
    found = posterior(DEFAULT_K, NEUTRAL_MEAN, n, sums(group, weight * (answers.always - NEUTRAL_MEAN), size))
    parts = _Columns(
        mean=found.mean.reshape(shape),
        low=beta_quantile(0.1, found.alpha, found.beta).reshape(shape),
        high=beta_quantile(0.9, found.alpha, found.beta).reshape(shape),
        n=n.reshape(shape),
        answers=sums(group, np.ones(len(group)), size).astype(np.int64).reshape(shape),
        raters=distinct(group, answers.clinician_id, size).reshape(shape),
    )
    whole = _Columns(
        mean=parts.mean.mean(axis=1, keepdims=True),
        low=parts.low.mean(axis=1, keepdims=True),
        high=parts.high.mean(axis=1, keepdims=True),
        n=parts.n.mean(axis=1, keepdims=True),
        answers=distinct(row, answers.response_id, len(places)).reshape(-1, 1),
        raters=distinct(row, answers.clinician_id, len(places)).reshape(-1, 1),
    )
    return {
        int(place): SiteScore(
            overall=whole.at(at, 0),
            parts={dimension: parts.at(at, column) for column, dimension in enumerate(DIMENSIONS)},
        )
        for at, place in enumerate(places)
    }


@dataclass(frozen=True)
class _Columns:
    """Figures of all places, one column a dimension."""

    mean: Floats
    low: Floats
    high: Floats
    n: Floats
    answers: Ints
    raters: Ints

    def at(self, row: int, column: int) -> SiteFigures:
        return SiteFigures(
            mean=float(self.mean[row, column]),
            low=float(self.low[row, column]),
            high=float(self.high[row, column]),
            n=float(self.n[row, column]),
            answers=int(self.answers[row, column]),
            raters=int(self.raters[row, column]),
        )
