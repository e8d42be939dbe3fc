"""The best plan so far: tiers compared in order."""

from __future__ import annotations

from collections.abc import Sequence

from solver.engine.objective import TierObjective
from solver.engine.pairs import Pairs
from solver.engine.variables import Chosen
from solver.problem import Problem
from solver.rules.verdict import plan_findings


class Incumbent:
    """Holds `plan`, pair rows of the whole problem, and only ever trades it for a better one."""

    def __init__(self, tiers: Sequence[TierObjective], plan: Chosen) -> None:
        self.tiers = tiers
        self.plan = plan

    def values(self, plan: Chosen | None = None) -> tuple[int, ...]:
        """Each tier's value of a plan (of the one held)."""
        chosen = self.plan if plan is None else plan
        return tuple(tier.value(chosen) for tier in self.tiers)

    def offer(self, plan: Chosen | None) -> None:
        """Take the plan if it is better, the first tier that differs deciding."""
        if plan is not None and self.values(plan) > self.values():
            self.plan = plan


def is_valid(problem: Problem, pairs: Pairs, pinned: Chosen, plan: Chosen) -> bool:
    """The rules' own word on a plan that came out of floating-point numbers."""
    rows = list(plan)
    if len(set(pairs.slot[rows].tolist())) < len(rows) or not pinned <= plan:
        return False
    for roster in pairs.rosters:
        both = zip(roster.slots, roster.pairs.tolist(), strict=True)
        slots = [slot for slot, row in both if row in plan]
        if slots and plan_findings(problem, roster.clinician, slots):
            return False
    return True
