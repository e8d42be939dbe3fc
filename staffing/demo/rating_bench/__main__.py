"""`make bench-ratings`: the tables of docs/results.md about the score, and the plots of docs/plots.

Fixed seeds: every machine prints the same tables; only the times depend on the machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from staffing.demo.rating_bench import accuracy, audit, audit_plot, coverage, plots, scale
from staffing.demo.rating_bench.checks import CHECKS, row
from staffing.demo.rating_bench.population import draw
from staffing.demo.rating_bench.summary import markdown

SEEDS = range(1, 41)
SHOWN_SEED, SHOWN_PEOPLE = 1, 20_000


def check_table() -> str:
    return markdown(["answers", "posterior", "mean", "P10", "P90"], [row(check) for check in CHECKS])


def accuracy_table(comparisons: Sequence[accuracy.Comparison]) -> str:
    """Methods as rows under each scenario, then the paired gain."""
    rows = []
    for found in comparisons:
        for method in accuracy.METHODS:
            values = [found.values[measure][method].text() for measure in accuracy.MEASURES]
            rows.append([found.scenario.name if method == accuracy.RAW else "", method, *values])
        gains = [found.gain[measure].text() for measure in accuracy.MEASURES]
        rows.append(["", "**product less raw mean**", *gains])
    return markdown(["answers", "score", *accuracy.MEASURES], rows)


def coverage_table(coverages: Sequence[coverage.Coverage]) -> str:
    rows = [
        [found.case.scenario.name, found.share.percent(), f"{found.width:.3f}", f"{found.k:.1f}"]
        for found in coverages
    ]
    return markdown(["answers", "θ inside the 90 % interval", "mean width", "k of the fit"], rows)


def scale_table(timings: Sequence[scale.Timing]) -> str:
    rows = [
        [one.what, one.text(one.value), one.text(one.cpu), "–" if one.limit is None else one.text(one.limit)]
        for one in timings
    ]
    return markdown(["what", "took", "of that, processor", "must be below"], rows)


def main(arguments: Sequence[str]) -> int:
    """Print every table and write the plots; 1 if something asked of the score does not hold."""
    parser = argparse.ArgumentParser(prog="make bench-ratings", description=__doc__)
    parser.add_argument("--plots", type=Path, default=Path("docs/plots"))
    parser.add_argument("--responses", type=int, default=1_000_000, help="0 leaves the timing out")
    chosen = parser.parse_args(arguments)
    comparisons = [accuracy.compare(scenario, SEEDS) for scenario in accuracy.SCENARIOS]
    coverages = [coverage.measure(case, SEEDS) for case in coverage.CASES]
    print(f"Check values\n\n{check_table()}\n\n{len(SEEDS)} seeds, ± is the 95 % interval of the mean\n")
    print(f"{accuracy_table(comparisons)}\n\n{coverage_table(coverages)}\n", flush=True)
    shown = draw(accuracy.SCENARIOS[0].of(SHOWN_PEOPLE), SHOWN_SEED)
    for file in plots.write(chosen.plots, shown, comparisons, coverages):
        print(f"wrote {file}", file=sys.stderr)
    audited = [audit.measure(case) for case in audit.CASES]
    worths = [audit.worth(habit) for habit in audit.WORTH]
    print(f"Rater audit, {len(audit.SEEDS)} seeds\n\n{audit.power_table(audited)}\n")
    print(f"{audit.honest_table(audited)}\n\n{audit.worth_table(worths)}\n", flush=True)
    print(f"wrote {audit_plot.write(chosen.plots, audited)}", file=sys.stderr)
    timings = scale.measure(chosen.responses) if chosen.responses else []
    print(scale_table(timings))
    return int(not (holds(comparisons, coverages, timings) and audit.holds(audited, worths)))


def holds(
    comparisons: Sequence[accuracy.Comparison],
    coverages: Sequence[coverage.Coverage],
    timings: Sequence[scale.Timing],
) -> bool:
    """Better than the raw mean in each scenario; 88–92 % where the model is true; in time."""
    low, high = coverage.NOMINAL
    return (
        all(accuracy.better(found) for found in comparisons)
        and low <= coverages[0].share.value <= high
        and all(one.limit is None or one.value < one.limit for one in timings)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
