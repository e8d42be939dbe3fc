"""One CP-SAT search in a thread of its own, so that it can be watched and stopped at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from time import monotonic

from ortools.sat.python import cp_model

from solver.engine.variables import Assigned, Chosen
from solver.limits import Limits

POLL_SECONDS = 0.05
SUBSOLVERS = ("max_lp", "reduced_costs", "default_lp")  # max_lp proves what the default cannot
STOP_SECONDS = 0.3  # after this a search that does not heed the stop is left behind


@dataclass(frozen=True, slots=True)
class Budget:
    """What one search may use: wall seconds and, where asked for, deterministic time."""

    seconds: float
    deterministic: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """`chosen`: pair rows of the best plan, None if none was found. `bound`: proven, in objective units."""

    chosen: Chosen | None
    bound: float
    proven: bool
    stopped: bool
    deterministic: float


class Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Keeps the latest plan, objective and bound."""

    def __init__(self, assigned: Assigned, bound: float) -> None:
        super().__init__()
        self._takes = assigned.takes
        self.chosen: Chosen | None = None
        self.value: float | None = None
        self.bound = bound

    def on_solution_callback(self) -> None:
        """Called by CP-SAT for each better plan."""
        self.chosen = frozenset(row for row, take in enumerate(self._takes) if self.boolean_value(take))
        self.value = self.objective_value

    def tighten(self, bound: float) -> None:
        """Called by CP-SAT for each better bound."""
        self.bound = min(self.bound, bound)


Tick = Callable[[Watch], None]


def search(
    assigned: Assigned,
    limits: Limits,
    budget: Budget,
    upper: float,
    on_tick: Tick,
    should_stop: Callable[[], bool],
) -> Found:
    """Maximise the model's objective. `upper`: a bound known beforehand. Raises what CP-SAT raises."""
    solver = _solver(limits, budget)
    watch = Watch(assigned, upper)
    solver.best_bound_callback = watch.tighten
    statuses: list[int] = []
    thread = Thread(target=lambda: statuses.append(solver.solve(assigned.model, watch)), daemon=True)
    thread.start()
    stopped = _attend(solver, thread, budget, watch, on_tick, should_stop)
    if thread.is_alive():
        return Found(watch.chosen, watch.bound, False, stopped, 0.0)
    if not statuses or statuses[0] not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        raise RuntimeError(f"CP-SAT ended without a plan: {solver.status_name() if statuses else 'crashed'}")
    proven = statuses[0] == cp_model.OPTIMAL
    bound = watch.bound if statuses[0] == cp_model.UNKNOWN else min(watch.bound, solver.best_objective_bound)
    return Found(watch.chosen, bound, proven, stopped, solver.response_proto.deterministic_time)


def _solver(limits: Limits, budget: Budget) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    solver.parameters.linearization_level = 2  # hours rules and curves in the LP: bounds are far better
    if limits.workers > 1:
        solver.parameters.subsolvers.extend(SUBSOLVERS)
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_time_in_seconds = budget.seconds
    if budget.deterministic is not None:
        solver.parameters.max_deterministic_time = budget.deterministic
    return solver


def _attend(
    solver: cp_model.CpSolver,
    thread: Thread,
    budget: Budget,
    watch: Watch,
    on_tick: Tick,
    should_stop: Callable[[], bool],
) -> bool:
    """Wait for the search, reporting; True when it was stopped from outside."""
    latest = monotonic() + budget.seconds + STOP_SECONDS
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        on_tick(watch)
        stopped = should_stop()
        if stopped or monotonic() > latest:
            solver.stop_search()
            thread.join(STOP_SECONDS)
            return stopped
    return False
