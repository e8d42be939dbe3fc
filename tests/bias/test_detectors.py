"""Each detector on both sides: what is planted is found, what is clean or too little is not."""

from __future__ import annotations

import json

import pytest

from staffing.bias.bursts import find_bursts
from staffing.bias.collusion import find_collusion
from staffing.bias.duplicates import find_duplicates
from staffing.bias.expecting import outlook
from staffing.bias.findings import Finding
from staffing.bias.gaps import find_group_gaps
from staffing.bias.leniency import find_leniency
from staffing.bias.models import FlagKind
from staffing.bias.responses import ResponseTable
from staffing.demo.rating_bench.biased import Habit, Staged, stage
from tests.bias.staged import Said, table_of

K = 20.0
HOUR, DAY = 3_600, 86_400


def found_in(staged: Staged, kind: FlagKind) -> list[Finding]:
    view = outlook(staged.table, K)
    return {
        FlagKind.LENIENCY: lambda: find_leniency(staged.table, view),
        FlagKind.GROUP_GAP: lambda: find_group_gaps(staged.table, view, staged.group),
        FlagKind.COLLUSION: lambda: find_collusion(staged.table, view),
        FlagKind.DUPLICATE: lambda: find_duplicates(staged.table),
        FlagKind.BURST: lambda: find_bursts(staged.table),
    }[kind]()


@pytest.mark.parametrize(
    ("habit", "n", "kind", "at_least"),
    [
        (Habit.STRICT, 200, FlagKind.LENIENCY, 4),
        (Habit.GENEROUS, 200, FlagKind.LENIENCY, 3),
        (Habit.ONE_GROUP, 200, FlagKind.GROUP_GAP, 1),
        (Habit.SAME_SHEET, 100, FlagKind.DUPLICATE, 4),
        (Habit.FRIEND, 200, FlagKind.COLLUSION, 3),
        (Habit.BURST, 16, FlagKind.BURST, 4),
    ],
)
def test_what_is_planted_is_found_and_little_else(
    habit: Habit, n: int, kind: FlagKind, at_least: int
) -> None:
    staged = stage(habit, n, seed=1)
    raters = {one.rater for one in found_in(staged, kind)}
    assert len(raters & staged.planted) >= at_least
    assert len(raters - staged.planted) <= 1


@pytest.mark.parametrize("kind", [FlagKind.LENIENCY, FlagKind.GROUP_GAP, FlagKind.COLLUSION])
def test_where_nothing_of_the_kind_is_planted(kind: FlagKind) -> None:
    flags = sum(len(found_in(stage(Habit.SAME_SHEET, 20, seed), kind)) for seed in range(5))
    assert flags <= 2


def said_of(rater: int, people: range, each: int, share: float) -> list[Said]:
    return [Said(rater, person, share) for person in people for _ in range(each)]


def crowd(share: float = 0.8) -> list[Said]:
    """Thirty raters, each four times about ten people, share by share around the usual."""
    return [
        Said(rater, (rater + turn) % 40, share + (0.2 if (rater + turn) % 2 else -0.2), at=turn * DAY)
        for rater in range(30)
        for turn in range(40)
    ]


@pytest.mark.parametrize(("each", "flagged"), [(4, True), (3, False)])
def test_strict_from_twenty_responses(each: int, flagged: bool) -> None:
    rows = [*crowd(), *said_of(30, range(5), each, 0.0)]
    table = table_of(rows)
    raters = {one.rater for one in find_leniency(table, outlook(table, K))}
    assert ("account:30" in raters) is flagged


