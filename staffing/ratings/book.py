"""The score book: one posterior for each clinician, setting and dimension, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np

from staffing.clinicians.models import RoleFamily
from staffing.facilities.models import Setting
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES
from staffing.ratings.bands import (
    LABELS,
    NEW_LABELS,
    Audience,
    Band,
    BandName,
    band_name,
    is_new,
    needs_coaching,
)
from staffing.ratings.beta import beta_quantile
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.posterior import Floats, Ints, Posterior
from staffing.ratings.weights import WeightTable, dimension_weights

_SETTING_AT = {setting: at for at, setting in enumerate(SETTINGS)}
_DIMENSION_AT = {dimension: at for at, dimension in enumerate(DIMENSIONS)}


class Person(NamedTuple):
    """A clinician as the book knows one: id, primary role's code and family."""

    clinician_id: int
    role: str
    family: RoleFamily


@dataclass(frozen=True)
class Score:
    """One clinician's posterior for a setting and dimension. `low`–`high` is P10–P90."""

    mean: float
    prior: float
    n: float
    """Weighted responses, after decay and cap."""
    alpha: float
    beta: float
    low: float
    high: float
    answers: int
    """Counted answers, unweighted."""
    raters: int
    sources: Mapping[RaterSource, int]


@dataclass(frozen=True)
class Overall:
    """C = Σ ω·m over the dimensions that apply, with its prior and interval.

    The interval adds up the dimensions' own P10 and P90: exact if a person's dimensions rise and fall
    together, wider than the truth if they do not.
    """

    mean: float
    prior: float
    low: float
    high: float


