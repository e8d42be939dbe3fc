"""Many strangers' answers in a short while, about one person or from one unit's links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.bias.testing import believed, poisson_tail, q_values
from staffing.ratings.posterior import Floats, Ints

WINDOW_HOURS = 2
FEWEST = 8
"""Answers within the window below which nothing is a burst."""
_WINDOW, _DAY = WINDOW_HOURS * 3_600, 86_400


@dataclass(frozen=True)
class Peak:
    """The fastest two hours of a person or a unit's links: rows of the table, and the usual pace."""

    key: int
    rows: Ints
    days: int
    """Days with an answer."""
    other_days: Ints
    """Answers of each other day."""


def find_bursts(table: ResponseTable) -> list[Finding]:
    """Scan of two hours against the usual day, of the same person or links and of all, the higher one.

    Everything a usual day brings may come within one window, so the test errs to the safe side; days that
    scatter more than Poisson widen it. A window counts for each two hours of every day with an answer.
    Known raters are left out: a scheduler may well rate a month in one sitting.
    """
    strangers = np.flatnonzero(table.place > 0)
    if strangers.size == 0:
        return []
    by_person = _peaks(table.clinician[strangers], table.at[strangers], strangers)
    by_place = _peaks(table.place[strangers], table.at[strangers], strangers)
    tests = [(peak, "clinician", *_test(peak, by_person)) for peak in by_person]
    tests += [(peak, "place", *_test(peak, by_place)) for peak in by_place]
    q = q_values(np.array([p for *_, p in tests]))
    found = [
        _finding(table, peak, of, usual, p, float(q[at]))
        for at, (peak, of, usual, p) in enumerate(tests)
        if believed(q)[at] and len(peak.rows) >= FEWEST
    ]
    return _once(found)


def _peaks(key: Ints, at: Ints, rows: Ints) -> list[Peak]:
    order = np.lexsort((at, key))
    firsts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    return [_peak(int(key[part[0]]), at[part], rows[part]) for part in np.split(order, firsts[1:])]


def _peak(key: int, at: Ints, rows: Ints) -> Peak:
    """`at` ascends."""
    inside = np.searchsorted(at, at + _WINDOW, side="left") - np.arange(len(at))
    first = int(np.argmax(inside))
    held = slice(first, first + int(inside[first]))
    days = at // _DAY
    apart = ~np.isin(days, days[held])
    other = np.unique(days[apart], return_counts=True)[1]
    return Peak(key, rows[held], len(np.unique(days)), other)


def _test(peak: Peak, peaks: list[Peak]) -> tuple[float, float]:
    """Usual answers a day, and p."""
    usual, scatter = _pace(peaks)
    if len(peak.other_days):
        usual = max(usual, float(peak.other_days.mean()))
    chance = poisson_tail(int(len(peak.rows) / scatter), usual / scatter)
    return usual, min(1.0, chance * peak.days * 24 / WINDOW_HOURS)


def _pace(peaks: list[Peak]) -> tuple[float, float]:
    """Mean answers of a day with one, and variance over mean (at least 1), each key's peak day left out."""
    days: Floats = np.concatenate([peak.other_days for peak in peaks]).astype(np.float64)
    if len(days) < 2:
        return 1.0, 1.0
    return float(days.mean()), max(1.0, float(days.var() / days.mean()))


def _finding(table: ResponseTable, peak: Peak, of: str, usual: float, p: float, q: float) -> Finding:
    """Filed under the rater most of it came from: the patients of one shift, as a rule."""
    rater = int(np.bincount(table.rater[peak.rows]).argmax())
    begun = datetime.fromtimestamp(int(table.at[peak.rows].min()), UTC)
    person = peak.key if of == "clinician" else None
    what = f"clinician:{peak.key}" if person else table.places[peak.key]
    return Finding(
        kind=FlagKind.BURST,
        rater=table.raters[rater],
        n=len(peak.rows),
        observed=len(peak.rows),
        expected=usual,
        p=p,
        q=q,
        about=f"{what} {begun:%Y-%m-%d}",
        clinician_id=person,
        more={
            "response_ids": np.sort(table.id[peak.rows]).tolist(),
            "begun_at": begun.isoformat(),
            "hours": WINDOW_HOURS,
        },
    )


def _once(found: list[Finding]) -> list[Finding]:
    """The same answers seen twice, by person and by place, are one finding: the one about the person."""
    seen: set[tuple[int, ...]] = set()
    kept = []
    for one in found:
        ids = tuple(one.more["response_ids"])
        if ids not in seen:
            kept.append(one)
        seen.add(ids)
    return kept
