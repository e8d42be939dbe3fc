"""The same sheet of answers again and again, from one rater or from the links of one shift."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.bias.testing import believed, q_values
from staffing.ratings.posterior import Floats, Ints

FEWEST = 6
"""Identical sheets in a row below which nothing is said."""
KNOWN = 10
"""Responses of a rater from which their habit counts as known."""
GENEROUS = 90
"""Chance of a sheet: as with the rater, of every ten, who hands it in most often but one (percentile)."""


def find_duplicates(table: ResponseTable) -> list[Finding]:
    """Longest run of identical answers of each rater, against chance.

    With p the chance of that sheet (see GENEROUS; never below its share among all, nor below what others
    hand in about the person where the whole run is about one), a run of L among n has a probability of at
    most [1 + (n−L)(1−p)]·p^L. "Always" throughout is common, so only a long run of it is odd; a run of
    one odd sheet is short.
    """
    order = np.lexsort((table.id, table.at, table.rater))
    firsts = np.flatnonzero(np.r_[True, np.diff(table.rater[order]) != 0]) if len(table) else np.zeros(0, int)
    runs = [_longest(table.pattern, rows) for rows in np.split(order, firsts[1:]) if len(rows) >= FEWEST]
    habits = _habits(table)
    tests = [(rows, n, _chance(table, rows, habits)) for rows, n in runs if len(rows) >= FEWEST]
    if not tests:
        return []
    p = np.array([min(1.0, (1 + (n - len(rows)) * (1 - c)) * c ** len(rows)) for rows, n, c in tests])
    q = q_values(np.r_[p, np.ones(len(runs) - len(tests))])[: len(tests)]
    return [
        _finding(table, *test, float(p[at]), float(q[at])) for at, test in enumerate(tests) if believed(q)[at]
    ]


def _longest(pattern: Ints, rows: Ints) -> tuple[Ints, int]:
    """Rows of the longest run of one sheet, the first where two are as long; and all responses."""
    starts = np.flatnonzero(np.r_[True, np.diff(pattern[rows]) != 0])
    lengths = np.diff(np.r_[starts, len(rows)])
    at = int(np.argmax(lengths))
    return rows[starts[at] : starts[at] + lengths[at]], len(rows)


def _habits(table: ResponseTable) -> dict[int, float]:
    """The generous chance of each sheet that was handed in more than once."""
    per_rater = np.bincount(table.rater, minlength=len(table.raters))
    known = np.flatnonzero(per_rater >= KNOWN)
    sheets, counts = np.unique(table.pattern, return_counts=True)
    found = {}
    for sheet, count in zip(
        sheets[counts >= FEWEST].tolist(), counts[counts >= FEWEST].tolist(), strict=True
    ):
        said = np.bincount(table.rater[table.pattern == sheet], minlength=len(table.raters))
        shares: Floats = (said[known] + 1) / (per_rater[known] + 2)
        often = float(np.percentile(shares, GENEROUS)) if len(known) else 0.0
        found[sheet] = max(count / len(table), often)
    return found


def _chance(table: ResponseTable, rows: Ints, habits: dict[int, float]) -> float:
    chance = habits[int(table.pattern[rows[0]])]
    people = np.unique(table.clinician[rows])
    if len(people) > 1:
        return chance
    about = (table.clinician == people[0]) & (table.rater != table.rater[rows[0]])
    same = int((table.pattern[about] == table.pattern[rows[0]]).sum())
    return max(chance, (same + KNOWN * chance) / (int(about.sum()) + KNOWN))


def _finding(table: ResponseTable, rows: Ints, n: int, chance: float, p: float, q: float) -> Finding:
    people = np.unique(table.clinician[rows])
    begun = datetime.fromtimestamp(int(table.at[rows[0]]), UTC)
    return Finding(
        kind=FlagKind.DUPLICATE,
        rater=table.raters[int(table.rater[rows[0]])],
        n=n,
        observed=len(rows),
        expected=chance,
        p=p,
        q=q,
        about=f"from {begun:%Y-%m-%d}",
        clinician_id=int(people[0]) if len(people) == 1 else None,
        more={"response_ids": table.id[rows].tolist(), "share_always": round(float(table.share[rows[0]]), 3)},
    )
