"""Raters who praise one person far above what the others say, and above what they say of anybody else."""

from __future__ import annotations

import numpy as np

from staffing.bias.expecting import EDGE, Outlook, Pairs, pairs_of
from staffing.bias.findings import Finding
from staffing.bias.leniency import USUAL_SPREAD
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.bias.testing import believed, calibrated, q_values, upper_tail
from staffing.ratings.posterior import Floats, logit
from staffing.ratings.tally import sums

FEWEST = 5
"""Responses of the pair."""
FEWEST_OTHERS, FEWEST_OTHER_RATERS = 10, 3


def find_collusion(table: ResponseTable, view: Outlook) -> list[Finding]:
    """One-sided test of each pair: 5 responses, and 10 about the same person from 3 other raters.

    Expected is what the others' view of the person foretells, moved by how generous the rater is to
    everybody else (pulled to none at N(0, .4²) logits).
    """
    pairs = pairs_of(table, view)
    enough = (pairs.others >= FEWEST_OTHERS) & (pairs.other_raters >= FEWEST_OTHER_RATERS)
    chosen = np.flatnonzero((pairs.n >= FEWEST) & enough)
    if chosen.size == 0:
        return []
    bias, error = _generosity(pairs)
    mean = np.clip(1 / (1 + np.exp(-(logit(pairs.by_others) + bias))), EDGE, 1 - EDGE)
    scatter = pairs.variance * mean * (1 - mean) / (pairs.by_others * (1 - pairs.by_others))
    variance = scatter + error * (pairs.n * mean * (1 - mean)) ** 2
    z = calibrated(((pairs.share - pairs.n * mean) / np.sqrt(variance))[chosen])
    p = upper_tail(z)
    q = q_values(p)
    ids = np.unique(table.clinician)
    return [
        Finding(
            kind=FlagKind.COLLUSION,
            rater=table.raters[pairs.rater[row]],
            n=int(pairs.n[row]),
            observed=pairs.share[row] / pairs.n[row],
            expected=mean[row],
            p=p[at],
            q=q[at],
            z=z[at],
            about=f"clinician:{ids[pairs.clinician[row]]}",
            clinician_id=int(ids[pairs.clinician[row]]),
            more={"response_ids": table.id[pairs.of == row].tolist(), "others": int(pairs.others[row])},
        )
        for at, row in enumerate(chosen.tolist())
        if believed(q)[at]
    ]


def _generosity(pairs: Pairs) -> tuple[Floats, Floats]:
    """Each pair's b of its rater as seen with everybody else, logits, and the variance left in it."""
    raters = int(pairs.rater.max()) + 1
    surprise = pairs.share - pairs.n * pairs.by_others
    per_logit = pairs.n * pairs.by_others * (1 - pairs.by_others)
    said = sums(pairs.rater, surprise, raters)[pairs.rater] - surprise
    known = sums(pairs.rater, per_logit, raters)[pairs.rater] - per_logit
    spread = sums(pairs.rater, pairs.variance, raters)[pairs.rater] - pairs.variance
    # A normal prior and the score's own normal: the sum of V in logits tells b with precision I²/V.
    precision = known**2 / np.maximum(spread, 1e-9)
    held = 1 / USUAL_SPREAD**2
    seen = np.where(known > 0, said / np.maximum(known, 1e-9), 0.0)
    return np.asarray(seen * precision / (precision + held)), np.asarray(1 / (precision + held))
