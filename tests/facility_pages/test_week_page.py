"""The week grid's page: saved in one go, or not at all."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from staffing import clock
from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.offers.facility.week_forms import read_cell, typed_cells
from staffing.offers.request_editing import WeekMoved, save_week
from staffing.placements.models import Offer, OfferStatus
from staffing.requests.models import ShiftRequest, SlotStatus
from staffing.requests.week_grid import week_grid
from tests.conftest import both_databases
from tests.facility_pages.conftest import ZONE, Desk, soon
from tests.races import second_waits_for_first


def coming_sunday() -> date:
    return clock.week_start(clock.local_day(utc_now(), ZONE)) + timedelta(weeks=1)


def cell(desk: Desk, offset: int, times: str = "0700-1900") -> str:
    role = desk.world.roles["RN"].id
    return f"c.{role}-{times}.{(coming_sunday() + timedelta(days=offset)).isoformat()}"


def address(desk: Desk, **more: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/facility/week?unit={desk.ward.id}&week={coming_sunday().isoformat()}{extra}"


def stamp_of(page: str) -> str:
    match = re.search(r'name="stamp" type="hidden" value="([0-9a-f]{16})"', page)
    assert match is not None
    return match[1]


def save(desk: Desk, cells: dict[str, str]) -> tuple[int, str]:
    stamp = stamp_of(desk.client.get(address(desk, row=next(iter(cells)).split(".")[1])).text)
    answer = desk.client.post(address(desk), data={"stamp": stamp, **cells})
    db.session.expire_all()
    return answer.status_code, answer.text


def all_heads() -> list[int]:
    return list(db.session.scalars(select(ShiftRequest.heads).order_by(ShiftRequest.starts_at)))


def test_one_save_asks_for_the_whole_week(desk: Desk) -> None:
    status, _ = save(desk, {cell(desk, day): "3" for day in range(1, 6)})
    assert status == 302
    assert all_heads() == [3, 3, 3, 3, 3]
    assert "15 more people asked for" in desk.client.get(address(desk)).text


def test_a_refused_cell_keeps_what_was_typed_and_saves_nothing(desk: Desk) -> None:
    request = desk.world.request(
        desk.ward, start=soon((coming_sunday() - clock.local_day(utc_now(), ZONE)).days + 2, 7), heads=2
    )
    offer = desk.world.offer(request.slots[1], desk.world.clinician())
    desk.world.placement(request.slots[0], desk.world.clinician())
    status, page = save(desk, {cell(desk, 2): "0", cell(desk, 3): "7"})
    assert status == 200
    assert "1 person has accepted already" in page
    assert 'value="7"' in page
    assert all_heads() == [2]
    assert db.session.get_one(Offer, offer.id).status is OfferStatus.OPEN


@both_databases
def test_taking_a_head_away_takes_its_offer_back(desk: Desk) -> None:
    days = (coming_sunday() - clock.local_day(utc_now(), ZONE)).days + 2
    request = desk.world.request(desk.ward, start=soon(days, 7), heads=1)
    offer = desk.world.offer(request.slots[0], desk.world.clinician())
    save(desk, {cell(desk, 2): ""})
    assert db.session.get_one(Offer, offer.id).status is OfferStatus.WITHDRAWN
    assert request.slots[0].status is SlotStatus.CANCELLED


@pytest.mark.parametrize("typed", ["many", "-1", "1.5", "٣", "1_0"])
def test_what_is_no_number_is_said_in_its_cell(desk: Desk, typed: str) -> None:
    status, page = save(desk, {cell(desk, 1): typed, cell(desk, 2): "2"})
    assert status == 200
    assert "Write a number of people" in page
    assert typed in page
    assert all_heads() == []


def test_a_week_that_moved_meanwhile_is_shown_again(desk: Desk) -> None:
    row = cell(desk, 1).split(".")[1]
    page = desk.client.get(address(desk, row=row)).text
    save(desk, {cell(desk, 1): "2"})
    answer = desk.client.post(address(desk), data={"stamp": stamp_of(page), cell(desk, 1): "5"})
    assert "while you were typing" in answer.text
    assert "now 2" in answer.text
    assert 'value="5"' in answer.text
    assert all_heads() == [2]


def test_last_week_is_copied_into_the_fields_and_sent_only_by_saving(desk: Desk) -> None:
    save(desk, {cell(desk, 1): "4"})
    next_week = (coming_sunday() + timedelta(weeks=1)).isoformat()
    page = desk.client.get(f"/facility/week?unit={desk.ward.id}&week={next_week}&copy=1").text
    assert "last week&#39;s numbers" in page or "last week's numbers" in page
    assert 'value="4"' in page
    assert all_heads() == [4]


def test_another_facilitys_unit_is_not_found(desk: Desk) -> None:
    stranger = desk.world.unit()
    assert desk.client.get(f"/facility/week?unit={stranger.id}").status_code == 404
    assert desk.client.post(f"/facility/week?unit={stranger.id}").status_code == 404


@pytest.mark.parametrize(
    "name", ["c.1-0700-1900.soon", "c.1-2500-1900.2026-12-01", "x.1-0700-1900.2026-12-01", "c", "stamp", ""]
)
def test_other_fields_are_no_cells(name: str) -> None:
    assert read_cell(name) is None
    assert typed_cells({name: "3"}) == ({}, {})


@both_databases
def test_a_week_saved_twice_at_once_asks_for_its_heads_once(app: Flask, desk: Desk) -> None:
    unit_id, sunday, now = desk.ward.id, coming_sunday(), utc_now()
    key = read_cell(cell(desk, 2))
    assert key is not None
    stamp = week_grid(desk.ward, sunday, now, more_rows={key.row}).stamp

    def saved() -> object:
        return save_week(unit_id, sunday, {key: 3}, stamp, Actor(None, "Dana"), now)

    assert second_waits_for_first(app, desk.world.agency_id, saved, saved, (WeekMoved,)) == "WeekMoved"
    assert all_heads() == [3]
