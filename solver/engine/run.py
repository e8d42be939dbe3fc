"""The one door: a problem in, a solution out.

A greedy plan, parts of it solved anew around open slots, then the whole model tier after tier: by CP-SAT, and
on larger problems by HiGHS in a child process beside it. Whoever finds a better plan, it is checked and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from solver.engine.constraints import CONSTRAINTS
from solver.engine.greedy import greedy
from solver.engine.linear import linear_model
from solver.engine.neighbourhoods import Neighbourhoods
from solver.engine.objective import TierObjective
from solver.engine.pairs import find_pairs
from solver.engine.pins import settle_pins
from solver.engine.search import Budget, Watch, search
from solver.engine.variables import Assigned, Chosen
from solver.entities import Pair
from solver.limits import Limits
from solver.mip import MipChild
from solver.problem import Problem
from solver.rules.verdict import plan_findings
from solver.solution import Solution, Status, TierResult
from solver.terms.base import POINT
from solver.value import Plan, term_results, tier_value

WARM_SHARE = 0.15  # of the run: parts around open slots before the whole model is searched
TIER_SHARE = 0.4  # of what is left: the whole model, for each tier; parts get the rest
LEAST_SECONDS = 0.05
REPORT_SECONDS = 0.1
HEARTBEAT_SECONDS = 1.0  # a progress event at least this often
MIP_PAIRS = 2_000  # from here on HiGHS is worth its start
BOUND_MARGIN = 1e-9  # relative, for the rounding of a floating-point bound


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
News = tuple[str, int, float, float]


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
        self.news: News | None = None
        self.best: Chosen = frozenset()

    def solution(self) -> Solution:
        """Greedy first, then CP-SAT on each tier with the earlier ones held."""
        self.pairs = find_pairs(self.problem)
        self.pins = settle_pins(self.problem, self.pairs)
        self.assigned = Assigned(self.problem, self.pairs)
        self.tiers = [TierObjective(self.assigned, tier) for tier in self.problem.tiers]
        self.bounds = [float(tier.most()) for tier in self.tiers]
        worth = self.tiers[-1].coefficients
        self.best = greedy(self.problem, self.pairs, worth, self.pins.rows, self._asked_to_stop)
        pinned = self.pins.rows
        self.parts = Neighbourhoods(self.problem, self.pairs, pinned, self.limits, self._asked_to_stop)
        self._improve(self._open_slots(), WARM_SHARE, self._asked_to_stop)
        self._post()
        found = [self._tier(index) for index in range(len(self.tiers))]
        return self._result([self._rate(index, *tier) for index, tier in enumerate(found)])

    def _asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self.should_stop()
        return self.stopped

    def _post(self) -> None:
        for row in self.pins.rows:
            self.assigned.model.add(self.assigned.takes[row] == 1)
        for post in CONSTRAINTS:
            if self._asked_to_stop():
                return
            post(self.assigned)

    def _tier(self, index: int) -> tuple[float, float]:
        """Search one tier, hold it for the later ones; its bound and seconds."""
        started = monotonic()
        objective = self.tiers[index]
        if self._asked_to_stop() or objective.value(self.best) >= self.bounds[index]:
            pass
        elif len(self.pairs) >= MIP_PAIRS and self.limits.deterministic is None:
            self._search_beside_mip(index)
        else:
            self._search(index, self.limits, self._asked_to_stop)
        self.assigned.model.add(objective.expression() >= objective.value(self.best))
        return self.bounds[index], monotonic() - started

    def _search_beside_mip(self, index: int) -> None:
        """HiGHS on the whole model in a child; CP-SAT and parts go on meanwhile, on the workers left."""
        budget = self._budget(1.0 if self._is_last(index) else TIER_SHARE)
        model = linear_model(self.assigned, self.tiers[index])
        with MipChild(model, budget.seconds) as child:
            if self.limits.workers > 1:
                limits = replace(self.limits, workers=self.limits.workers - 1)
                self._search(index, limits, lambda: child.done or self._asked_to_stop())
            while not (child.done or self._asked_to_stop()):
                child.wait(monotonic() + REPORT_SECONDS)
                self._report(index, None)
            result = child.result()
        if result.bound < self.bounds[index]:
            self.bounds[index] = result.bound + BOUND_MARGIN * abs(result.bound)
        if result.values is not None:
            taken = np.flatnonzero(result.values[: len(self.pairs)] > 0.5)  # decisions come first
            self._keep(index, self._valid(frozenset(taken.tolist())))

    def _valid(self, chosen: Chosen) -> Chosen | None:
        """The plan if it breaks no rule: floating point proves nothing."""
        taken = list(chosen)
        if len(set(self.pairs.slot[taken].tolist())) < len(taken) or not self.pins.rows <= chosen:
            return None
        for roster in self.pairs.rosters:
            rows = roster.pairs.tolist()
            slots = [slot for slot, row in zip(roster.slots, rows, strict=True) if row in chosen]
            if slots and plan_findings(self.problem, roster.clinician, slots):
                return None
        return chosen

    def _keep(self, index: int, chosen: Chosen | None) -> None:
        """Take a plan over the best one if it is better on this tier and no worse on the earlier ones."""
        if chosen is None:
            return
        *earlier, gain = (t.value(chosen) - t.value(self.best) for t in self.tiers[: index + 1])
        if gain > 0 and min(earlier, default=0) >= 0:
            self.best = chosen

    def _is_last(self, index: int) -> bool:
        return index == len(self.tiers) - 1

    def _search(self, index: int, limits: Limits, should_stop: ShouldStop) -> None:
        """CP-SAT on the whole model, then on parts while the last tier has time left."""
        objective = self.tiers[index]
        self.assigned.model.clear_objective()
        self.assigned.model.maximize(objective.expression())
        self.assigned.hint(self.best)
        found = search(
            self.assigned,
            limits,
            self._budget(TIER_SHARE),
            self.bounds[index],
            lambda watch: self._report(index, watch),
            should_stop,
        )
        self._spend(found.deterministic)
        self.bounds[index] = found.bound
        self._keep(index, found.chosen)
        if self._is_last(index) and not found.proven:
            self._improve(self._any_slots(), 1.0, should_stop)

    def _improve(self, slots: Iterator[int], share: float, should_stop: ShouldStop) -> None:
        """Solve parts around these slots until they or the share of the time left are used up."""
        budget = self._budget(share)
        until, before = monotonic() + budget.seconds, self.parts.spent
        for slot in slots:
            spent = self.parts.spent - before
            out = budget.deterministic is not None and spent >= budget.deterministic
            if out or should_stop() or monotonic() >= until:
                break
            self.best = self.parts.improve(self.best, slot, until)
            self._report(len(self.tiers) - 1, None)
        self._spend(self.parts.spent - before)

    def _open_slots(self) -> Iterator[int]:
        """Slots that somebody could take and nobody has."""
        taken = set(self.pairs.slot[list(self.best)].tolist())
        yield from (slot for slot in self.pairs.of_slot if slot not in taken)

    def _any_slots(self) -> Iterator[int]:
        """Every slot that somebody could take, in random order, again and again."""
        slots = list(self.pairs.of_slot)
        while slots:
            self.parts.random.shuffle(slots)
            yield from slots

    def _budget(self, share: float) -> Budget:
        left = max(LEAST_SECONDS, self.limits.seconds - (monotonic() - self.began))
        steps = None if self.deterministic_left is None else self.deterministic_left * share
        return Budget(left * share, steps)

    def _spend(self, deterministic: float) -> None:
        if self.deterministic_left is not None:
            self.deterministic_left = max(1e-3, self.deterministic_left - deterministic)

    def _report(self, index: int, watch: Watch | None) -> None:
        chosen = self.best if watch is None or watch.chosen is None else watch.chosen
        progress = Progress(
            seconds=monotonic() - self.began,
            tier=self.problem.tiers[index].name,
            filled=len(chosen),
            objective=self.tiers[index].value(chosen) / POINT,
            bound=(self.bounds[index] if watch is None else watch.bound) / POINT,
        )
        silent = self.last is None or progress.seconds - self.last.seconds >= HEARTBEAT_SECONDS
        if silent or _news(progress) != self.news:
            self.last, self.news = progress, _news(progress)
            self.on_progress(progress)

    def _rate(self, index: int, found_bound: float, seconds: float) -> TierResult:
        tier, plan = self.problem.tiers[index], self._plan(self.best)
        value = tier_value(self.problem, tier, plan)
        bound = max(value, int(found_bound + 1e-6))
        return TierResult(
            name=tier.name,
            objective=value / POINT,
            bound=bound / POINT,
            gap=(bound - value) / max(1, abs(bound)),
            proven=bound == value,
            seconds=seconds,
            terms=term_results(self.problem, tier, plan),
        )

    def _plan(self, chosen: Chosen) -> Plan:
        rows = np.array(sorted(chosen), dtype=np.int64)
        return Plan(self.pairs.clinician[rows], self.pairs.slot[rows])

    def _result(self, tiers: list[TierResult]) -> Solution:
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
            refused_pins=self.pins.refused,
            seconds=monotonic() - self.began,
            seed=self.limits.seed,
        )

    def _status(self, tiers: list[TierResult]) -> Status:
        if self.stopped:
            return Status.STOPPED
        return Status.OPTIMAL if all(tier.proven for tier in tiers) else Status.FEASIBLE


def _news(progress: Progress) -> News:
    return progress.tier, progress.filled, progress.objective, progress.bound
