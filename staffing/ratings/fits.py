"""Dated fits: the stratum means, k and rater leniency every score of a day is computed under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from sqlalchemy import select

from staffing.audit import SYSTEM, record
from staffing.db import db
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, load_answers
from staffing.ratings.estimating import k_of, leniency_of, strata_of
from staffing.ratings.models import RatingFit
from staffing.ratings.posterior import DEFAULT_K, NEUTRAL_MEAN, Floats
from staffing.ratings.strata import FACILITY, PLACE, rater_keys, rater_span


@dataclass(frozen=True)
class Fit:
    """A fit as scores use it. Without any fit in force: k = 20, every μ neutral, no leniency known."""

    fitted_on: date | None = None
    k: float = DEFAULT_K
    strata: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    leniency: Mapping[str, float] = field(default_factory=dict)

    def stratum_means(self, roles: Sequence[str]) -> Floats:
        """μ_s, [roles, settings, sources, dimensions]."""
        means = np.full((len(roles), len(SETTINGS), len(SOURCES), len(DIMENSIONS)), NEUTRAL_MEAN)
        for at, stratum in self._known(roles):
            means[at] = stratum["mu"]
        return means

    def prior_means(self, roles: Sequence[str]) -> Floats:
        """μ of (role, setting, dimension): the mean over the sources heard so far, else neutral."""
        heard = np.zeros((len(roles), len(SETTINGS), len(SOURCES), len(DIMENSIONS)), dtype=bool)
        for at, _stratum in self._known(roles):
            heard[at] = True
        total = np.where(heard, self.stratum_means(roles), 0.0).sum(axis=2)
        count = heard.sum(axis=2)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), NEUTRAL_MEAN))

    def rater_leniency(self, table: AnswerTable) -> Floats:
        """b_r for each row of `table`, 0 where the rater has none."""
        biases, facility = np.zeros(len(table.rater)), np.flatnonzero(table.source == FACILITY)
        if not self.leniency:
            return biases
        span = rater_span(table)
        codes = table.rater[facility] * span + table.stratum[facility]
        pairs, pair_of = np.unique(codes, return_inverse=True)
        keys = rater_keys(table, pairs)
        biases[facility] = np.array([self.leniency.get(key, 0.0) for key in keys], dtype=np.float64)[pair_of]
        return biases

    def _known(self, roles: Sequence[str]) -> list[tuple[tuple[int, int, int, int], Mapping[str, float]]]:
        place = {role: at for at, role in enumerate(roles)}
        split = [(key.split("|"), stratum) for key, stratum in self.strata.items()]
        return [
            ((place[role], PLACE[setting], PLACE[source], PLACE[dimension]), stratum)
            for (role, setting, source, dimension), stratum in split
            if role in place
        ]


def fitted(table: AnswerTable, on: date, kept: Fit | None = None) -> Fit:
    """The fit of `table`, dated `on`; stratum means and k are those of `kept` where it is given."""
    fit = Fit(fitted_on=on, strata=strata_of(table)) if kept is None else replace(kept, fitted_on=on)
    means = fit.stratum_means(table.roles).reshape(-1)
    k = k_of(table, means) if kept is None else kept.k
    return replace(fit, k=k, leniency=leniency_of(table, means))


def fit_in_force(as_of: datetime) -> Fit:
    """The latest fit dated on or before `as_of` (UTC day)."""
    row = _latest(as_of.astimezone(UTC).date())
    return Fit() if row is None else _fit(row)


def refit(on: date) -> RatingFit:
    """Write the fit that is in force from `on` (UTC), from the answers given before that day.

    Rater leniency is fitted anew each time; stratum means and k stand for a calendar quarter. A second
    refit of the same day replaces the first.
    """
    before = _latest(on - timedelta(days=1))
    kept = _fit(before) if before is not None and _quarter(before.fitted_on) == _quarter(on) else None
    fit = fitted(load_answers(datetime.combine(on, time.min, UTC)), on, kept)
    row = _latest(on)
    if row is None or row.fitted_on != on:
        row = RatingFit(fitted_on=on)
    row.k, row.strata, row.leniency = fit.k, dict(fit.strata), dict(fit.leniency)
    db.session.add(row)
    counts = {"k": round(fit.k, 1), "strata": len(fit.strata), "raters": len(fit.leniency)}
    record(row, "fitted", SYSTEM, after={"on": on.isoformat(), **counts})
    return row


def _fit(row: RatingFit) -> Fit:
    return Fit(fitted_on=row.fitted_on, k=row.k, strata=row.strata, leniency=row.leniency)


def _latest(on: date) -> RatingFit | None:
    return db.session.scalars(
        select(RatingFit).where(RatingFit.fitted_on <= on).order_by(RatingFit.fitted_on.desc()).limit(1)
    ).first()


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3
