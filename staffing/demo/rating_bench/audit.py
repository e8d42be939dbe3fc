"""The rater audit on planted raters: how many it finds, how many honest ones it flags, what that is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from staffing.bias.auditing import findings
from staffing.bias.expecting import outlook
from staffing.bias.gaps import find_group_gaps
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.demo.rating_bench.biased import (
    ASKED,
    KINDS,
    PEOPLE,
    PLANTED,
    Habit,
    Staged,
    stage,
    without,
)
from staffing.demo.rating_bench.population import NOW
from staffing.demo.rating_bench.summary import Mean, markdown, mean_of
from staffing.facilities.models import Setting
from staffing.ratings.answers import SETTINGS, SOURCES, AnswerTable
from staffing.ratings.fits import fitted
from staffing.ratings.models import RaterSource
from staffing.ratings.posterior import DEFAULT_K, Bools, Floats, Ints, posterior
from staffing.ratings.tally import tally
from staffing.ratings.weighing import weigh

SEEDS = range(100)
SIZES = (20, 50, 100, 200)
LARGE = (50, 100, 200, 400)
"""A gap between groups takes more to see."""
BURSTS = (8, 10, 12, 16)
SPREAD = 0.4
WORTH = (Habit.STRICT, Habit.GENEROUS, Habit.ONE_GROUP, Habit.FRIEND)
_ALWAYS = 4

Key = TypeVar("Key")


@dataclass(frozen=True)
class Case:
    """A habit among honest raters who differ by `spread` logits, or not at all."""

    habit: Habit
    spread: float = 0.0

    @property
    def sizes(self) -> Sequence[int]:
        """Responses of each planted rater; answers of the planted burst."""
        return {Habit.BURST: BURSTS, Habit.ONE_GROUP: LARGE}.get(self.habit, SIZES)

    @property
    def name(self) -> str:
        return f"{self.habit}{', raters differ by 0.4' if self.spread else ''}"


CASES = (*map(Case, Habit), Case(Habit.STRICT, SPREAD), Case(Habit.GENEROUS, SPREAD))


@dataclass(frozen=True)
class Found:
    """By size: share of planted raters flagged for what they did. By detector: share of honest raters it
    flags, and the mean share of its flags that are false (no flag: none false)."""

    case: Case
    power: Mapping[int, float]
    honest: Mapping[FlagKind, float]
    false: Mapping[FlagKind, float]


def measure(case: Case, seeds: Sequence[int] = SEEDS) -> Found:
    """Every detector looks at every draw."""
    power: dict[int, list[float]] = {n: [] for n in case.sizes}
    honest: dict[FlagKind, list[float]] = {kind: [] for kind in FlagKind}
    false: dict[FlagKind, list[float]] = {kind: [] for kind in FlagKind}
    for n in case.sizes:
        for seed in seeds:
            staged = stage(case.habit, n, seed, case.spread)
            flagged = flagged_by(staged)
            power[n].append(len(flagged[KINDS[case.habit]] & staged.planted) / len(staged.planted))
            for kind, raters in flagged.items():
                wrong = len(raters - staged.planted)
                honest[kind].append(wrong / (len(staged.table.raters) - len(staged.planted)))
                false[kind].append(wrong / max(1, len(raters)))
    return Found(case, _means(power), _means(honest), _means(false))


def _means(columns: Mapping[Key, list[float]]) -> dict[Key, float]:
    return {key: float(np.mean(column)) for key, column in columns.items()}


def flagged_by(staged: Staged) -> dict[FlagKind, set[str]]:
    """Raters each detector flags."""
    view = outlook(staged.table, DEFAULT_K)
    found = [*findings(staged.table, DEFAULT_K), *find_group_gaps(staged.table, view, staged.group)]
    return {kind: {one.rater for one in found if one.kind is kind} for kind in FlagKind}


@dataclass(frozen=True)
class Worth:
    """Scores less the truth, of those whom the habit wrongs or favours: in the mean, and typically (RMS)."""

    habit: Habit
    bias: Mean
    bias_suspended: Mean
    error: Mean
    error_suspended: Mean


def worth(habit: Habit, seeds: Sequence[int] = SEEDS, n: int = 200) -> Worth:
    """With the planted raters and without, each with its own fit, as after the next night."""
    found = [_missed(stage(habit, n, seed), habit) for seed in seeds]
    return Worth(habit, *(mean_of(column) for column in zip(*found, strict=True)))


def _missed(staged: Staged, habit: Habit) -> tuple[float, float, float, float]:
    kept = without(staged.table, staged.planted)
    touched = _touched(staged, habit, kept)
    heard, suspended = (
        scores(table)[touched] - staged.theta[touched] for table in (staged.table, staged.table.only(kept))
    )
    typical = [float(np.sqrt((missed**2).mean())) for missed in (heard, suspended)]
    return float(heard.mean()), float(suspended.mean()), typical[0], typical[1]


def _touched(staged: Staged, habit: Habit, kept: Bools) -> Ints:
    """The friends; of the group, or of all, those whom planted raters rated."""
    if habit is Habit.FRIEND:
        return np.arange(PLANTED)
    rated = np.unique(staged.table.clinician[~kept])
    mine = [staged.group[person] == "one" for person in rated.tolist()]
    return rated[mine] if habit is Habit.ONE_GROUP else rated


def scores(table: ResponseTable) -> Floats:
    """Everybody's mean over the asked dimensions, by the product's own functions."""
    answers = answers_of(table)
    fit = fitted(answers, NOW.date())
    sums = tally(weigh(answers, fit, np.arange(PEOPLE), NOW), PEOPLE)
    prior = np.repeat(fit.prior_means(answers.roles), PEOPLE, axis=0)
    mean = posterior(fit.k, prior, sums.n, sums.surprise).mean
    return np.asarray(mean[:, SETTINGS.index(Setting.ON_SITE), :ASKED].mean(axis=1))


def answers_of(table: ResponseTable) -> AnswerTable:
    """The same sheets, a row an answer."""
    row = np.repeat(np.arange(len(table)), ASKED)
    dimension = np.tile(np.arange(ASKED), len(table))
    return AnswerTable(
        roles=("RN",),
        raters=table.raters,
        response_id=table.id[row],
        clinician_id=table.clinician[row],
        role=np.zeros(len(row), dtype=np.int64),
        setting=np.full(len(row), SETTINGS.index(Setting.ON_SITE)),
        source=np.full(len(row), SOURCES.index(RaterSource.FACILITY)),
        rater=table.rater[row],
        day=table.at[row] // 86_400,
        dimension=dimension,
        count=np.ones(len(row)),
        always=(((table.pattern[row] >> (3 * dimension)) & 7) == _ALWAYS).astype(np.float64),
    )


def power_table(found: Sequence[Found]) -> str:
    """Share found by size, then the detector's own false share."""
    rows = [
        [
            one.case.name,
            *(f"{n}: {share:.0%}" for n, share in one.power.items()),
            f"{one.false[KINDS[one.case.habit]]:.1%}",
        ]
        for one in found
    ]
    return markdown(["planted", "", "", "", "", "false among the flags"], rows)


def honest_table(found: Sequence[Found]) -> str:
    """Share of honest raters flagged, by detector, over every world drawn."""
    rows = [
        [
            kind.replace("_", " "),
            f"{np.mean([one.honest[kind] for one in found]):.2%}",
            f"{max(one.honest[kind] for one in found):.2%}",
            f"{np.mean([one.false[kind] for one in found]):.1%}",
        ]
        for kind in FlagKind
    ]
    head = ["detector", "honest raters flagged", "in the worst world", "false among its flags"]
    return markdown(head, rows)


def worth_table(found: Sequence[Worth]) -> str:
    columns = ("bias", "bias_suspended", "error", "error_suspended")
    rows = [[one.habit.value, *(getattr(one, column).text() for column in columns)] for one in found]
    head = ["planted, 200 responses each", "bias", "bias, suspended", "typical error", "error, suspended"]
    return markdown(head, rows)


def holds(found: Sequence[Found], worths: Sequence[Worth]) -> bool:
    """No detector flags more than 1 % of honest raters anywhere; suspending takes bias away."""
    return all(share <= 0.01 for one in found for share in one.honest.values()) and all(
        abs(one.bias_suspended.value) < abs(one.bias.value) for one in worths
    )
