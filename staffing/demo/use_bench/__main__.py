"""`make bench-use`: does communication in the match matter? The tables of docs/results.md.

One match, two weeks of the demo agency. For each seed people get a true θ, raters answer, the product scores,
and matches with and without communication are held against the truth, a random plan and an oracle's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import select

from solver.entities import Tier
from solver.problem import Problem
from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.demo.bench import BENCH_NOW, bench_agency, demo_problem, with_communication
from staffing.demo.rating_bench.population import Truth
from staffing.demo.rating_bench.summary import Mean, markdown
from staffing.demo.use_bench.judging import Staff, scores, tendencies, truth_vectors
from staffing.demo.use_bench.plans import Heard, Plan, at_random, heard, knowing, solved
from staffing.demo.use_bench.truths import WORLDS, World
from staffing.facilities.models import JourneyStep, Unit
from staffing.matching.problem_builder.keys import unit_key

SEEDS = 10
T = 2.262
"""97.5 % quantile of Student's t for 9 degrees of freedom."""
RANDOM, FILL, ZERO, PRODUCT, ORACLE = "random", "fill only", "communication 0", "the product", "oracle"
GOAL = 0.5


@dataclass(frozen=True)
class Found:
    """One world: what each plan comes to, by name, one entry a seed."""

    world: World
    plans: Mapping[str, Sequence[Heard]]
    worst_gap: float

    def mean(self, name: str, measure: Callable[[Heard], float]) -> Mean:
        return mean_of([measure(one) for one in self.plans[name]])

    def gained(self, measure: Callable[[Heard], float]) -> Mean:
        """Share of what the oracle gains over communication 0 that the product gains, seed by seed."""
        three = zip(*(self.plans[name] for name in (ZERO, PRODUCT, ORACLE)), strict=True)
        return mean_of([(measure(b) - measure(a)) / (measure(c) - measure(a)) for a, b, c in three])


def mean_of(values: Sequence[float]) -> Mean:
    """Mean over SEEDS seeds with its 95 % interval."""
    column = np.array(values)
    return Mean(float(column.mean()), float(T * column.std(ddof=1) / np.sqrt(len(column))))


class Bench:
    """One match, solved again and again."""

    def __init__(self, problem: Problem, staff: Staff, steps: Mapping[str, JourneyStep], seconds: float):
        self.problem, self.staff, self.steps, self.seconds = problem, staff, steps, seconds
        self.oracles: dict[tuple[Truth, int], Plan] = {}
        self.unmoved = {
            FILL: self._solved(replace(problem, tiers=only_fill(problem.tiers)), 1),
            ZERO: self._solved(with_communication(problem, 0), 1),
        }

    def run(self, world: World, seeds: range) -> Found:
        found: dict[str, list[Heard]] = {name: [] for name in (RANDOM, FILL, ZERO, PRODUCT, ORACLE)}
        gaps = []
        for seed in seeds:
            chance = np.random.default_rng(seed)
            odds = tendencies(world, len(self.staff.roles), chance)
            truth = knowing(self.problem, truth_vectors(odds))
            known = knowing(self.problem, scores(world, self.staff, odds, chance))
            plans = {
                **self.unmoved,
                RANDOM: at_random(self.problem, chance),
                PRODUCT: self._solved(known, seed),
                ORACLE: self._oracle(world, truth, seed),
            }
            for name, plan in plans.items():
                found[name].append(heard(truth, plan, self.steps))
            gaps += [plan.gap for plan in plans.values()]
            print(f"{world.name}, seed {seed}", file=sys.stderr, flush=True)
        return Found(world, found, max(gaps))

    def _oracle(self, world: World, truth: Problem, seed: int) -> Plan:
        """Worlds of the same people under the same seed have the same oracle."""
        key = world.truth, seed
        if key not in self.oracles:
            self.oracles[key] = self._solved(truth, seed)
        return self.oracles[key]

    def _solved(self, problem: Problem, seed: int) -> Plan:
        plan = solved(problem, self.seconds, seed)
        if plan.faults:
            raise RuntimeError(f"the independent check finds {plan.faults} faults")
        return plan


def only_fill(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    """Nothing but the priorities of filled shifts."""
    return tuple(tier for tier in tiers if tier.name == "fill")


def plan_table(found: Found) -> str:
    rows = [
        [
            name,
            found.mean(name, lambda one: one.most).text(4),
            found.mean(name, lambda one: one.journey).text(4),
            f"{np.mean([one.filled for one in heard_of]):,.1f}",
        ]
        for name, heard_of in found.plans.items()
    ]
    return markdown(["plan", "“Always” where they talk most", "whole journey “Always”", "filled"], rows)


def world_table(results: Sequence[Found]) -> str:
    rows = [
        [
            found.world.name,
            *(
                mean_of([100 * (one.most - two.most) for one, two in _pairs(found, name)]).text(2)
                for name in (PRODUCT, ORACLE)
            ),
            found.gained(lambda one: one.most).percent(),
            found.gained(lambda one: one.journey).percent(),
        ]
        for found in results
    ]
    head = ["world", "product’s gain, points", "oracle’s gain, points", "share of it", "share, journey"]
    return markdown(head, rows)


def _pairs(found: Found, name: str) -> list[tuple[Heard, Heard]]:
    return list(zip(found.plans[name], found.plans[ZERO], strict=True))


def main(arguments: Sequence[str]) -> int:
    """Print both tables; 1 where the product gains less than half of what an oracle would."""
    parser = argparse.ArgumentParser(prog="make bench-use", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="of search at most, for each plan")
    parser.add_argument("--worlds", type=int, default=len(WORLDS), help="how many of the worlds")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="the intervals are those of 10")
    chosen = parser.parse_args(arguments)
    with bench_agency():
        problem = demo_problem(BENCH_NOW)
        families = {role.code: role.family for role in db.session.scalars(select(StaffRole))}
        steps = {unit_key(unit.id): unit.journey_step for unit in db.session.scalars(select(Unit))}
    bench = Bench(problem, Staff.of(problem, families), steps, chosen.seconds)
    results = [bench.run(world, range(1, chosen.seeds + 1)) for world in WORLDS[: chosen.worlds]]
    print(f"{results[0].world.name}; {chosen.seeds} seeds, ± is the 95 % interval of the mean\n")
    print(f"{plan_table(results[0])}\n\n{world_table(results)}\n")
    print(f"largest gap of a plan to the best: {max(found.worst_gap for found in results):.2%}")
    return int(results[0].gained(lambda one: one.most).value < GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