@pytest.mark.parametrize(("people", "flagged"), [(2, False), (3, True)])
def test_strict_about_three_people(people: int, flagged: bool) -> None:
    table = table_of([*crowd(), *said_of(30, range(people), 30 // people, 0.0)])
    raters = {one.rater for one in find_leniency(table, outlook(table, K))}
    assert ("account:30" in raters) is flagged


def test_who_met_two_bad_clinicians_is_not_strict() -> None:
    """Twenty responses about two people of θ .4, which everybody says, against twenty about twenty."""
    bad = [Said(rater, 50 + rater % 2, 0.4) for rater in range(30) for _ in range(2)]
    unlucky = [*said_of(30, range(50, 52), 8, 0.4), *said_of(30, range(4), 1, 0.8)]
    table = table_of([*crowd(), *bad, *unlucky])
    assert "account:30" not in {one.rater for one in find_leniency(table, outlook(table, K))}


@pytest.mark.parametrize(("people", "shown"), [(10, True), (9, False)])
def test_a_gap_needs_ten_people_on_both_sides(people: int, shown: bool) -> None:
    groups = {person: "a" if person < 20 else "b" for person in range(40)}
    rows = [*crowd(), *said_of(30, range(people), 6, 0.1), *said_of(30, range(20, 20 + people), 6, 0.9)]
    table = table_of(rows)
    found = find_group_gaps(table, outlook(table, K), groups)
    assert [one.rater for one in found] == (["account:30"] if shown else [])
    if shown:
        (one,) = found
        assert one.observed < -0.4 < one.expected
        assert one.clinician_id is None
        assert "response_ids" not in one.more


def test_a_gap_everybody_sees_is_nobodys_gap() -> None:
    groups = {person: "a" if person < 20 else "b" for person in range(40)}
    rows = [
        Said(rater, person, 0.3 if person < 20 else 0.9)
        for rater in range(8)
        for person in range(40)
        for _ in range(2)
    ]
    table = table_of(rows)
    assert find_group_gaps(table, outlook(table, K), groups) == []


@pytest.mark.parametrize(("times", "flagged"), [(5, True), (4, False)])
def test_one_person_praised_from_five_responses(times: int, flagged: bool) -> None:
    others = [Said(rater, 60, 0.0) for rater in range(10) for _ in range(6)]
    table = table_of([*crowd(), *others, *(Said(29, 60, 1.0) for _ in range(times))])
    pairs = {(one.rater, one.clinician_id) for one in find_collusion(table, outlook(table, K))}
    assert (("account:29", 60) in pairs) is flagged


@pytest.mark.parametrize(("raters", "flagged"), [(3, True), (2, False)])
def test_one_person_praised_against_three_others(raters: int, flagged: bool) -> None:
    others = [Said(rater, 60, 0.0) for rater in range(raters) for _ in range(20)]
    table = table_of([*crowd(), *others, *(Said(29, 60, 1.0) for _ in range(10))])
    assert bool(find_collusion(table, outlook(table, K))) is flagged


def sheets(run: int) -> ResponseTable:
    """Twenty raters with sheets of all kinds, and one that hands in a rare one `run` times in a row."""
    rows = [
        Said(rater, turn, pattern=(7 * rater + 3 * turn) % 11, at=turn)
        for rater in range(20)
        for turn in range(30)
    ]
    alone = [Said(20, turn, pattern=99 if 5 <= turn < 5 + run else turn % 11, at=turn) for turn in range(30)]
    return table_of([*rows, *alone])


@pytest.mark.parametrize(("run", "flagged"), [(6, True), (5, False)])
def test_the_same_sheet_from_six_in_a_row(run: int, flagged: bool) -> None:
    found = find_duplicates(sheets(run))
    assert [one.rater for one in found] == (["account:20"] if flagged else [])
    if flagged:
        assert found[0].observed == 6
        assert found[0].more["response_ids"] == list(range(606, 612))


def test_always_throughout_is_common() -> None:
    rows = [
        Said(rater, turn, pattern=1 if turn % 4 else 2, at=turn) for rater in range(20) for turn in range(30)
    ]
    habit = [Said(20, turn, pattern=1 if turn < 8 else 2 + turn % 2, at=turn) for turn in range(30)]
    assert find_duplicates(table_of([*rows, *habit])) == []


def strangers(sudden: int, place: int = 1) -> ResponseTable:
    """A patient's answer a day about each of four people, and `sudden` within the hour about one."""
    calm = [
        Said(person * 10 + day, person, at=day * DAY + 12 * HOUR, place=1 + person)
        for person in range(4)
        for day in range(10)
    ]
    rush = [Said(40, 3, at=5 * DAY + 8 * HOUR + 60 * turn, place=place) for turn in range(sudden)]
    return table_of([*calm, *rush])


@pytest.mark.parametrize(("sudden", "flagged"), [(8, True), (7, False)])
def test_a_burst_from_eight_within_two_hours(sudden: int, flagged: bool) -> None:
    found = find_bursts(strangers(sudden))
    assert [(one.rater, one.clinician_id) for one in found] == ([("account:40", 3)] if flagged else [])
    if flagged:
        assert (found[0].n, found[0].expected) == (8, pytest.approx(1.0))


def test_who_signed_in_may_rate_a_month_in_one_sitting() -> None:
    assert find_bursts(strangers(30, place=0)) == []


def test_a_busy_place_is_no_burst() -> None:
    rows = [Said(day, 3, at=day * DAY + 600 * turn, place=1) for day in range(40) for turn in range(12)]
    assert find_bursts(table_of(rows)) == []


@pytest.mark.parametrize("rows", [[], [Said(0, 0)]])
def test_next_to_nothing_finds_nothing(rows: list[Said]) -> None:
    table = table_of(rows)
    view = outlook(table, K)
    found = [*find_leniency(table, view), *find_collusion(table, view), *find_duplicates(table)]
    assert [*found, *find_bursts(table), *find_group_gaps(table, view, {0: "a"})] == []


def test_figures_are_json_ready() -> None:
    found = found_in(stage(Habit.FRIEND, 200, seed=1), FlagKind.COLLUSION)
    assert found
    assert json.loads(json.dumps(found[0].figures())) == found[0].figures()
