"""The three pictures of docs/plots, the same bytes for the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot

from staffing.demo.rating_bench.accuracy import (
    CORRECTED,
    MEASURES,
    METHODS,
    RAW,
    Comparison,
    scores_by_method,
)
from staffing.demo.rating_bench.coverage import NOMINAL, Coverage
from staffing.demo.rating_bench.population import Population

mpl.use("svg")
mpl.rcParams.update(
    {
        "svg.hashsalt": "ratings",
        "svg.fonttype": "none",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)
DOT, BAND, PALE = "#1f5f8b", "#d7e8d0", "#b0581a"


def write(
    folder: Path, population: Population, comparisons: Sequence[Comparison], coverages: Sequence[Coverage]
) -> list[Path]:
    """Draw all three into `folder`; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "rating-shrinkage.svg": _shrinkage(population),
        "rating-accuracy.svg": _accuracy(comparisons[0]),
        "rating-coverage.svg": _coverage(coverages),
    }
    return [save(folder / name, figure) for name, figure in drawn.items()]


def _shrinkage(population: Population) -> Any:
    """Distance from the truth by number of answers, raw against posterior mean."""
    figure, axes = pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")
    scores = scores_by_method(population)
    edges = np.array([1, 2, 3, 5, 8, 13, 21, 34, 61])
    place = np.digitize(population.counts, edges) - 1
    names = [f"{low}–{high - 1}" if high - low > 1 else str(low) for low, high in pairwise(edges)]
    for method, colour in ((RAW, PALE), (CORRECTED, DOT)):
        missed = (scores[method] - population.theta) ** 2
        error = [np.sqrt(missed[place == at].mean()) for at in range(len(names))]
        axes.plot(names, error, "o-", color=colour, label=method)
    axes.set(xlabel="answers about a person", ylabel="typical error (RMS)", ylim=(0, None))
    axes.legend(frameon=False)
    return figure


def _accuracy(comparison: Comparison) -> Any:
    """Each measure with its interval, by method."""
    figure, panels = pyplot.subplots(1, 3, figsize=(9, 2.8), sharey=True, layout="constrained")
    for axes, measure in zip(panels, MEASURES, strict=True):
        for at, method in enumerate(reversed(METHODS)):
            mean = comparison.values[measure][method]
            colour = DOT if method == CORRECTED else PALE
            axes.errorbar(mean.value, at, xerr=mean.half, fmt="o", color=colour, capsize=3)
        better = "lower" if measure == MEASURES[2] else "higher"
        axes.set_title(f"{measure}\n({better} is better)", fontsize=10)
        axes.set_yticks(range(len(METHODS)), list(reversed(METHODS)))
        axes.margins(y=0.2)
    return figure


def _coverage(coverages: Sequence[Coverage]) -> Any:
    """Coverage of the 90 % intervals by case, with the band the first must meet."""
    figure, axes = pyplot.subplots(figsize=(7.6, 0.3 * len(coverages) + 1), layout="constrained")
    axes.axvspan(*(100 * edge for edge in NOMINAL), color=BAND)
    for at, found in enumerate(reversed(coverages)):
        axes.errorbar(100 * found.share.value, at, xerr=100 * found.share.half, fmt="o", color=DOT, capsize=3)
    axes.set_yticks(range(len(coverages)), [found.case.scenario.name for found in reversed(coverages)])
    axes.set(xlabel="true θ inside the 90 % interval (%)")
    return figure


def save(file: Path, figure: Any) -> Path:
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
    return file
