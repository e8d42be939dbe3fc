"""The score once more, answer by answer in plain Python: shares no arithmetic with the product."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, joined
from staffing.ratings.fits import Fit


@dataclass(frozen=True)
class Heard:
    """One answer (or a sum of `count` answers) as a test writes it; `voided` ones must not count."""

    clinician: int
    rater: str
    day: int
    always: float
    count: float = 1.0
    role: str = "RN"
    setting: int = 0
    source: int = 0
    dimension: int = 0
    response: int = 0
    voided: bool = False
    cell: tuple[int, int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cell", (self.clinician, self.setting, self.dimension))


def table_of(heard: Sequence[Heard]) -> AnswerTable:
    """The answers that count, as the product holds them."""
    valid = [one for one in heard if not one.voided]
    if not valid:
        return joined([])
    roles, raters = (sorted({getattr(one, name) for one in valid}) for name in ("role", "rater"))

    def column(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in valid])

    return AnswerTable(
        roles=tuple(roles),
        raters=tuple(raters),
        response_id=column("response"),
        clinician_id=column("clinician"),
        role=np.array([roles.index(one.role) for one in valid]),
        setting=column("setting"),
        source=column("source"),
        rater=np.array([raters.index(one.rater) for one in valid]),
        day=column("day"),
        dimension=column("dimension"),
        count=column("count").astype(float),
        always=column("always").astype(float),
    )


def capped_share(totals: Sequence[float]) -> float:
    """The largest c with c = ¼ Σ min(W, c), by halving an interval; infinite where nobody has more."""
    if len(totals) < 4 or max(totals) <= sum(totals) / 4:
        return math.inf
    low, high = min(totals), max(totals)
    for _ in range(200):
        middle = (low + high) / 2
        short = middle < sum(min(total, middle) for total in totals) / 4
        low, high = (middle, high) if short else (low, middle)
    return low


def posteriors(
    heard: Sequence[Heard], fit: Fit, today: int
) -> dict[tuple[int, int, int], tuple[float, float]]:
    """(α, β) of every (clinician, setting, dimension) heard, under the prior mean of the role RN."""
    cells: dict[tuple[int, int, int], list[Heard]] = defaultdict(list)
    for one in heard:
        if not one.voided:
            cells[one.cell].append(one)
    return {cell: _posterior(cell, answers, fit, today) for cell, answers in cells.items()}


def _posterior(
    cell: tuple[int, int, int], answers: Sequence[Heard], fit: Fit, today: int
) -> tuple[float, float]:
    by_rater: dict[str, float] = defaultdict(float)
    for one in answers:
        by_rater[one.rater] += one.count * _decay(one, today)
    cap = capped_share(list(by_rater.values()))
    mu = _prior(fit, cell)
    n = surprise = 0.0
    for one in answers:
        weight = _decay(one, today) * min(1.0, cap / by_rater[one.rater])
        n += weight * one.count
        surprise += weight * (one.always - one.count * _expected(one, fit))
    always = min(max(n * mu + surprise, 0.0), n)
    return fit.k * mu + always, fit.k * (1 - mu) + n - always


def _decay(one: Heard, today: int) -> float:
    return 0.5 ** (max(today - one.day, 0) / 180)


def _stratum(fit: Fit, role: str, setting: int, source: int, dimension: int) -> float | None:
    known = fit.strata.get(f"{role}|{SETTINGS[setting]}|{SOURCES[source]}|{DIMENSIONS[dimension]}")
    return None if known is None else known["mu"]


def _prior(fit: Fit, cell: tuple[int, int, int]) -> float:
    _clinician, setting, dimension = cell
    means = [_stratum(fit, "RN", setting, source, dimension) for source in range(len(SOURCES))]
    heard = [mean for mean in means if mean is not None]
    return sum(heard) / len(heard) if heard else 0.8


def _expected(one: Heard, fit: Fit) -> float:
    mu = _stratum(fit, one.role, one.setting, one.source, one.dimension)
    mu = 0.8 if mu is None else mu
    key = f"{one.rater}|{one.role}|{SETTINGS[one.setting]}|{DIMENSIONS[one.dimension]}"
    b = fit.leniency.get(key, 0.0) if SOURCES[one.source] == "facility" else 0.0
    return 1 / (1 + math.exp(-(math.log(mu / (1 - mu)) + b)))
