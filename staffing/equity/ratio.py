"""The four-fifths check: a group's rate against the highest, with an interval.

29 CFR 1607.4(D): a rate below four fifths of the highest group's is taken as evidence of adverse impact,
unless the numbers are too small to say. The interval is the score interval of Miettinen and Nurminen (1985,
Statistics in Medicine 4:213–226): every ratio φ with

    |x/n − φ·x₀/n₀| ≤ z · sqrt((p(1−p)/n + φ²·p₀(1−p₀)/n₀) · N/(N−1)),   N = n + n₀,

where p = φ·p₀ are the likeliest rates under φ. Unlike Katz's interval it keeps its word for a dozen people
beside hundreds. The reference is picked because it is highest, so z is that of Bonferroni over all pairs of
groups: in a table of equal rates, some group is flagged in at most about one table of twenty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

FOUR_FIFTHS = 0.80
ERROR = 0.05
"""Chance that a table of equal rates has an interval that leaves out 1 anywhere."""
LOWEST, HALVINGS, TINY = 1e-6, 60, 1e-15


class Verdict(StrEnum):
    REFERENCE = "reference"
    LOOK = "look"
    CHANCE = "chance"
    NO_EVIDENCE = "no_evidence"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Share:
    """`count` of `people`."""

    count: int
    people: int

    @property
    def rate(self) -> float:
        return self.count / self.people


@dataclass(frozen=True)
class Comparison:
    """A group's rate divided by the reference's; the verdict alone for the reference itself."""

    verdict: Verdict
    ratio: float = 1.0
    low: float = 1.0
    high: float = 1.0


def compare(shares: Mapping[str, Share]) -> dict[str, Comparison]:
    """Each group against the one with the highest rate. Fewer than two groups, or no rate: nothing."""
    best = max(shares, key=lambda one: (shares[one].rate, shares[one].people), default=None)
    if best is None or len(shares) < 2 or shares[best].count == 0:
        return {}
    z = _z(len(shares))
    found = {one: _against(share, shares[best], z) for one, share in shares.items()}
    return {**found, best: Comparison(Verdict.REFERENCE)}


def _z(groups: int) -> float:
    pairs = groups * (groups - 1) // 2
    return NormalDist().inv_cdf(1 - ERROR / (2 * pairs))


def _against(share: Share, best: Share, z: float) -> Comparison:
    ratio = share.rate / best.rate
    low, high = _interval(share, best, z)
    if ratio >= FOUR_FIFTHS:
        return Comparison(Verdict.NO_EVIDENCE, ratio, low, high)
    return Comparison(Verdict.LOOK if high < 1 else Verdict.CHANCE, ratio, low, high)


def _interval(share: Share, best: Share, z: float) -> tuple[float, float]:
    """The ratios at which the score is z and −z; it falls as the ratio rises."""
    low = 0.0 if share.count == 0 else _ratio_at(z, share, best)
    return low, _ratio_at(-z, share, best)


def _ratio_at(target: float, share: Share, best: Share) -> float:
    below, above = LOWEST, 1 / LOWEST
    for _ in range(HALVINGS):
        middle = math.sqrt(below * above)
        if _score(middle, share, best) > target:
            below = middle
        else:
            above = middle
    return math.sqrt(below * above)


def _score(ratio: float, share: Share, best: Share) -> float:
    """How far the two rates are from `ratio`, in standard errors under it."""
    n, n0 = share.people, best.people
    p0 = _likeliest(ratio, share, best)
    p = ratio * p0
    variance = (p * (1 - p) / n + ratio**2 * p0 * (1 - p0) / n0) * (n + n0) / (n + n0 - 1)
    away = share.rate - ratio * best.rate
    return away / math.sqrt(variance) if variance > TINY else math.copysign(math.inf, away) if away else 0.0


def _likeliest(ratio: float, share: Share, best: Share) -> float:
    """The reference's rate p₀ that makes the counts likeliest where the group's is `ratio` times as high."""
    a = (share.people + best.people) * ratio
    b = share.people * ratio + share.count + best.people + best.count * ratio
    c = share.count + best.count
    root = 2 * c / (b + math.sqrt(max(b * b - 4 * a * c, 0.0)))
    return min(root, 1.0, 1 / ratio)
