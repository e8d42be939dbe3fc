"""Raters who say less (or more) of one group of clinicians than other raters say of the same people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from staffing.bias.expecting import Outlook, Pairs, pairs_of
from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.bias.testing import believed, both_tails, calibrated, q_values
from staffing.ratings.posterior import Bools, Floats, Ints

FEWEST_PEOPLE = 10
"""Different clinicians a rater must have rated in the group and outside it; with fewer nothing is said."""


def find_group_gaps(table: ResponseTable, view: Outlook, groups: Mapping[int, str]) -> list[Finding]:
    """`groups` maps clinician ids to a group; people it does not hold are left out.

    For each rater and group: the mean of Y − m in the group less outside it, m being what the others' view
    of that very person foretells, less the same figure of all other raters; so a group that everybody sees
    alike is no gap of one rater. The figures are sums only: nothing in a finding names a group's members.
    """
    table_ids = np.unique(table.clinician)
    if len(table_ids) == 0:
        return []
    pairs = pairs_of(table, view)
    group_of = np.array([groups.get(int(one), "") for one in table_ids])[pairs.clinician]
    names = sorted(set(groups.values()))
    # Of two groups each is the other's mirror: one test says all.
    names = names[:1] if len(names) == 2 else names
    tests = [found for name in names for found in _one_group(pairs, group_of, name)]
    if not tests:
        return []
    z = calibrated(np.array([z for _rater, _name, z, *_ in tests]))
    p = both_tails(z)
    q = q_values(p)
    return [
        Finding(
            kind=FlagKind.GROUP_GAP,
            rater=table.raters[rater],
            n=n,
            observed=own,
            expected=others,
            p=p[at],
            q=q[at],
            z=z[at],
            about=name[:64],
        )
        for at, (rater, name, _z, n, own, others) in enumerate(tests)
        if believed(q)[at]
    ]


def _one_group(
    pairs: Pairs, group_of: np.ndarray, name: str
) -> list[tuple[int, str, float, int, float, float]]:
    """Rater, group, z, responses, own gap, others' gap; of raters with enough people on both sides."""
    inside, outside = group_of == name, (group_of != name) & (group_of != "")
    raters = int(pairs.rater.max()) + 1
    here, there = _side(pairs, inside, raters), _side(pairs, outside, raters)
    found = []
    for rater in np.flatnonzero((here[3] >= FEWEST_PEOPLE) & (there[3] >= FEWEST_PEOPLE)).tolist():
        own, variance = _gap(*(side[:3, rater] for side in (here, there)))
        rest = [side[:3].sum(axis=1) - side[:3, rater] for side in (here, there)]
        if min(side[0] for side in rest) <= 0:
            continue
        others, more = _gap(*rest)
        n = int(here[0, rater] + there[0, rater])
        found.append((rater, name, (own - others) / (variance + more) ** 0.5, n, own, others))
    return found


def _side(pairs: Pairs, rows: Bools, raters: int) -> Floats:
    """[responses, Σ(Y − m), its variance, people] by rater."""
    columns = (pairs.n, pairs.share - pairs.n * pairs.by_others, pairs.variance, np.ones(len(pairs.n)))
    who: Ints = pairs.rater[rows]
    return np.array([np.bincount(who, weights=column[rows], minlength=raters) for column in columns])


def _gap(here: Floats, there: Floats) -> tuple[float, float]:
    """Difference of the two means, and its variance."""
    gap = here[1] / here[0] - there[1] / there[0]
    return float(gap), float(here[2] / here[0] ** 2 + there[2] / there[0] ** 2)
