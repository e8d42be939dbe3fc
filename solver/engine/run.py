"""The one door: a problem in, a solution out.

A greedy plan; parts of it solved anew around open slots; then the whole model. Small problems: CP-SAT, tier
after tier. Larger ones: HiGHS in child processes, parts going on beside it. Whoever finds a better plan, it
is checked and kept. Problems too large for a whole model go by prices (``solver.lagrange``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from solver.engine.constraints import CONSTRAINTS
from solver.engine.greedy import greedy
from solver.engine.incumbent import Incumbent, is_valid
from solver.engine.linear import linear_model
from solver.engine.neighbourhoods import Neighbourhoods
from solver.engine.objective import TierObjective
from solver.engine.outcome import outcome
from solver.engine.pairs import Pairs, find_pairs
from solver.engine.pins import settle_pins
from solver.engine.polish import Polish
from solver.engine.progress import OnProgress, Reporter
from solver.engine.search import Budget, Watch, search
from solver.engine.variables import Assigned
from solver.engine.whole import WholeTier
from solver.limits import Limits
from solver.mip import LinearModel
from solver.problem import Problem
from solver.solution import Solution
from solver.terms.base import POINT

WARM_SHARE = 0.15  # of the run: parts around open slots before the whole model is searched
TIER_SHARE = 0.4  # of what is left: the whole model, for each tier; parts get the rest
REPAIR_SHARE = 0.5  # of what is left: parts around what HiGHS's plan leaves open
ANSWER_SHARE = 0.9  # of what is left: HiGHS on the last tier, so that its plan can still be worked on
PARTS_SHARE = 0.9  # of what is left at the end: parts; swaps of single people get the rest
LEAST_POLISH = 1.0  # seconds for those swaps, whatever is left
LEAST_SECONDS = 0.05
REPORT_SECONDS = 0.1
LAGRANGE_PAIRS = 40_000  # from here on the whole model is too large to be searched as one
MIP_PAIRS = 2_000  # from here on HiGHS is worth its start
NEAR = 1e-5  # a relative gap that ends the search

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
    from solver.lagrange.bounds import suits  # here, for the strategy is made of this package's parts
    from solver.lagrange.run import LagrangeRun

    limits, stop = limits or Limits(), should_stop or (lambda: False)
    reporter = Reporter(on_progress or (lambda _: None))
    pairs = find_pairs(problem)
    if len(pairs) >= LAGRANGE_PAIRS and limits.deterministic is None and suits(problem):
        return LagrangeRun(problem, pairs, limits, reporter, stop).solution()
    return Run(problem, pairs, limits, reporter, stop).solution()


class Run:
    """One call of `solve`."""

    def __init__(
        self, problem: Problem, pairs: Pairs, limits: Limits, reporter: Reporter, should_stop: ShouldStop
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.reporter = reporter
        self.should_stop = should_stop
        self.deterministic_left = limits.deterministic
        self.stopped = False
        self.pairs = pairs
        self.pins = settle_pins(problem, self.pairs)
        self.assigned = Assigned(problem, self.pairs)
        self.tiers = [TierObjective(self.assigned, tier) for tier in problem.tiers]
        self.last = len(self.tiers) - 1
        self.bounds = [float(tier.most()) for tier in self.tiers]
        self.tier_seconds = [0.0] * len(self.tiers)
        self.parts = Neighbourhoods(problem, self.pairs, self.pins.rows, limits, self._asked_to_stop)

    def solution(self) -> Solution:
        """Everything in order."""
        worth = self.tiers[-1].alone
        start = greedy(self.problem, self.pairs, worth, self.pins.rows, self._asked_to_stop)
        self.best = Incumbent(self.tiers, start)
        self._improve(self._open_slots(), WARM_SHARE, self._asked_to_stop)
        self._post()
        if len(self.pairs) >= MIP_PAIRS and self.limits.deterministic is None:
            self._search_by_highs()
        else:
            self._search_by_cp_sat()
        self._polish()
        return outcome(
            self.problem,
            self.pairs,
            self.best.plan,
            self.bounds,
            self.tier_seconds,
            self.pins.refused,
            self.stopped,
            self.reporter.seconds,
            self.limits.seed,
        )

    def _asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self.should_stop()
        return self.stopped

    def _settled(self, index: int) -> bool:
        """Nothing to search for on this tier: at its bound, or asked to stop."""
        return self._asked_to_stop() or self.best.values()[index] >= self.bounds[index]

    def _post(self) -> None:
        for row in self.pins.rows:
            self.assigned.model.add(self.assigned.takes[row] == 1)
        for post in CONSTRAINTS:
            if not self._asked_to_stop():
                post(self.assigned)

    # CP-SAT

    def _search_by_cp_sat(self) -> None:
        """Each tier in turn, the earlier ones held at the best plan's values."""
        for index, objective in enumerate(self.tiers):
            started = monotonic()
            if not self._settled(index):
                self._search_tier(index)
            self.assigned.model.add(objective.expression() >= objective.value(self.best.plan))
            self.tier_seconds[index] = monotonic() - started

    def _search_tier(self, index: int) -> None:
        objective = self.tiers[index]
        self.assigned.model.clear_objective()
        self.assigned.model.maximize(objective.expression())
        self.assigned.hint(self.best.plan)
        found = search(
            self.assigned,
            self.limits,
            self._budget(TIER_SHARE),
            self.bounds[index],
            lambda watch: self._report(index, watch),
            self._asked_to_stop,
        )
        self._spend(found.deterministic)
        self.bounds[index] = found.bound
        self.best.offer(found.chosen)
        if index == self.last and not found.proven:
            self._improve(self._any_slots(), 1.0, self._asked_to_stop)

    # HiGHS

    def _search_by_highs(self) -> None:
        """The last tier from the start where a second worker can do the rest beside it."""
        model = linear_model(self.assigned)
        if self.limits.workers > 1 and not self._asked_to_stop():
            with WholeTier(model, self.tiers, self._budget(ANSWER_SHARE).seconds) as final:
                for index in range(self.last):
                    self._search_whole(model, index, TIER_SHARE)
                started = monotonic()
                self._improve(self._any_slots(), 1.0, lambda: final.child.done or self._asked_to_stop())
                self._take(final, self.last)
                self.tier_seconds[self.last] = monotonic() - started
        else:
            for index in range(self.last):
                self._search_whole(model, index, TIER_SHARE)
            self._search_whole(model, self.last, ANSWER_SHARE)
        self._improve(self._any_slots(), PARTS_SHARE, self._near_enough)

    def _search_whole(self, model: LinearModel, index: int, share: float) -> None:
        """One tier, waiting for it."""
        if self._settled(index):
            return
        started = monotonic()
        with WholeTier(model, self.tiers[: index + 1], self._budget(share).seconds) as whole:
            while not (whole.child.done or self._asked_to_stop()):
                whole.child.wait(monotonic() + REPORT_SECONDS)
                self._report(index, None)
            self._take(whole, index)
        self.tier_seconds[index] = monotonic() - started

    def _take(self, whole: WholeTier, index: int) -> None:
        """Its bound, and its plan, given a chance to fill what it leaves open."""
        self.bounds[index] = min(self.bounds[index], whole.bound(self.best.values()[:index]))
        plan = whole.plan()
        if plan is not None and is_valid(self.problem, self.pairs, self.pins.rows, plan):
            held, self.best.plan = self.best.plan, plan
            if index == self.last and self.best.values(held)[:index] > self.best.values()[:index]:
                self._improve(self._open_slots(), REPAIR_SHARE, self._asked_to_stop)
            self.best.offer(held)

    def _near_enough(self) -> bool:
        """Every tier at its bound, or so close that more search is not worth the wait."""
        both = zip(self.best.values(), self.bounds, strict=True)
        return self._asked_to_stop() or all(bound - value <= NEAR * abs(bound) for value, bound in both)

    # parts

    def _improve(self, slots: Iterator[int], share: float, should_stop: ShouldStop) -> None:
        """Solve parts around these slots until they or the share of the time left are used up."""
        budget = self._budget(share)
        until, before = monotonic() + budget.seconds, self.parts.spent
        for slot in slots:
            spent = self.parts.spent - before
            out = budget.deterministic is not None and spent >= budget.deterministic
            if out or should_stop() or monotonic() >= until:
                break
            self.best.offer(self.parts.improve(self.best.plan, slot, until))
            self._report(self.last, None)
        self._spend(self.parts.spent - before)

    def _open_slots(self) -> Iterator[int]:
        """Slots that somebody could take and nobody has."""
        taken = set(self.pairs.slot[list(self.best.plan)].tolist())
        yield from (slot for slot in self.pairs.of_slot if slot not in taken)

    def _any_slots(self) -> Iterator[int]:
        """Every slot that somebody could take, in random order, again and again."""
        slots = list(self.pairs.of_slot)
        while slots:
            self.parts.random.shuffle(slots)
            yield from slots

    def _polish(self) -> None:
        """The last word: no single swap of people may be left that pays."""
        if self._settled(self.last):
            return
        until = monotonic() + max(LEAST_POLISH, self.limits.seconds - self.reporter.seconds)
        polish = Polish(self.problem, self.pairs, self.best.plan, self.pins.rows)
        timed = self.limits.deterministic is None
        self.best.offer(polish.done(lambda: self._asked_to_stop() or (timed and monotonic() >= until)))

    # time and words

    def _budget(self, share: float) -> Budget:
        left = max(LEAST_SECONDS, self.limits.seconds - self.reporter.seconds)
        steps = None if self.deterministic_left is None else self.deterministic_left * share
        return Budget(left * share, steps)

    def _spend(self, deterministic: float) -> None:
        if self.deterministic_left is not None:
            self.deterministic_left = max(1e-3, self.deterministic_left - deterministic)

    def _report(self, index: int, watch: Watch | None) -> None:
        plan = self.best.plan if watch is None or watch.chosen is None else watch.chosen
        bound = self.bounds[index] if watch is None else watch.bound
        value = self.tiers[index].value(plan)
        self.reporter.say(self.problem.tiers[index].name, len(plan), value / POINT, bound / POINT)
