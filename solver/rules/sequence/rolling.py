"""Minutes on duty in rolling windows, shared by the 24 h and the 7 day rule.

The load of a window [t, t + length) is largest where it starts with a duty or ends with one, so only those
are looked at.
"""

from __future__ import annotations

import numpy as np

from solver.rules.finding import Finding, hours
from solver.rules.sequence.base import Schedule
from solver.tables import Bools, DutyTable, Ints


def window_starts(table: DutyTable, length: int) -> Ints:
    """Starts of the windows that can be the fullest, sorted, without repeats, [W]."""
    return np.unique(np.concatenate([table.start, table.end - length]))


def minutes_inside(table: DutyTable, starts: Ints, length: int) -> Ints:
    """Minutes of each duty inside each window, [W, N]."""
    first = np.maximum(table.start[None, :], starts[:, None])
    last = np.minimum(table.end[None, :], starts[:, None] + length)
    inside: Ints = np.maximum(last - first, 0)
    return inside


def with_exemption(inside: Ints, table: DutyTable, cap: int) -> Ints:
    """A shift no longer than the cap by the local clock counts with at most the cap (the 13 h DST night)."""
    exempt = (table.local_minutes <= cap) & (table.minutes > cap)
    return np.where(exempt[None, :], np.minimum(inside, cap), inside)


def overfull(rule: str, schedule: Schedule, inside: Ints, cap: int, name: str) -> list[Finding]:
    """The fullest window beyond the cap with a new duty in it, and the fullest of commitments alone."""
    load = inside.sum(axis=1)
    touched = (inside[:, schedule.is_new] > 0).any(axis=1)
    found = []
    for rows, inherited in ((touched, False), (~touched, True)):
        worst = _fullest(load, rows & (load > cap))
        if worst is not None:
            ids = tuple(d.id for d, m in zip(schedule.duties, inside[worst], strict=True) if m > 0)
            figure = int(load[worst])
            text = f"{hours(figure)} on duty within {name}, {hours(cap)} allowed"
            found.append(
                Finding(rule=rule, text=text, duties=ids, figure=figure, limit=cap, inherited=inherited)
            )
    return found


def _fullest(load: Ints, rows: Bools) -> int | None:
    return int(np.argmax(np.where(rows, load, -1))) if rows.any() else None
