"""Command line: ``python -m solver solve | check | generate``. Exit code 2: bad input, nothing written."""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from solver.io import dump_problem, dump_solution, load_problem, load_solution
from solver.limits import Limits
from solver.problem import InvalidProblem, Problem
from solver.solution import Solution

BAD_INPUT = 2
FAULTY_PLAN = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except InvalidProblem as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return BAD_INPUT
    except (OSError, UnicodeDecodeError, ValueError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return code


def _solve(options: argparse.Namespace) -> int:
    limits = Limits(
        seconds=options.seconds,
        deterministic=options.deterministic,
        workers=options.workers,
        seed=options.seed,
    )
    problem = _read_problem(options.file)
    from solver.engine import Progress, solve

    def show(progress: Progress) -> None:
        bound = f"{progress.objective:14.2f} of {progress.bound:14.2f}"
        print(f"{progress.seconds:8.1f} s  {progress.tier:8} {progress.filled:6} filled  {bound}", flush=True)

    solution = solve(problem, limits, show)
    if options.out is not None:
        options.out.write_text(dump_solution(solution), encoding="utf-8")
    print(json.dumps(_summary(solution)))
    return 0


def _check(options: argparse.Namespace) -> int:
    from solver.check import check

    problem, solution = _read_problem(options.file), load_solution(_read(options.solution))
    complaints = check(problem, solution)
    for complaint in complaints:
        print(complaint)
    print(f"{len(solution.placements)} placements, {len(complaints)} complaints")
    return FAULTY_PLAN if complaints else 0


def _generate(options: argparse.Namespace) -> int:
    from solver.generate import generate

    if options.slots < 0 or options.clinicians < 1:
        raise ValueError("slots: must be 0 or more; clinicians: must be 1 or more")
    text = dump_problem(generate(options.slots, options.clinicians, options.seed, options.one_tier))
    options.out.write_text(text, encoding="utf-8")
    return 0


def _summary(solution: Solution) -> dict[str, object]:
    return {
        "status": solution.status,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": round(solution.gap, 8),
        "seconds": round(solution.seconds, 2),
        "peak_mb": _peak_kilobytes() // 1024,
    }


def _peak_kilobytes() -> int:
    """Of this process and the largest child together."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _read_problem(path: Path) -> Problem:
    return load_problem(_read(path))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver", description="Match clinicians to open shifts.")
    commands = parser.add_subparsers(required=True)
    solve = commands.add_parser("solve", help="find a plan")
    solve.add_argument("file", type=Path)
    solve.add_argument("--seconds", type=float, default=30.0)
    solve.add_argument("--deterministic", type=float, help="CP-SAT's deterministic time")
    solve.add_argument("--workers", type=int, default=2, help="1 to 4")
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--out", type=Path)
    solve.set_defaults(run=_solve)
    check = commands.add_parser("check", help="re-check a plan by independent code")
    check.add_argument("file", type=Path)
    check.add_argument("solution", type=Path)
    check.set_defaults(run=_check)
    generate = commands.add_parser("generate", help="write a random, realistic problem")
    generate.add_argument("--slots", type=int, required=True)
    generate.add_argument("--clinicians", type=int, required=True)
    generate.add_argument("--seed", type=int, default=0)
    generate.add_argument("--one-tier", action="store_true", help="worth 1000 x priority + quality")
    generate.add_argument("--out", type=Path, required=True)
    generate.set_defaults(run=_generate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
