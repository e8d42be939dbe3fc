"""`python -m solver.bench`: our engine beside plainer ways to solve the same random agencies, one table.

Each run has a process of its own, so that its memory is its own; each plan is checked independently. Seconds
count from the call on a loaded problem; peak memory includes Python, OR-Tools and the problem.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import monotonic

import numpy as np

from solver.check import check
from solver.engine import solve
from solver.engine.constraints import CONSTRAINTS
from solver.engine.greedy import greedy
from solver.engine.linear import linear_model
from solver.engine.objective import TierObjective
from solver.engine.outcome import outcome
from solver.engine.pairs import Pairs, find_pairs
from solver.engine.search import Budget, search
from solver.engine.variables import Assigned, Chosen
from solver.engine.whole import WholeTier
from solver.generate import generate
from solver.limits import Limits
from solver.problem import Problem
from solver.solution import Solution
from solver.terms.score import tier_points

NOTHING: Chosen = frozenset()
NO_BOUND = 1e18


@dataclass(frozen=True)
class Row:
    """One run. `value`, `bound`: in points; `faults`: what the independent check found."""

    size: str
    method: str
    value: float
    bound: float
    filled: int
    seconds: float
    peak_mb: int
    faults: int


def ours(problem: Problem, seconds: float) -> Solution:
    """The engine as it is."""
    return solve(problem, Limits(seconds=seconds, workers=2))


def plain_greedy(problem: Problem, seconds: float) -> Solution:
    """Slot after slot, the hardest first, to its best free clinician."""
    pairs = find_pairs(problem)
    until = monotonic() + seconds
    worth = np.zeros(len(pairs), dtype=np.int64)
    for slot, rows in pairs.of_slot.items():
        people = pairs.clinician[rows]
        points = tier_points(problem, problem.tiers[-1], people, slot, [[] for _ in rows])
        worth[rows] = sum(row.weight * points[row.term] for row in problem.tiers[-1].terms)
    plan = greedy(problem, pairs, worth, NOTHING, lambda: monotonic() > until)
    return _solution(problem, pairs, plan, NO_BOUND)


def direct_cp_sat(problem: Problem, seconds: float) -> Solution:
    """The whole model in CP-SAT, two workers."""
    until = monotonic() + seconds
    assigned, objective = _whole(problem)
    assigned.model.maximize(objective.expression())
    budget = Budget(max(0.1, until - monotonic()), None)
    upper = float(objective.most())
    found = search(assigned, Limits(), budget, upper, lambda _: None, lambda: False)
    return _solution(problem, assigned.pairs, found.chosen or NOTHING, found.bound)


def whole_highs(problem: Problem, seconds: float) -> Solution:
    """The whole model in HiGHS through MathOpt."""
    until = monotonic() + seconds
    assigned, objective = _whole(problem)
    model = linear_model(assigned)
    with WholeTier(model, [objective], max(0.1, until - monotonic())) as whole:
        whole.child.wait(until)
        plan, bound = whole.plan() or NOTHING, whole.bound(())
    return _solution(problem, assigned.pairs, plan, min(bound, NO_BOUND))


METHODS: dict[str, Callable[[Problem, float], Solution]] = {
    "our engine": ours,
    "greedy": plain_greedy,
    "CP-SAT, whole model": direct_cp_sat,
    "HiGHS, whole model": whole_highs,
}
QUICK = (
    (500, 250, 10.0, tuple(METHODS)),
    (2_000, 1_000, 20.0, tuple(METHODS)),
    (10_000, 5_000, 15.0, ("our engine", "greedy")),  # the whole model takes minutes to build
)


def run(slots: int, clinicians: int, seconds: float, method: str) -> Row:
    """One method on one problem, in this process."""
    problem = generate(slots, clinicians, 0, one_tier=True)
    started = monotonic()
    solution = METHODS[method](problem, seconds)
    took = monotonic() - started
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Row(
        size=f"{slots:,} × {clinicians:,}",
        method=method,
        value=solution.objective,
        bound=solution.bound,
        filled=len(solution.placements),
        seconds=took,
        peak_mb=peak // 1024,
        faults=len(check(problem, solution)),
    )


def table(rows: Sequence[Row]) -> str:
    """The runs as Markdown; gaps to the best bound that any method proved at the size."""
    lines = [
        "| slots × clinicians | method | filled | gap to the best bound | seconds | peak MB | faults |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        best = min(other.bound for other in rows if other.size == row.size)
        gap = f"{(best - row.value) / best:.4%}" if row.filled else "no plan"
        lines.append(
            f"| {row.size} | {row.method} | {row.filled:,} | {gap} | {row.seconds:.1f} | {row.peak_mb:,} |"
            f" {row.faults} |"
        )
    return "\n".join(lines)


def _whole(problem: Problem) -> tuple[Assigned, TierObjective]:
    assigned = Assigned(problem, find_pairs(problem))
    objective = TierObjective(assigned, problem.tiers[-1])
    for post in CONSTRAINTS:
        post(assigned)
    return assigned, objective


def _solution(problem: Problem, pairs: Pairs, plan: Chosen, bound: float) -> Solution:
    return outcome(problem, pairs, plan, [bound], [0.0], (), False, 0.0, 0)


def main() -> int:
    """Print the table and the machine's load; 1 when the independent check finds a fault."""
    rows = []
    before = os.getloadavg()[0]
    for slots, clinicians, seconds, methods in QUICK:
        for method in methods:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                rows.append(process.submit(run, slots, clinicians, seconds, method).result())
            print(f"{rows[-1]}", file=sys.stderr, flush=True)
    print(table(rows))
    print(f"\n{os.cpu_count()} cores, load {before:.1f} before, {os.getloadavg()[0]:.1f} after")
    return int(any(row.faults for row in rows))


if __name__ == "__main__":
    sys.exit(main())
