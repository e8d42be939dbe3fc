"""From facts about people to the table of one attribute; what leaves here is about ten people or more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from staffing.equity.cells import ELIGIBLE, FEWEST, PEOPLE, Shape, Shown
from staffing.equity.choices import GROUPS, NOT_STATED
from staffing.equity.models import Attribute
from staffing.equity.ratio import Comparison, Share, Verdict, compare

Z95 = 1.96


@dataclass(frozen=True)
class Facts:
    """What a period brought one person. `communication`: posterior mean over their dimensions, 0 to 1."""

    eligible: bool
    outcomes: frozenset[str]
    communication: float


def table_of(
    attribute: Attribute, groups: Mapping[int, str], facts: Mapping[int, Facts], shape: Shape
) -> list[dict[str, Any]]:
    """One row a group, as it is stored: hidden figures are None, and stand nowhere else.

    `groups`: the group of every clinician among `facts`. Verdicts are given for every group of ten eligible
    people or more, also where the count behind them is hidden.
    """
    by_group: dict[str, list[Facts]] = {group: [] for group in (*GROUPS[attribute], NOT_STATED)}
    for person, fact in facts.items():
        by_group[groups[person]].append(fact)
    rows = {group: _counted(people, shape.outcomes) for group, people in by_group.items()}
    shown = Shown(shape, rows, spare=NOT_STATED).kept
    checks = {outcome: _checked(rows, outcome) for outcome in shape.outcomes}
    return [
        {
            "group": group,
            PEOPLE: shown[group].get(PEOPLE),
            ELIGIBLE: shown[group].get(ELIGIBLE),
            "communication": _communication(by_group[group]) if ELIGIBLE in shown[group] else None,
            "outcomes": {
                outcome: {
                    "verdict": _verdict(group, rows[group], checks[outcome]),
                    **_figures(shown, group, outcome, checks[outcome]),
                }
                for outcome in shape.outcomes
            },
        }
        for group in rows
    ]


def _counted(people: Sequence[Facts], outcomes: Iterable[str]) -> dict[str, int]:
    able = [fact for fact in people if fact.eligible]
    counts = {outcome: sum(outcome in fact.outcomes for fact in able) for outcome in outcomes}
    return {PEOPLE: len(people), ELIGIBLE: len(able), **counts}


def _checked(rows: Mapping[str, Mapping[str, int]], outcome: str) -> dict[str, Comparison]:
    return compare(
        {
            group: Share(row[outcome], row[ELIGIBLE])
            for group, row in rows.items()
            if group != NOT_STATED and row[ELIGIBLE] >= FEWEST
        }
    )


def _verdict(group: str, row: Mapping[str, int], checks: Mapping[str, Comparison]) -> str | None:
    if group in checks:
        return checks[group].verdict.value
    return Verdict.TOO_FEW.value if group != NOT_STATED and row[ELIGIBLE] < FEWEST else None


def _figures(
    shown: Mapping[str, Mapping[str, int]], group: str, outcome: str, checks: Mapping[str, Comparison]
) -> dict[str, Any]:
    """Count and rate where they may be shown; ratio and interval where the reference's count may be too."""
    count, check = shown[group].get(outcome), checks.get(group)
    best = next((one for one, found in checks.items() if found.verdict is Verdict.REFERENCE), group)
    if count is None:
        return dict.fromkeys(("count", "rate", "ratio", "low", "high"))
    if check is None or outcome not in shown[best]:
        compared: dict[str, float | None] = dict.fromkeys(("ratio", "low", "high"))
    else:
        compared = {name: round(getattr(check, name), 3) for name in ("ratio", "low", "high")}
    return {"count": count, "rate": round(count / shown[group][ELIGIBLE], 4), **compared}


def _communication(people: Sequence[Facts]) -> dict[str, float]:
    """Mean of the eligible people's means with the usual 95 % interval of a mean."""
    values = [fact.communication for fact in people if fact.eligible]
    count = len(values)
    assert count >= FEWEST
    mean = sum(values) / count
    spread = Z95 * math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
    return {"mean": round(mean, 3), "low": round(mean - spread, 3), "high": round(mean + spread, 3)}
