"""What a response should have said: of anybody of its stratum, or of this person by everybody else's view.

A response is one observation, the share of "Always" among its answers: answers of one sheet move
together, so counting them apart would see proof where there is none. φ is how far shares scatter, as a
part of what a single yes or no would; ρ = 1/(k+1) how alike two responses about one person are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staffing.bias.responses import ResponseTable
from staffing.ratings.posterior import NEUTRAL_MEAN, Floats, Ints
from staffing.ratings.tally import sums

PULL = 20
"""Responses that a stratum's usual share, and φ, are believed to have had before any came."""
EDGE = 0.03
"""Shares are expected within EDGE of 0 and 1, never at them."""


@dataclass(frozen=True)
class Outlook:
    """Per response: the usual share `usual` of its stratum; for all: φ, and ρ ≤ φ."""

    usual: Floats
    phi: float
    rho: float

    @property
    def pull(self) -> float:
        """Responses by others at which half of their view of a person is believed."""
        return max((self.phi - self.rho) / self.rho, 1.0)


@dataclass(frozen=True)
class Pairs:
    """A rater and a clinician that met, one entry each; sums over their responses.

    `by_others` is what the others' view of the person foretells, per response; `variance` that of the sum.
    """

    of: Ints
    """Pair of each response."""
    rater: Ints
    clinician: Ints
    """Position among the table's distinct clinician ids."""
    n: Floats
    share: Floats
    usual: Floats
    usual_variance: Floats
    """Of the sum around `usual`, people's differences counted in."""
    by_others: Floats
    variance: Floats
    others: Ints
    """Responses of others about the clinician."""
    other_raters: Ints


def outlook(table: ResponseTable, k: float) -> Outlook:
    """Usual shares pulled to .80, and φ pulled to 1, by PULL responses each."""
    count = sums(table.stratum, np.ones(len(table)), len(table.strata))
    total = sums(table.stratum, table.share, len(table.strata))
    means = (PULL * NEUTRAL_MEAN + total) / (PULL + count)
    usual = np.clip(means, EDGE, 1 - EDGE)[table.stratum]
    scatter = usual * (1 - usual)
    few = PULL * NEUTRAL_MEAN * (1 - NEUTRAL_MEAN)
    phi = float((((table.share - usual) ** 2).sum() + few) / (scatter.sum() + few))
    return Outlook(usual, phi, min(1 / (k + 1), phi))


def pairs_of(table: ResponseTable, view: Outlook) -> Pairs:
    """Every rater–clinician pair with what was said, and what was to be expected."""
    _people, person = np.unique(table.clinician, return_inverse=True)
    size = int(person.max()) + 1 if len(table) else 1
    codes, of = np.unique(table.rater * size + person, return_inverse=True)
    rater, clinician = np.divmod(codes, size)
    n = sums(of, np.ones(len(of)), len(codes))
    share, usual = sums(of, table.share, len(codes)), sums(of, view.usual, len(codes))
    surprise = share - usual
    heard = sums(clinician, n, size)[clinician] - n
    said = sums(clinician, surprise, size)[clinician] - surprise
    moved = said / (view.pull + heard)
    by_others = np.clip(usual / n + moved, EDGE, 1 - EDGE)
    alike = view.rho * view.pull / (view.pull + heard)
    return Pairs(
        of=of,
        rater=rater,
        clinician=clinician,
        n=n,
        share=share,
        usual=usual,
        usual_variance=_variance(usual / n, n, view.phi, np.full(len(n), view.rho)),
        by_others=by_others,
        variance=_variance(by_others, n, view.phi - view.rho + alike, alike),
        others=heard.astype(np.int64),
        other_raters=np.bincount(clinician, minlength=size)[clinician] - 1,
    )


def _variance(mean: Floats, n: Floats, phi: Floats | float, rho: Floats) -> Floats:
    """Of a sum of n shares about one person: m(1−m)·[φn + ρn(n−1)]."""
    return np.asarray(mean * (1 - mean) * (phi * n + rho * n * (n - 1)))