@dataclass(frozen=True)
class ScoreBook:
    """Scores at `as_of`. Arrays are [clinician, setting, dimension] in the order of `people`, SETTINGS and
    DIMENSIONS; asking for a clinician the book does not hold raises KeyError."""

    as_of: datetime
    fitted_on: date | None
    k: float
    people: tuple[Person, ...]
    prior: Floats
    posterior: Posterior
    answers: Ints
    """Counted answers, one axis more for SOURCES."""
    raters: Ints
    responses_of: Ints
    """Valid responses per clinician (one rater, one shift): what the display thresholds count."""
    raters_of: Ints
    weights: WeightTable
    """What each dimension counts, by role family: the questionnaire in force at `as_of`."""

    @cached_property
    def means(self) -> Floats:
        """Posterior means: what the solver uses, never a quantile."""
        return self.posterior.mean

    @cached_property
    def quantiles(self) -> tuple[Floats, Floats]:
        """P10 and P90 of every posterior, worked out at the first question."""
        alpha, beta = self.posterior.alpha, self.posterior.beta
        low, high = beta_quantile(np.array([0.1, 0.9]).reshape(2, 1, 1, 1), alpha, beta)
        return low, high

    @cached_property
    def rows(self) -> Mapping[int, int]:
        """Row of each clinician id."""
        return {person.clinician_id: row for row, person in enumerate(self.people)}

    def mean(self, clinician_id: int, setting: Setting, dimension: Dimension) -> float:
        """Posterior mean; the prior mean where nobody has answered yet."""
        return float(self.means[self._cell(clinician_id, setting, dimension)])

    def score(self, clinician_id: int, setting: Setting, dimension: Dimension) -> Score:
        """Everything known about one mean."""
        cell = self._cell(clinician_id, setting, dimension)
        alpha, beta = self.posterior.alpha[cell], self.posterior.beta[cell]
        low, high = self.quantiles
        counts = self.answers[cell].tolist()
        return Score(
            mean=float(self.means[cell]),
            prior=float(self.prior[cell]),
            n=float(self.posterior.n[cell]),
            alpha=float(alpha),
            beta=float(beta),
            low=float(low[cell]),
            high=float(high[cell]),
            answers=sum(counts),
            raters=int(self.raters[cell]),
            sources={source: count for source, count in zip(SOURCES, counts, strict=True) if count},
        )

    def overall(
        self,
        clinician_id: int,
        family: RoleFamily,
        setting: Setting,
        *,
        weights: Mapping[Dimension, float] | None = None,
    ) -> float:
        """C = Σ ω·m; `weights` of a slot, or the family's own."""
        weights = weights or self._weights(family, setting)
        row = self.means[self.rows[clinician_id], _SETTING_AT[setting]]
        return float(sum(w * row[_DIMENSION_AT[d]] for d, w in weights.items()) / sum(weights.values()))

    def overall_score(self, clinician_id: int, family: RoleFamily, setting: Setting) -> Overall:
        """C with its prior and interval."""
        weights = self._weights(family, setting)
        at = [_DIMENSION_AT[d] for d in weights]
        share = np.array(list(weights.values()))
        place = (self.rows[clinician_id], _SETTING_AT[setting], at)
        low, high = self.quantiles
        return Overall(
            mean=float(share @ self.means[place]),
            prior=float(share @ self.prior[place]),
            low=float(share @ low[place]),
            high=float(share @ high[place]),
        )

    def responses(self, clinician_id: int) -> int:
        """Valid responses, unweighted."""
        return int(self.responses_of[self.rows[clinician_id]])

    def main_setting(self, clinician_id: int) -> Setting:
        """Where most of the clinician's answers come from; on site if there are none."""
        by_setting = self.answers[self.rows[clinician_id]].sum(axis=(1, 2))
        return SETTINGS[int(np.argmax(by_setting))]

    def band(self, clinician_id: int, audience: Audience, setting: Setting | None = None) -> Band:
        """What `audience` may see of the overall score (by default where the person mostly works)."""
        row = self.rows[clinician_id]
        setting = setting or self.main_setting(clinician_id)
        family = self.people[row].family
        responses, raters = int(self.responses_of[row]), int(self.raters_of[row])
        new = is_new(audience, responses=responses, raters=raters)
        if audience is not Audience.COORDINATOR:
            name = BandName.NEW if new else self._band_name(clinician_id, family, setting)
            return Band(name, NEW_LABELS[audience] if new else LABELS[name], responses, raters)
        overall = self.overall_score(clinician_id, family, setting)
        name = BandName.NEW if new else band_name(overall.mean, overall.prior)
        label = NEW_LABELS[audience] if new else LABELS[name]
        return Band(name, label, responses, raters, overall.mean, overall.low, overall.high)

    def coaching(self, clinician_id: int) -> list[tuple[Setting, Dimension]]:
        """Where a talk may help: P90 < μ − 0.10 with at least ten raters."""
        row = self.rows[clinician_id]
        return [
            (setting, dimension)
            for setting in SETTINGS
            for dimension in DIMENSIONS
            if self._flagged((row, _SETTING_AT[setting], _DIMENSION_AT[dimension]))
        ]

    def _flagged(self, cell: tuple[int, int, int]) -> bool:
        high = float(self.quantiles[1][cell])
        return needs_coaching(high, float(self.prior[cell]), int(self.raters[cell]))

    def _band_name(self, clinician_id: int, family: RoleFamily, setting: Setting) -> BandName:
        weights = self._weights(family, setting)
        at = [_DIMENSION_AT[d] for d in weights]
        prior = self.prior[self.rows[clinician_id], _SETTING_AT[setting], at]
        return band_name(
            self.overall(clinician_id, family, setting), float(np.array(list(weights.values())) @ prior)
        )

    def _weights(self, family: RoleFamily, setting: Setting) -> dict[Dimension, float]:
        return dimension_weights(family, setting, table=self.weights)

    def _cell(self, clinician_id: int, setting: Setting, dimension: Dimension) -> tuple[int, int, int]:
        return self.rows[clinician_id], _SETTING_AT[setting], _DIMENSION_AT[dimension]
