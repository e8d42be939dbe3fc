"""Rolling windows in the model: a row for each window that some set of shifts could overfill."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from solver.engine.pairs import Roster
from solver.engine.variables import Assigned
from solver.tables import Bools, Ints


def post_windows(assigned: Assigned, roster: Roster, inside: Ints, cap: int) -> None:
    """At most `cap` minutes in every window.

    `inside`: minutes of the roster's slots, then of its commitments, in each window, [W, n + m]. Where the
    commitments fill a window on their own, no new shift may touch it.
    """
    count = len(roster.slots)
    left = np.maximum(cap - inside[:, count:].sum(axis=1), 0)
    minutes = inside[:, :count]
    never = (minutes > left[:, None]).any(axis=0)
    assigned.forbid(roster, np.flatnonzero(never).tolist())
    minutes = np.where(never[None, :], 0, minutes)
    shifts = assigned.shifts_of(roster)
    rows = np.flatnonzero(most_minutes(roster, minutes) > left)
    for row in rows[undominated(minutes[rows], left[rows])]:
        places = np.flatnonzero(minutes[row])
        total = cp_model.LinearExpr.weighted_sum(
            [shifts[place] for place in places], minutes[row, places].tolist()
        )
        assigned.model.add(total <= int(left[row]))


def most_minutes(roster: Roster, minutes: Ints) -> Ints:
    """At least what any valid set of shifts can put into each window, [W].

    Weighted interval scheduling over the shifts by end; before a shift come at most those up to the last one
    that goes with it.
    """
    order = np.argsort(roster.table.end, kind="stable")
    fits = ~roster.conflict[np.ix_(order, order)]
    best = np.zeros((len(order) + 1, len(minutes)), dtype=np.int64)
    for at, place in enumerate(order):
        before = np.flatnonzero(fits[at, :at])
        earlier = int(before[-1]) + 1 if len(before) else 0
        best[at + 1] = np.maximum(best[at], best[earlier] + minutes[:, place])
    most: Ints = best[-1]
    return most


def undominated(minutes: Ints, left: Ints) -> Bools:
    """[W] False where another row asks for the same or more; of equal rows the first stays."""
    keep = np.ones(len(left), dtype=np.bool_)
    for row in range(len(left)):
        stronger = keep & (minutes >= minutes[row]).all(axis=1) & (left <= left[row])
        stronger[row] = False
        keep[row] = not stronger.any()
    return keep
