"""A first valid plan in a moment: the hardest slots first, each to its best free clinician."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.engine.pairs import Pairs
from solver.entities import Slot
from solver.problem import Problem
from solver.rules.verdict import sequence_verdict
from solver.tables import Ints


def greedy(
    problem: Problem, pairs: Pairs, worth: Ints, fixed: frozenset[int], should_stop: Callable[[], bool]
) -> frozenset[int]:
    """Pair rows of a valid plan that holds the fixed ones.

    Slots go by priority, then by how few could take them; `worth` ranks the takers, [K].
    """
    chosen = set(fixed)
    held: dict[int, list[Slot]] = {}
    for pair in fixed:
        held.setdefault(int(pairs.clinician[pair]), []).append(problem.slots[pairs.slot[pair]])
    done = {int(pairs.slot[pair]) for pair in fixed}
    order = sorted(pairs.of_slot, key=lambda s: (-problem.slots[s].priority, len(pairs.of_slot[s]), s))
    for slot in order:
        if should_stop():
            break
        if slot not in done:
            best = _best_taker(problem, pairs, slot, worth, held)
            if best is not None:
                chosen.add(best)
                held.setdefault(int(pairs.clinician[best]), []).append(problem.slots[slot])
    return frozenset(chosen)


def _best_taker(
    problem: Problem, pairs: Pairs, slot: int, worth: Ints, held: dict[int, list[Slot]]
) -> int | None:
    takers = np.array(pairs.of_slot[slot])
    for pair in takers[np.argsort(-worth[takers], kind="stable")].tolist():
        person = int(pairs.clinician[pair])
        clinician = problem.clinicians[person]
        if not sequence_verdict(problem, clinician, problem.slots[slot], held.get(person, ())):
            return int(pair)
    return None
