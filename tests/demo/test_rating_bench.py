"""The rating bench on small sizes: what it measures holds, and its parts do what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from staffing.demo.rating_bench import accuracy, coverage, scale
from staffing.demo.rating_bench.checks import CHECKS, row
from staffing.demo.rating_bench.population import FACILITIES, Scenario, draw, scored
from staffing.demo.rating_bench.summary import Mean
from staffing.ratings.fits import Fit
from staffing.ratings.posterior import CAP_FROM_RATERS

SEEDS = range(1, 21)


def test_the_check_values() -> None:
    assert [row(check)[1:] for check in CHECKS] == [
        ["Beta(16.0, 4.0)", "0.800", "0.681", "0.905"],
        ["Beta(22.0, 4.0)", "0.846", "0.752", "0.928"],
        ["Beta(42.5, 7.5)", "0.850", "0.783", "0.911"],
        ["Beta(21.7, 8.3)", "0.723", "0.616", "0.823"],
        ["Beta(38.0, 22.0)", "0.633", "0.553", "0.712"],
    ]


def test_the_score_beats_the_raw_mean_with_lenient_raters() -> None:
    found = accuracy.compare(accuracy.SCENARIOS[0], SEEDS)
    assert accuracy.better(found)
    swapped = {measure: replace_sign(mean) for measure, mean in found.gain.items()}
    assert not accuracy.better(replace(found, gain=swapped))


def replace_sign(mean: Mean) -> Mean:
    return mean._replace(value=-mean.value)


def test_nine_in_ten_where_the_model_is_true_and_far_fewer_where_it_is_not() -> None:
    low, high = coverage.NOMINAL
    true = coverage.measure(coverage.CASES[0], SEEDS)
    assert low <= true.share.value <= high
    misfit = next(case for case in coverage.CASES if case.scenario.name == "true mean .70, .80 assumed")
    assert coverage.measure(misfit, SEEDS).share.value < low


def test_people_have_one_to_sixty_answers_and_the_same_seed_the_same_people() -> None:
    scenario = Scenario("any", people=3_000, leniency=0.4, pooled=False)
    one, other = draw(scenario, 5), draw(scenario, 5)
    assert (one.counts.min(), one.counts.max()) == (1, 60)
    assert one.table.always.tolist() == other.table.always.tolist()
    assert np.bincount(one.table.clinician_id).tolist() == one.counts.tolist()
    assert one.table.rater.max() < FACILITIES * scenario.raters
    used = one.bias[: FACILITIES * scenario.raters]
    assert used.std() == pytest.approx(0.4, abs=0.1)


def test_one_voice_is_capped() -> None:
    population = draw(Scenario("loud", one_voice=0.6), 1)
    many = population.counts >= 30
    found = scored(population, Fit())
    assert (found.n[many] < population.counts[many]).all()
    few = population.counts < CAP_FROM_RATERS
    assert found.n[few] == pytest.approx(population.counts[few])


def test_ranks_share_ties() -> None:
    assert accuracy.spearman(np.array([1.0, 2, 2, 4]), np.array([10.0, 20, 20, 40])) == pytest.approx(1)
    assert accuracy.spearman(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == pytest.approx(-1)
    assert accuracy.spearman(np.array([1.0, 1, 2]), np.array([1.0, 2, 2])) == pytest.approx(0.5)


def test_memory_and_database_are_timed() -> None:
    lines = scale.measure(2_000)
    assert [line.limit for line in lines] == [60, None, 60, None, 50, 50, None]
    assert all(line.value > 0 for line in lines)
    assert "a clinician with 200 " in lines[5].what


def test_plots_are_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib comes with make bench-ratings only")
    from staffing.demo.rating_bench import plots

    comparisons = [accuracy.compare(accuracy.SCENARIOS[0], range(2))]
    coverages = [coverage.measure(case, range(2)) for case in coverage.CASES[:2]]
    shown = draw(accuracy.SCENARIOS[0], 1)
    first, second = (
        [file.read_bytes() for file in plots.write(tmp_path / name, shown, comparisons, coverages)]
        for name in "ab"
    )
    assert first == second
    assert len(first) == 3
