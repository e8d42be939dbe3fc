"""What a table of groups may show: nothing about fewer than ten people, alone or by subtraction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.equity.cells import ELIGIBLE, FEWEST, PEOPLE, Shape, Shown

RUN = Shape({"proposed": (), "offered": ("proposed",), "placed": ("proposed", "offered")})
ONE = Shape({"offered": ()})


def row(people: int, eligible: int, *outcomes: int) -> dict[str, int]:
    names = RUN.outcomes if len(outcomes) == 3 else ONE.outcomes
    return {PEOPLE: people, ELIGIBLE: eligible, **dict(zip(names, outcomes, strict=True))}


def shown(shape: Shape, **rows: dict[str, int]) -> dict[str, dict[str, int]]:
    return Shown(shape, rows).kept


def test_ten_people_are_shown_and_nine_are_not() -> None:
    many = {"b": row(60, 60, 30), "c": row(90, 90, 30)}
    assert ELIGIBLE in shown(ONE, a=row(10, 10, 0), **many)["a"]
    assert ELIGIBLE not in shown(ONE, a=row(9, 9, 0), **many)["a"]


@pytest.mark.parametrize(("offered", "open_"), [(9, False), (10, True), (50, True), (51, False), (60, True)])
def test_a_count_is_hidden_when_it_or_what_is_left_is_under_ten(offered: int, open_: bool) -> None:
    kept = shown(ONE, a=row(60, 60, offered), b=row(80, 80, 40), c=row(90, 90, 40))
    assert ("offered" in kept["a"]) is open_


def test_where_one_is_hidden_the_next_smallest_goes_with_it() -> None:
    kept = shown(ONE, a=row(4, 4, 0), b=row(30, 30, 15), c=row(60, 60, 20), d=row(90, 90, 40))
    assert [group for group in kept if ELIGIBLE not in kept[group]] == ["a", "b"]
    assert "offered" in kept["c"]


def test_the_spare_group_is_hidden_before_one_that_is_compared() -> None:
    rows = {"a": row(4, 4, 0), "b": row(30, 30, 15), "c": row(60, 60, 20), "rest": row(90, 90, 40)}
    kept = Shown(ONE, rows, spare="rest").kept
    assert [group for group in kept if ELIGIBLE not in kept[group]] == ["a", "rest"]


def test_two_small_ones_hide_each_other_only_when_they_are_ten_together() -> None:
    others = {"c": row(60, 60, 30), "d": row(90, 90, 40)}
    enough = shown(ONE, a=row(4, 4, 0), b=row(6, 6, 0), **others)
    assert ELIGIBLE in enough["c"]
    too_few = shown(ONE, a=row(4, 4, 0), b=row(5, 5, 0), **others)
    assert ELIGIBLE not in too_few["c"]
    assert ELIGIBLE in too_few["d"]


def test_parts_of_a_row_are_not_shown_where_their_difference_is_a_few_people() -> None:
    full = {"b": row(90, 80, 60, 50, 40), "c": row(90, 80, 60, 50, 40), "d": row(99, 80, 60, 50, 40)}
    assert "placed" in shown(RUN, a=row(90, 80, 60, 50, 40), **full)["a"]
    assert "placed" not in shown(RUN, a=row(90, 80, 60, 50, 41), **full)["a"]


def nested_rows(size: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, int]]:
    return st.lists(size, min_size=5, max_size=5).map(lambda five: row(*sorted(five, reverse=True)))


@given(st.lists(nested_rows(st.integers(0, 40)), min_size=1, max_size=9))
def test_no_table_lets_a_figure_about_a_few_people_out(drawn: list[dict[str, int]]) -> None:
    rows = {str(at): one for at, one in enumerate(drawn)}
    kept = Shown(RUN, rows).kept
    for group, figures in kept.items():
        values = list(figures.values())
        assert all(value >= FEWEST for value in values)
        assert not any(0 < abs(one - other) < FEWEST for one in values for other in values), group
    for column in RUN.order:
        hidden = [group for group in rows if column not in kept[group]]
        if hidden and len(hidden) < len(rows):
            assert len(hidden) >= 2
            assert sum(rows[group][column] for group in hidden) >= FEWEST
            if column != ELIGIBLE:
                rest = sum(rows[group][ELIGIBLE] - rows[group][column] for group in hidden)
                assert abs(rest) >= FEWEST
