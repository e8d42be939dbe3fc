"""Dated fits: the stratum means, k and rater leniency every score of a day is computed under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from staffing.audit import SYSTEM, record
from staffing.db import db
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, load_answers
from staffing.ratings.models import RaterSource, RatingFit
from staffing.ratings.posterior import DEFAULT_K, NEUTRAL_MEAN, Floats, Ints, leniency

STRATUM_NEEDS = 200
"""Answers before a stratum's own mean replaces the neutral one."""
RATER_NEEDS = 10
RATER_NEEDS_CLINICIANS = 3
_MEAN_RANGE = (0.05, 0.95)  # log odds and pseudo-counts need room on both sides


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
        span = len(table.roles) * _STRATA_PER_ROLE
        pairs, pair_of = np.unique(table.rater * span + table.stratum, return_inverse=True)
        biases = [self._leniency_of(table, pair, span) for pair in pairs.tolist()]
        return np.array(biases, dtype=np.float64)[pair_of]

    def _leniency_of(self, table: AnswerTable, pair: int, span: int) -> float:
        if _source_of(pair) != _AT[RaterSource.FACILITY]:
            return 0.0
        return float(self.leniency.get(_rater_key(table, pair, span), 0.0))

    def _known(self, roles: Sequence[str]) -> list[tuple[tuple[int, int, int, int], Mapping[str, float]]]:
        place = {role: at for at, role in enumerate(roles)}
        split = [(key.split("|"), stratum) for key, stratum in self.strata.items()]
        return [
            ((place[role], _AT[setting], _AT[source], _AT[dimension]), stratum)
            for (role, setting, source, dimension), stratum in split
            if role in place
        ]


_AT: dict[str, int] = {
    name: place for names in (SETTINGS, SOURCES, DIMENSIONS) for place, name in enumerate(names)
}
_STRATA_PER_ROLE = len(SETTINGS) * len(SOURCES) * len(DIMENSIONS)


def fit_in_force(as_of: datetime) -> Fit:
    """The latest fit dated on or before `as_of` (UTC day)."""
    row = _latest(as_of.astimezone(UTC).date())
    if row is None:
        return Fit()
    return Fit(fitted_on=row.fitted_on, k=row.k, strata=row.strata, leniency=row.leniency)


def refit(on: date) -> RatingFit:
    """Write the fit that is in force from `on` (UTC), from the answers given before that day.

    Rater leniency is fitted anew each time; stratum means and k stand for a calendar quarter. A second
    refit of the same day replaces the first.
    """
    table = load_answers(datetime.combine(on, time.min, UTC))
    before = _latest(on - timedelta(days=1))
    kept = before if before is not None and _quarter(before.fitted_on) == _quarter(on) else None
    row = _latest(on)
    if row is None or row.fitted_on != on:
        row = RatingFit(fitted_on=on)
    row.k = kept.k if kept is not None else DEFAULT_K
    row.strata = kept.strata if kept is not None else _strata(table)
    row.leniency = _leniency(table, Fit(strata=row.strata))
    db.session.add(row)
    counts = {"strata": len(row.strata), "raters": len(row.leniency)}
    record(row, "fitted", SYSTEM, after={"on": on.isoformat(), **counts})
    return row


def _latest(on: date) -> RatingFit | None:
    return db.session.scalars(
        select(RatingFit).where(RatingFit.fitted_on <= on).order_by(RatingFit.fitted_on.desc()).limit(1)
    ).first()


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _strata(table: AnswerTable) -> dict[str, Any]:
    """Every stratum heard, with its mean (neutral below 200 answers) and count."""
    size = max(len(table.roles), 1) * _STRATA_PER_ROLE
    count = np.bincount(table.stratum, weights=table.count, minlength=size)
    always = np.bincount(table.stratum, weights=table.always, minlength=size)
    return {
        "|".join(_stratum_names(table, code)): {"mu": _mean(always[code], count[code]), "n": int(count[code])}
        for code in np.flatnonzero(count).tolist()
    }


def _mean(always: float, count: float) -> float:
    if count < STRATUM_NEEDS:
        return NEUTRAL_MEAN
    low, high = _MEAN_RANGE
    return float(min(max(always / count, low), high))


def _stratum_names(table: AnswerTable, code: int) -> tuple[str, str, str, str]:
    rest, dimension = divmod(code, len(DIMENSIONS))
    rest, source = divmod(rest, len(SOURCES))
    role, setting = divmod(rest, len(SETTINGS))
    return table.roles[role], SETTINGS[setting], SOURCES[source], DIMENSIONS[dimension]


def _source_of(stratum: int) -> int:
    return stratum // len(DIMENSIONS) % len(SOURCES)


def _leniency(table: AnswerTable, fit: Fit) -> dict[str, float]:
    """b_r of every facility rater with at least 10 ratings over 3 clinicians in a stratum."""
    facility = np.flatnonzero(table.source == _AT[RaterSource.FACILITY])
    if facility.size == 0:
        return {}
    span = len(table.roles) * _STRATA_PER_ROLE
    pairs, pair_of = np.unique(table.rater[facility] * span + table.stratum[facility], return_inverse=True)
    count = np.bincount(pair_of, weights=table.count[facility])
    always = np.bincount(pair_of, weights=table.always[facility])
    people = _distinct_people(pair_of, table.clinician_id[facility], len(pairs))
    mu = fit.stratum_means(table.roles).reshape(-1)[pairs % span]
    biases = leniency(always, count, mu)
    enough = (count >= RATER_NEEDS) & (people >= RATER_NEEDS_CLINICIANS)
    return {
        _rater_key(table, int(pairs[at]), span): float(biases[at]) for at in np.flatnonzero(enough).tolist()
    }


def _distinct_people(pair_of: Ints, clinician_id: Ints, pairs: int) -> Ints:
    people, person = np.unique(clinician_id, return_inverse=True)
    met = np.unique(pair_of * len(people) + person)
    return np.asarray(np.bincount(met // len(people), minlength=pairs), dtype=np.int64)


def _rater_key(table: AnswerTable, pair: int, span: int) -> str:
    rater, stratum = divmod(pair, span)
    role, setting, _source, dimension = _stratum_names(table, stratum)
    return "|".join((table.raters[rater], role, setting, dimension))
