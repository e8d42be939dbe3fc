"""The one door: a problem in, a solution out. Here by a direct CP-SAT model, tier after tier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from solver.engine.constraints import CONSTRAINTS
from solver.engine.greedy import greedy
from solver.engine.objective import TierObjective
from solver.engine.pairs import find_pairs
from solver.engine.pins import Pins, settle_pins
from solver.engine.search import Budget, Found, Watch, search
from solver.engine.variables import Assigned, Chosen
from solver.entities import Pair
from solver.limits import Limits
from solver.problem import Problem
from solver.solution import Solution, Status, TierResult
from solver.terms.base import POINT
from solver.value import Plan, term_results, tier_value

EARLIER_TIER_SHARE = 0.4  # of what is left, for each tier but the last
LEAST_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a run stands. `objective` and `bound` are the current tier's, in points."""

    seconds: float
    tier: str
    filled: int
    objective: float
    bound: float


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def solve(
    problem: Problem,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """The best plan found within the limits.

    `on_progress` gets a `Progress` from the calling thread whenever something has changed; `should_stop` is
    asked about 20 times a second; once it says True the best plan so far is returned within half a second.
    """
    run = Run(problem, limits or Limits(), on_progress or (lambda _: None), should_stop or (lambda: False))
    return run.solution()


class Run:
    """One call of `solve`."""

    def __init__(
        self, problem: Problem, limits: Limits, on_progress: OnProgress, should_stop: ShouldStop
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.began = monotonic()
        self.deterministic_left = limits.deterministic
        self.stopped = False
        self.last: Progress | None = None
        self.best: Chosen = frozenset()

    def solution(self) -> Solution:
        """Greedy first, then CP-SAT on each tier with the earlier ones held."""
        self.pairs = find_pairs(self.problem)
        pins = settle_pins(self.problem, self.pairs)
        self.assigned = Assigned(self.problem, self.pairs)
        self.tiers = [TierObjective(self.assigned, tier) for tier in self.problem.tiers]
        worth = self.tiers[-1].coefficients
        self.best = greedy(self.problem, self.pairs, worth, pins.rows, self._asked_to_stop)
        self._post(pins)
        results = [self._tier(index) for index in range(len(self.tiers))]
        return self._result(pins, results)

    def _asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self.should_stop()
        return self.stopped

    def _post(self, pins: Pins) -> None:
        for row in pins.rows:
            self.assigned.model.add(self.assigned.takes[row] == 1)
        for post in CONSTRAINTS:
            if self._asked_to_stop():
                return
            post(self.assigned)

    def _tier(self, index: int) -> TierResult:
        started = monotonic()
        found = self._search(index)
        if found.chosen is not None and self._value(index, found.chosen) > self._value(index, self.best):
            self.best = found.chosen
        value = self._value(index, self.best)
        self.assigned.model.add(self.tiers[index].expression() >= value)
        bound = max(value, int(found.bound + 1e-6))
        tier = self.problem.tiers[index]
        return TierResult(
            name=tier.name,
            objective=value / POINT,
            bound=bound / POINT,
            gap=(bound - value) / max(1, abs(bound)),
            proven=bound == value,
            seconds=monotonic() - started,
            terms=term_results(self.problem, tier, self._plan(self.best)),
        )

    def _search(self, index: int) -> Found:
        objective = self.tiers[index]
        upper = float(objective.most())
        if self._asked_to_stop() or not len(self.pairs):
            return Found(None, upper, False, True, 0.0)
        self.assigned.model.clear_objective()
        self.assigned.model.maximize(objective.expression())
        self.assigned.hint(self.best)
        budget = self._budget(last=index == len(self.tiers) - 1)
        found = search(
            self.assigned, self.limits, budget, upper, lambda w: self._report(index, w), self._asked_to_stop
        )
        if self.deterministic_left is not None:
            self.deterministic_left = max(1e-3, self.deterministic_left - found.deterministic)
        return found

    def _budget(self, last: bool) -> Budget:
        share = 1.0 if last else EARLIER_TIER_SHARE
        left = max(LEAST_SECONDS, self.limits.seconds - (monotonic() - self.began))
        steps = None if self.deterministic_left is None else self.deterministic_left * share
        return Budget(left * share, steps)

    def _report(self, index: int, watch: Watch) -> None:
        chosen = self.best if watch.chosen is None else watch.chosen
        value = self._value(index, self.best) if watch.value is None else watch.value
        progress = Progress(
            seconds=monotonic() - self.began,
            tier=self.problem.tiers[index].name,
            filled=len(chosen),
            objective=value / POINT,
            bound=watch.bound / POINT,
        )
        if self.last is None or _news(progress) != _news(self.last):
            self.last = progress
            self.on_progress(progress)

    def _plan(self, chosen: Chosen) -> Plan:
        rows = np.array(sorted(chosen), dtype=np.int64)
        return Plan(self.pairs.clinician[rows], self.pairs.slot[rows])

    def _value(self, index: int, chosen: Chosen) -> int:
        return tier_value(self.problem, self.problem.tiers[index], self._plan(chosen))

    def _result(self, pins: Pins, tiers: list[TierResult]) -> Solution:
        plan = self._plan(self.best)
        taker = dict(zip(plan.slot.tolist(), plan.clinician.tolist(), strict=True))
        slots = enumerate(self.problem.slots)
        return Solution(
            status=self._status(tiers),
            placements=tuple(
                Pair(clinician_id=self.problem.clinicians[taker[row]].id, slot_id=slot.id)
                for row, slot in enumerate(self.problem.slots)
                if row in taker
            ),
            unfilled=tuple(slot.id for row, slot in slots if row not in taker),
            tiers=tuple(tiers),
            refused_pins=pins.refused,
            seconds=monotonic() - self.began,
            seed=self.limits.seed,
        )

    def _status(self, tiers: list[TierResult]) -> Status:
        if self.stopped:
            return Status.STOPPED
        return Status.OPTIMAL if all(tier.proven for tier in tiers) else Status.FEASIBLE


def _news(progress: Progress) -> tuple[str, int, float, float]:
    return progress.tier, progress.filled, progress.objective, progress.bound
