"""Pasted rows: read, previewed by row and column, taken all or none."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from staffing import clock
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.models import RequestSource, ShiftRequest
from staffing.requests.pasting.preview import PasteRefused, preview, take
from staffing.requests.pasting.reading import (
    MOST_ROWS,
    UnreadablePaste,
    as_text,
    read,
    read_date,
    read_heads,
    read_time,
)
from tests.factories import NOW, World
from tests.requests.conftest import BY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:00", time(7)),
        ("0700", time(7)),
        ("7", time(7)),
        ("7a", time(7)),
        ("7:30 pm", time(19, 30)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_as_people_write_them(text: str, expected: time) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["24:00", "7:60", "13 pm", "0 am", "noon", "", "٧", "7:0"])
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


def test_dates_and_heads() -> None:
    assert {read_date(text) for text in ("2026-12-01", "12/1/2026", "12/01/26")} == {date(2026, 12, 1)}
    assert read_heads("12") == 12
    for wrong in ("1.5", "-1", "1_0", "٣", "many"):
        with pytest.raises(ValueError):
            read_heads(wrong)


def line(unit: Unit, *cells: str) -> str:
    return "\t".join((unit.facility.name, unit.name, *cells))


def test_rows_become_requests(world: World, ward: Unit) -> None:
    text = "\n".join(
        (
            line(ward, "Registered nurse", "12/1/2026", "19:00", "07:00", "2", "Blue door", "X-1"),
            "",
            line(ward, "cna", "2026-12-02", "7a", "3p", "4"),
        )
    )
    judged = preview(text, NOW)
    assert (len(judged.rows), judged.faulty, judged.heads) == (2, [], 6)
    assert judged.total_bill_cents > 0
    assert db.session.scalars(select(ShiftRequest)).all() == []
    first, second = take(text, BY, NOW, asked_by="Dana, by e-mail")
    assert (first.heads, first.arrival_notes, first.external_id) == (2, "Blue door", "X-1")
    assert (first.source, second.asked_by) == (RequestSource.PASTE, "Dana, by e-mail")
    assert clock.local(second.ends_at, "America/Chicago").time() == time(15)


def test_a_first_line_may_name_the_columns_in_any_order(world: World, ward: Unit) -> None:
    text = f"Date,From,To,People,Role,Ward\n2026-12-01,19:00,07:00,3,RN,{ward.name}"
    (row,) = preview(text, NOW).rows
    assert row.details is not None
    assert (row.number, row.details.heads, row.details.unit_id) == (2, 3, ward.id)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("Registered nurse", "12/1/2026", "19:00", "19:00", "2"), "end"),
        (("Registered nurse", "12/1/2020", "19:00", "07:00", "2"), "start"),
        (("Registered nurse", "someday", "19:00", "07:00", "2"), "date"),
        (("Astronaut", "12/1/2026", "19:00", "07:00", "2"), "role"),
        (("Registered nurse", "12/1/2026", "19:00", "07:00", "0"), "heads"),
        (("Registered nurse", "12/1/2026", "", "07:00", "2"), "start"),
        (("Registered nurse", "11/7/2027", "01:30", "08:00", "2"), "start"),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_taken(
    world: World, ward: Unit, cells: tuple[str, ...], column: str
) -> None:
    good = line(ward, "Registered nurse", "12/1/2026", "19:00", "07:00", "2")
    with pytest.raises(PasteRefused) as refused:
        take(good + "\n" + line(ward, *cells), BY, NOW)
    (faulty,) = refused.value.preview.faulty
    assert (faulty.number, set(faulty.errors)) == (2, {column})
    assert db.session.scalars(select(ShiftRequest)).all() == []


def test_rows_written_out_are_read_again_as_they_were() -> None:
    rows = read('unit\tdate\tstart\tend\trole\theads\tnotes\nICU\t12/1/2026\t7p\t7a\tRN\t2\ta, "b"')
    (again,) = read(as_text(row.text for row in rows))
    assert {**again.text, "facility": ""} == {**dict.fromkeys(again.text, ""), **rows[0].text}
    assert again.values["heads"] == 2


def test_units_and_facilities_are_found_by_name(world: World, ward: Unit) -> None:
    twin = world.unit(world.facility(), name=ward.name)
    when = "\tRN\t12/1/2026\t19:00\t07:00\t1"
    texts = {
        f"{twin.facility.name.upper()}\t{ward.name}": set(),
        f"\t{ward.name}": {"facility"},
        f"Nowhere\t{ward.name}": {"facility"},
        f"{ward.facility.name}\tNowhere": {"unit"},
    }
    for text, columns in texts.items():
        (row,) = preview(text + when, NOW).rows
        assert set(row.errors) == columns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least one row"),
        (" \n\t\n", "at least one row"),
        ("date,start\n", "missing"),
        ("unit,role,date,start,end,heads,colour\n1", "colour is not a column"),
        ("unit,role,date,start,end,heads\n", "no row under it"),
        ("a\x00b", "unreadable"),
        ("a" * 200_000, "told apart"),
        ("x\n" * (MOST_ROWS + 1), "at most 500"),
    ],
)
def test_text_that_makes_no_sense_as_a_whole(text: str, words: str) -> None:
    with pytest.raises(UnreadablePaste, match=words):
        read(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_kindly(text: str) -> None:
    try:
        rows = read(text)
    except UnreadablePaste:
        return
    assert all(row.errors or row.values for row in rows)
