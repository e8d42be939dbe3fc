"""The whole shift lies within one of the clinician's availability windows."""

from __future__ import annotations

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.eligibility.base import PairingRule
from solver.rules.finding import Finding
from solver.tables import NEVER, Bools, Ints


def allowed(problem: Problem, clinicians: Ints, slots: Ints) -> Bools:
    """[n, m]: the last window that starts at or before the shift must reach its end (windows are apart)."""
    table, duty = problem.clinician_table, problem.slot_table.duty
    if not len(table.window_owner):
        return np.zeros((len(clinicians), len(slots)), dtype=np.bool_)
    keys = table.window_owner * NEVER + table.window_start
    wanted = clinicians[:, None] * NEVER + duty.start[slots][None, :]
    last = np.searchsorted(keys, wanted, side="right") - 1
    mine = (last >= 0) & (table.window_owner[last] == clinicians[:, None])
    result: Bools = mine & (table.window_end[last] >= duty.end[slots][None, :])
    return result


def reason(problem: Problem, clinician: Clinician, slot: Slot) -> Finding | None:
    """Says whether the shift is outside every window or only partly inside."""
    windows = clinician.availability
    if any(start <= slot.start_minute and slot.end_minute <= end for start, end in windows):
        return None
    partly = any(start < slot.end_minute and slot.start_minute < end for start, end in windows)
    text = "available for part of the shift only" if partly else "not available at that time"
    return Finding(rule="availability", text=text)


RULE = PairingRule("availability", allowed, reason)
