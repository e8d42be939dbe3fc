"""Answers as columns: chunks under common codes, long lists of ids, and what a sum of answers stands for."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from staffing.ratings import answers
from staffing.ratings.answers import AnswerTable, joined, load_answers
from staffing.ratings.fits import Fit
from staffing.ratings.models import Answer, Dimension
from staffing.ratings.tally import tally
from staffing.ratings.weighing import weigh
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated


def rows_of(table: AnswerTable) -> set[tuple[object, ...]]:
    """The rows with names in place of codes."""
    named = {"role": np.array(table.roles)[table.role], "rater": np.array(table.raters)[table.rater]}
    columns = [field.name for field in fields(table) if field.name not in {"roles", "raters"}]
    return set(zip(*(named.get(name, getattr(table, name)).tolist() for name in columns), strict=True))


@both_databases
def test_each_answer_comes_out_as_given(world: World) -> None:
    person, unit = world.clinician(), world.unit()
    every = tuple(Dimension)
    first = rated(world, person, unit, Answer.ALWAYS, dimensions=every, days_ago=3, role="LVN")
    rated(world, person, unit, Answer.NOT_APPLICABLE, dimensions=every)
    last = rated(world, person, unit, Answer.SOMETIMES, dimensions=every[-1:], rater="account:2")
    table = load_answers(NOW)
    assert table.response_id.tolist() == [first.id] * len(every) + [last.id]
    assert table.dimension.tolist() == [*range(len(every)), len(every) - 1]
    assert table.always.tolist() == [1.0] * len(every) + [0.0]
    assert table.count.tolist() == [1.0] * (len(every) + 1)
    assert table.ages(NOW).tolist() == [3] * len(every) + [0]
    assert [table.roles[at] for at in table.role] == ["LVN"] * len(every) + ["RN"]
    assert [table.raters[at] for at in table.rater] == ["account:1"] * len(every) + ["account:2"]


def test_chunks_and_portions_change_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, unit = [world.clinician() for _ in range(5)], world.unit()
    for turn in range(12):
        rated(world, people[turn % 5], unit, rater=f"account:{turn % 4}", role=("RN", "LVN", "CNA")[turn % 3])
    ids = [person.id for person in people]
    whole, asked = load_answers(NOW), load_answers(NOW, ids)
    monkeypatch.setattr(answers, "_CHUNK", 5)
    monkeypatch.setattr(answers, "_MOST_IDS_IN_SQL", 2)
    assert len(rows_of(whole)) == 36
    assert rows_of(load_answers(NOW)) == rows_of(load_answers(NOW, ids)) == rows_of(whole) == rows_of(asked)
    assert len(joined([]).always) == 0


def test_a_row_for_n_answers_weighs_as_n_rows(world: World) -> None:
    person, unit = world.clinician(), world.unit()
    for turn in range(7):
        answer = Answer.ALWAYS if turn < 5 else Answer.USUALLY
        rated(world, person, unit, answer, rater="import:1", days_ago=90, dimensions=(Dimension.RESPECT,))
    for rater in range(4):
        rated(world, person, unit, rater=f"account:{rater}", dimensions=(Dimension.RESPECT,))
    single = load_answers(NOW)
    imported = np.array([table_rater == "import:1" for table_rater in single.raters])[single.rater]
    one = single.only(np.flatnonzero(imported)[:1])
    summed = joined([replace(one, count=np.array([7.0]), always=np.array([5.0])), single.only(~imported)])
    ids = np.array([person.id])
    apart, together = (tally(weigh(table, Fit(), ids, NOW), 1) for table in (single, summed))
    assert together.n == pytest.approx(apart.n, abs=1e-12)
    assert together.surprise == pytest.approx(apart.surprise, abs=1e-12)
    assert together.answers.tolist() == apart.answers.tolist()
    assert together.raters.tolist() == apart.raters.tolist()
    assert weigh(summed, Fit(), ids, NOW).cap_factor.min() < 1
