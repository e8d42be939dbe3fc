"""The rater audit's simulation: few seeds here, a hundred in `make bench-ratings`."""

from __future__ import annotations

import pytest

from staffing.bias.models import FlagKind
from staffing.demo.rating_bench.audit import Case, answers_of, measure, worth
from staffing.demo.rating_bench.biased import Habit, stage


def test_power_grows_and_honest_raters_are_left_alone() -> None:
    found = measure(Case(Habit.STRICT), range(5))
    assert found.power[20] < found.power[50] < found.power[200] == 1.0
    assert max(found.honest.values()) < 0.01


@pytest.mark.parametrize("habit", [Habit.STRICT, Habit.GENEROUS, Habit.FRIEND])
def test_suspending_takes_the_bias_away(habit: Habit) -> None:
    found = worth(habit, range(5))
    assert abs(found.bias_suspended.value) < abs(found.bias.value) - 0.01


def test_the_same_seed_draws_the_same_world() -> None:
    one, again = (stage(Habit.FRIEND, 50, seed=3) for _ in range(2))
    assert (one.table.pattern == again.table.pattern).all()
    assert (one.theta == again.theta).all()


def test_sheets_and_answers_tell_the_same() -> None:
    staged = stage(Habit.STRICT, 50, seed=3)
    answers = answers_of(staged.table)
    assert answers.always.reshape(-1, 5).mean(axis=1) == pytest.approx(staged.table.share)
    assert FlagKind.LENIENCY in measure(Case(Habit.STRICT), range(1)).honest
