"""The strategy from start to end: bounds and prices, a first plan, parts of it solved anew by HiGHS."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import monotonic, sleep

import numpy as np

from solver.engine.outcome import outcome
from solver.engine.pairs import Pairs
from solver.engine.pins import settle_pins
from solver.engine.polish import Polish
from solver.engine.progress import Reporter
from solver.engine.variables import Chosen
from solver.lagrange.bounds import Bounds
from solver.lagrange.parts import LEAST_PEOPLE, MOST_PEOPLE, Part, Parts, shortfall
from solver.lagrange.prices import Priced
from solver.lagrange.start import Start, kept_rows
from solver.limits import Limits
from solver.mip import MipServer
from solver.problem import Problem
from solver.solution import Solution
from solver.terms import TERM_OF, UnitTerm
from solver.terms.base import POINT
from solver.value import Plan, tier_value

A_SLOT = 10  # pairs a slot that the neighbourhoods look at
PART_SECONDS = 2.0
PARTS_SHARE = 0.95  # of the time, then swaps of single people
LEAST_POLISH = 0.5
GRACE = 0.3  # seconds after a stop that the first plan may take, for without it there is none
POLL_SECONDS = 0.01
NEAR = 1e-6  # a relative gap that ends the search


class LagrangeRun:
    """One call of `solve` on a large problem."""

    def __init__(
        self,
        problem: Problem,
        pairs: Pairs,
        limits: Limits,
        reporter: Reporter,
        should_stop: Callable[[], bool],
    ) -> None:
        self.problem, self.every, self.limits = problem, pairs, limits
        self.reporter, self.should_stop = reporter, should_stop
        self.stopped = False
        self.pins = settle_pins(problem, pairs)
        self.bounds = Bounds(problem, pairs)
        self.random = Random(limits.seed)
        self.last = len(problem.tiers) - 1
        self.plan: Chosen = frozenset()
        self._given: dict[int, float] = {}
        self.coupled = any(isinstance(TERM_OF[r.term], UnitTerm) for t in problem.tiers for r in t.terms)

    def solution(self) -> Solution:
        """Everything in order."""
        priced = self.bounds.seek(self._left(), self._priced)
        self._begin(priced)
        self._improve()
        self._polish()
        rows = self.kept[np.array(sorted(self.plan), dtype=np.int64)]
        return outcome(
            self.problem,
            self.every,
            frozenset(rows.tolist()),
            [float(bound) for bound in self._bounds()],
            [self.reporter.seconds] * len(self.problem.tiers),
            self.pins.refused,
            self.stopped,
            self.reporter.seconds,
            self.limits.seed,
        )

    def _begin(self, priced: Priced) -> None:
        """The first plan, over the pairs worth looking at."""
        used = np.union1d(np.flatnonzero(priced.share > 0), np.fromiter(self.pins.rows, dtype=np.int64))
        used = np.union1d(used, priced.chosen)
        self.kept = kept_rows(self.every, priced.reduced, used.astype(np.int64), A_SLOT)
        self.pairs = self.every.only(self.kept)
        self.reduced = priced.reduced[self.kept]
        self.priced = priced
        pinned = frozenset(np.searchsorted(self.kept, sorted(self.pins.rows)).tolist())
        chosen = np.searchsorted(self.kept, priced.chosen)
        start = Start(self.problem, self.pairs, pinned)
        grace = monotonic() + GRACE
        self.plan = start.plan(chosen, self.reduced, lambda: self._asked_to_stop() and monotonic() > grace)
        self.values = self._values(self.plan)
        self.parts = Parts(self.problem, self.pairs, pinned, self.reduced, self.limits.seed)
        self._report()

    def _improve(self) -> None:
        """Parts, as many at once as there are workers, until the time is used or nothing is left to gain."""
        until = monotonic() + self._left() * PARTS_SHARE
        servers = [MipServer() for _ in range(self.limits.workers)]
        busy: dict[int, Part] = {}
        try:
            while monotonic() < until and not self._done() and not all(s.broken for s in servers):
                self._attend(servers, busy, until)
                sleep(POLL_SECONDS)
                self._report()
        finally:
            for server in servers:
                server.close()

    def _attend(self, servers: list[MipServer], busy: dict[int, Part], until: float) -> None:
        for at, server in enumerate(servers):
            part = busy.get(at)
            if part is not None:
                answer = server.answer()
                if answer is None:
                    continue
                del busy[at]
                self._take(part, self.parts.better(part, answer.values))
                self._resize(monotonic() - self._given[at])
            if monotonic() < until and not self._asked_to_stop() and not server.broken:
                self._give(at, server, busy, until)

    def _give(self, at: int, server: MipServer, busy: dict[int, Part], until: float) -> None:
        far = shortfall(self.pairs, self.plan, self.reduced, self.priced.best, self.priced.price)
        far += far.mean() / 10 + 1
        slot = self.random.choices(range(len(far)), far.tolist())[0]
        part = self.parts.around(self.plan, slot, list(busy.values()))
        if part is not None:
            busy[at] = part
            self._given[at] = monotonic()
            server.give(part.model, max(0.05, min(PART_SECONDS, until - monotonic())))

    def _resize(self, seconds: float) -> None:
        """Larger parts while they are solved in a moment, smaller ones when they are not."""
        size = self.parts.size * (0.8 if seconds > PART_SECONDS else 1.1)
        self.parts.size = int(min(MOST_PEOPLE, max(LEAST_PEOPLE, size)))

    def _take(self, part: Part, better: tuple[Chosen, list[int]] | None) -> None:
        if better is None:
            return
        rows, gains = better
        plan = self.plan - part.chosen | rows
        values = [value + gain for value, gain in zip(self.values, gains, strict=True)]
        if self.coupled:  # another part may have changed the same unit meanwhile
            values = self._values(plan)
        if values > self.values:
            self.plan, self.values = plan, values

    def _polish(self) -> None:
        """No single swap among the kept pairs may be left that pays."""
        if self._done():
            return
        until = monotonic() + max(LEAST_POLISH, self._left())
        polish = Polish(self.problem, self.pairs, self.plan, self.parts.pinned)
        plan = polish.done(lambda: self._asked_to_stop() or monotonic() >= until)
        values = self._values(plan)
        if values > self.values:
            self.plan, self.values = plan, values

    def _values(self, plan: Chosen) -> list[int]:
        rows = np.array(sorted(plan), dtype=np.int64)
        columns = Plan(self.pairs.clinician[rows], self.pairs.slot[rows])
        return [tier_value(self.problem, tier, columns) for tier in self.problem.tiers]

    def _bounds(self) -> list[int]:
        """Proven, of each tier; of the last for plans with at least this one's earlier tiers."""
        return [*self.bounds.earlier, self.bounds.of_last(self.values[:-1])]

    def _done(self) -> bool:
        both = zip(self.values, self._bounds(), strict=True)
        return self._asked_to_stop() or all(bound - value <= NEAR * abs(bound) for value, bound in both)

    def _priced(self, tier: int, bound: int) -> bool:
        self.reporter.say(self.problem.tiers[tier].name, 0, 0.0, bound / POINT)
        return not self._asked_to_stop()

    def _report(self) -> None:
        bound = self._bounds()[-1]
        name = self.problem.tiers[-1].name
        self.reporter.say(name, len(self.plan), self.values[-1] / POINT, max(bound, self.values[-1]) / POINT)

    def _left(self) -> float:
        return max(0.05, self.limits.seconds - self.reporter.seconds)

    def _asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self.should_stop()
        return self.stopped
