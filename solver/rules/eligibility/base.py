"""What every pairing rule offers: a vectorised form and a reason a person can read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from solver.entities import Clinician, Slot
from solver.problem import Problem
from solver.rules.finding import Finding
from solver.tables import Bools, Ints

Allowed = Callable[[Problem, Ints, Ints], Bools]
Reason = Callable[[Problem, Clinician, Slot], Finding | None]


@dataclass(frozen=True, slots=True)
class PairingRule:
    """A rule about one clinician and one slot.

    `allowed(problem, clinicians, slots)`: rows of both in, bool [n, m] out. `reason(problem, clinician,
    slot)`: None exactly where `allowed` is True.
    """

    name: str
    allowed: Allowed
    reason: Reason


def holders(
    problem: Problem,
    clinicians: Ints,
    slots: Ints,
    held: Callable[[Clinician], Collection[str]],
    needed: Callable[[Slot], Sequence[str]],
) -> Bools:
    """[n, m] True where everything the slot needs is among what the clinician holds."""
    sets = [frozenset(held(problem.clinicians[row])) for row in clinicians]
    groups: dict[frozenset[str], list[int]] = {}
    for column, row in enumerate(slots):
        groups.setdefault(frozenset(needed(problem.slots[row])), []).append(column)
    result = np.ones((len(clinicians), len(slots)), dtype=np.bool_)
    for need, columns in groups.items():
        if need:
            result[:, columns] = np.array([need <= has for has in sets], dtype=np.bool_)[:, None]
    return result


def by_clinician(values: Bools, slots: Ints) -> Bools:
    """A column over clinicians spread over a block, [n, m]."""
    return np.repeat(values[:, None], len(slots), axis=1)
