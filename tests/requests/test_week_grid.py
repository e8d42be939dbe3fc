"""The week grid: what it shows, what a changed cell does."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from staffing.facilities.models import JourneyStep, Setting, Unit, UnitKind
from staffing.requests.details import InvalidRequest
from staffing.requests.models import RequestSource, RequestStatus, ShiftRequest, SlotStatus
from staffing.requests.services import cancel, submit
from staffing.requests.week_changes import set_cell
from staffing.requests.week_grid import (
    Cell,
    CellKey,
    RowKey,
    changed_cells,
    last_weeks_heads,
    requests_by_cell,
    week_grid,
)
from tests.factories import NOW, World
from tests.requests.conftest import BY, Asking

SUNDAY = date(2026, 11, 29)
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def night(world: World) -> CellKey:
    """Registered nurses, 19–07, on the Tuesday."""
    return CellKey(RowKey(world.roles["RN"].id, time(19), time(7)), TUESDAY)


def standing(ward: Unit, key: CellKey) -> list[ShiftRequest]:
    return requests_by_cell(ward, key.day, key.day).get(key, [])


def put(ward: Unit, key: CellKey, heads: int) -> None:
    set_cell(ward, key, heads, standing(ward, key), BY, NOW)


def cell(ward: Unit, key: CellKey) -> Cell:
    return week_grid(ward, SUNDAY, NOW, more_rows=[key.row]).cells()[key]


def test_a_week_runs_from_sunday_to_saturday_and_adds_requests_up(ward: Unit, asking: Asking) -> None:
    for heads in (2, 3):
        submit(asking(heads=heads), BY, RequestSource.FORM, NOW)
    grid = week_grid(ward, SUNDAY, NOW)
    assert (grid.days[0], grid.days[6]) == (SUNDAY, date(2026, 12, 5))
    (row,) = grid.rows
    assert (row.role, row.kind) == ("Registered nurse", "Night 12 h")
    assert [one.heads for one in row.cells] == [0, 0, 5, 0, 0, 0, 0]


def test_cancelled_requests_do_not_count(ward: Unit, asking: Asking, night: CellKey) -> None:
    (request,) = submit(asking(), BY, RequestSource.FORM, NOW)
    cancel(request, BY, "low census", NOW)
    assert cell(ward, night).heads == 0


@pytest.mark.parametrize(("start", "past"), [(time(9), True), (time(9, 1), False)])
def test_a_cell_that_has_begun_can_only_be_looked_at(
    world: World, ward: Unit, start: time, past: bool
) -> None:
    """The tests' present is Monday 23 November, 09:00 in Dallas."""
    key = CellKey(RowKey(world.roles["RN"].id, start, time(17)), date(2026, 11, 23))
    grid = week_grid(ward, date(2026, 11, 22), NOW, more_rows=[key.row])
    assert grid.cells()[key].past is past
    assert changed_cells(grid, {key: 3}) == ({} if past else {key: 3})


def test_rows_of_the_last_four_weeks_are_offered_again(ward: Unit, asking: Asking) -> None:
    submit(asking(), BY, RequestSource.FORM, NOW)
    assert len(week_grid(ward, SUNDAY + timedelta(weeks=4), NOW).rows) == 1
    assert week_grid(ward, SUNDAY + timedelta(weeks=5), NOW).rows == ()


def test_typing_into_an_empty_cell_makes_one_request(ward: Unit, night: CellKey) -> None:
    put(ward, night, 3)
    (request,) = standing(ward, night)
    assert (request.heads, request.source, len(request.slots)) == (3, RequestSource.WEEK_GRID, 3)
    assert request.patient_contact is ward.patient_contact


def test_more_heads_join_the_request_that_stands(ward: Unit, night: CellKey) -> None:
    put(ward, night, 1)
    put(ward, night, 4)
    (request,) = standing(ward, night)
    assert (request.heads, len(request.slots)) == (4, 4)


def test_fewer_heads_come_off_the_newest_request_first(ward: Unit, night: CellKey, asking: Asking) -> None:
    (first,) = submit(asking(heads=2), BY, RequestSource.FORM, NOW)
    (second,) = submit(asking(heads=2), BY, RequestSource.FORM, NOW)
    put(ward, night, 1)
    assert (first.heads, second.status) == (1, RequestStatus.CANCELLED)


def test_zero_cancels(ward: Unit, night: CellKey) -> None:
    put(ward, night, 2)
    (request,) = standing(ward, night)
    put(ward, night, 0)
    assert request.status is RequestStatus.CANCELLED


def test_people_who_accepted_are_never_taken_away(ward: Unit, night: CellKey) -> None:
    put(ward, night, 3)
    (request,) = standing(ward, night)
    request.slots[2].move_to(SlotStatus.FILLED, BY)
    with pytest.raises(InvalidRequest, match="1 person has accepted"):
        put(ward, night, 0)
    put(ward, night, 1)
    assert [slot.status for slot in request.slots] == ["cancelled", "cancelled", "filled"]
    assert request.status is RequestStatus.FILLED


def test_last_week_is_copied_but_never_below_who_accepted(ward: Unit, night: CellKey, asking: Asking) -> None:
    later = CellKey(night.row, night.day + timedelta(weeks=1))
    put(ward, night, 2)
    put(ward, later, 5)
    request = standing(ward, later)[0]
    for slot in request.slots[:3]:
        slot.move_to(SlotStatus.FILLED, BY)
    copied = last_weeks_heads(week_grid(ward, SUNDAY + timedelta(weeks=1), NOW))
    assert copied[later] == 3
    assert sum(copied.values()) == 3


def test_the_stamp_changes_with_the_numbers_and_not_with_empty_rows(
    world: World, ward: Unit, night: CellKey
) -> None:
    before = week_grid(ward, SUNDAY, NOW).stamp
    other = RowKey(world.roles["CNA"].id, time(7), time(15))
    assert week_grid(ward, SUNDAY, NOW, more_rows=[other]).stamp == before
    put(ward, night, 1)
    assert week_grid(ward, SUNDAY, NOW).stamp != before


def test_a_virtual_unit_asks_for_the_states_it_asked_for_last(world: World, ward: Unit) -> None:
    virtual = world.unit(
        ward.facility,
        kind=UnitKind.VIRTUAL_CARE,
        setting=Setting.VIRTUAL,
        journey_step=JourneyStep.VIRTUAL_VISIT,
    )
    key = CellKey(RowKey(world.roles["TRIAGE_RN"].id, time(8), time(17)), TUESDAY)
    put(virtual, key, 1)
    assert standing(virtual, key)[0].patient_states == ["TX"]
    standing(virtual, key)[0].patient_states = ["OK", "TX"]
    other = CellKey(key.row, TUESDAY + timedelta(days=1))
    put(virtual, other, 1)
    assert standing(virtual, other)[0].patient_states == ["OK", "TX"]
