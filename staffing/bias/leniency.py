"""Raters far more generous, or far stricter, than raters usually differ from one another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from staffing.bias.expecting import Outlook, pairs_of
from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.bias.testing import TESTS_TO_CALIBRATE, believed, both_tails, extra_variance, q_values
from staffing.ratings.posterior import Floats, logit
from staffing.ratings.tally import sums

FEWEST, FEWEST_PEOPLE = 20, 3
USUAL_SPREAD = 0.4
"""Standard deviation of raters' leniency, logits, until there are enough raters to tell."""


class Measured(NamedTuple):
    """Σ Y expected and its variance, by rater; z of each; τ, the usual spread of raters, logits."""

    expected: Floats
    z: Floats
    spread: float


def find_leniency(table: ResponseTable, view: Outlook) -> list[Finding]:
    """Raters with 20 responses about 3 people, tested twice; the weaker result counts.

    First against their strata, then against the others' view of the very people they rated: so neither two
    bad clinicians make a strict rater, nor does one strict rater make the others of a place look generous.
    """
    pairs, raters = pairs_of(table, view), len(table.raters)
    n = sums(pairs.rater, pairs.n, raters)
    people = np.bincount(pairs.rater, minlength=raters)
    chosen = np.flatnonzero((n >= FEWEST) & (people >= FEWEST_PEOPLE))
    if chosen.size == 0:
        return []
    share = sums(pairs.rater, pairs.share, raters)[chosen]
    usual, others = (
        _measured(share, n[chosen], *(sums(pairs.rater, one, raters)[chosen] for one in columns))
        for columns in (
            (pairs.usual, pairs.usual_variance),
            (pairs.n * pairs.by_others, pairs.variance),
        )
    )
    agree = np.sign(usual.z) == np.sign(others.z)
    z = np.where(agree, np.sign(usual.z) * np.minimum(np.abs(usual.z), np.abs(others.z)), 0.0)
    p = both_tails(z)
    q = q_values(p)
    return [
        Finding(
            kind=FlagKind.LENIENCY,
            rater=table.raters[chosen[at]],
            n=int(n[chosen[at]]),
            observed=share[at] / n[chosen[at]],
            expected=usual.expected[at] / n[chosen[at]],
            p=p[at],
            q=q[at],
            z=z[at],
            more={
                "people": int(people[chosen[at]]),
                "by_others": round(float(others.expected[at] / n[chosen[at]]), 4),
                "usual_spread": round(usual.spread, 3),
            },
        )
        for at in np.flatnonzero(believed(q))
    ]


def _measured(share: Floats, n: Floats, expected: Floats, variance: Floats) -> Measured:
    """z = b / √(V + τ²) with b = logit p − logit e, p = (x+1)/(n+2), less the median rater's b.

    V counts people's differences in (m(1−m)·[φn + ρn(n−1)] for each person), as variance of a log odds;
    τ² is how much raters differ anyway, told by most of them.
    """
    seen, mean = (share + 1) / (n + 2), expected / n
    bias = logit(seen) - logit(mean)
    error = variance / (n**2 * mean * (1 - mean) * seen * (1 - seen))
    tau2 = USUAL_SPREAD**2
    if len(bias) >= TESTS_TO_CALIBRATE:
        bias = bias - np.median(bias)
        tau2 = extra_variance(bias, error, np.ones(len(bias)))
    return Measured(expected, np.asarray(bias / np.sqrt(error + tau2)), tau2**0.5)
