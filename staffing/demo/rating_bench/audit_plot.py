"""The picture of the rater audit: power by how much a planted rater has said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib import pyplot

from staffing.demo.rating_bench.audit import Found
from staffing.demo.rating_bench.biased import Habit
from staffing.demo.rating_bench.plots import save


def write(folder: Path, found: Sequence[Found]) -> Path:
    """One line a habit; bursts, which count answers and not a rater's responses, are left out."""
    figure, axes = pyplot.subplots(figsize=(7.6, 4), layout="constrained")
    for one in found:
        if one.case.habit is not Habit.BURST:
            style = "o--" if one.case.spread else "o-"
            shares = [100 * share for share in one.power.values()]
            axes.plot(list(one.power), shares, style, label=one.case.name)
    axes.set(xlabel="responses of the planted rater", ylabel="found (%)", ylim=(-3, 103))
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return save(folder / "rating-audit.svg", figure)
