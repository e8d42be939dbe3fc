"""The board, the list of requests, who is coming, again and not again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from staffing import clock
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.db import db
from staffing.offers.facility.people import who_is_coming
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.favourites import Favourite
from staffing.requests.models import ShiftRequest
from tests.facility_pages.conftest import ZONE, Desk, soon
from tests.factories import NOW
from tests.ratings.makers import rated


def shift_with_people(desk: Desk) -> tuple[ShiftRequest, Placement]:
    """Three heads: one filled, one being offered, one still looking."""
    world = desk.world
    nurse = world.clinician(first_name="Imani", last_name="Okafor", languages=["en", "es"])
    past = world.request(desk.ward, start=soon(-3, 7))
    world.placement(past.slots[0], nurse, PlacementStatus.WORKED)
    request = world.request(desk.ward, start=soon(2, 19), heads=3)
    world.offer(request.slots[1], world.clinician())
    return request, world.placement(request.slots[0], nurse)


def test_the_board_tells_filled_offered_and_looking_apart(desk: Desk) -> None:
    shift_with_people(desk)
    page = desk.client.get("/facility/").text
    for words in ("1 filled", "1 being offered", "1 still looking", "Imani Okafor"):
        assert words in page


def test_the_board_shows_one_unit_if_asked(desk: Desk) -> None:
    request, _ = shift_with_people(desk)
    assert request.reference in desk.client.get(f"/facility/?unit={desk.ward.id}").text
    assert request.reference not in desk.client.get(f"/facility/?unit={desk.icu.id}").text


def test_the_board_of_a_quiet_week_says_so(desk: Desk) -> None:
    assert "No shifts in these seven days" in desk.client.get("/facility/?from=2030-01-01").text


@pytest.mark.parametrize(
    "address",
    ["?unit=999999", "?unit=x", "?unit=%D9%A3", "?unit=10000000000", "?from=soon", "?from=0001-01-01"],
)
def test_addresses_that_name_nothing_are_not_found(desk: Desk, address: str) -> None:
    assert desk.client.get(f"/facility/{address}").status_code == 404


def test_another_facilitys_shifts_and_people_are_nowhere(desk: Desk) -> None:
    other = desk.world.request(desk.world.unit(), start=soon(2, 19))
    placement = desk.world.placement(other.slots[0], desk.world.clinician())
    assert other.reference not in desk.client.get("/facility/").text
    assert other.reference not in desk.client.get("/facility/requests/").text
    assert desk.client.post(f"/facility/placements/{placement.id}/again").status_code == 404
    assert desk.client.get(f"/facility/placements/{placement.id}/not-again").status_code == 404


def test_who_is_coming_is_told_with_licence_times_languages_and_band(desk: Desk) -> None:
    request, placement = shift_with_people(desk)
    page = desk.client.get(f"/facility/requests/{request.reference}").text
    for words in ("Imani Okafor", "RN, TX, verified", "once", "English, Spanish", "New to us"):
        assert words in page
    assert str(placement.clinician.email) not in page


def test_ask_for_again_is_kept_and_preselected_on_the_next_request(desk: Desk) -> None:
    _, placement = shift_with_people(desk)
    desk.client.post(f"/facility/placements/{placement.id}/again")
    wish = db.session.scalars(select(Favourite)).one()
    assert (wish.clinician_id, wish.facility_id) == (placement.clinician_id, desk.facility.id)
    page = desk.client.get("/facility/requests/new").text
    box = page.split('name="preferred_clinician_ids"')[0].rsplit("<input", 1)[1]
    assert "checked" in box
    desk.client.post(f"/facility/placements/{placement.id}/again/forget")
    db.session.expire_all()
    assert db.session.scalars(select(Favourite)).all() == []


@pytest.mark.parametrize("scope", [DnrScope.UNIT, DnrScope.FACILITY])
def test_please_not_again_goes_to_a_coordinator(desk: Desk, scope: DnrScope) -> None:
    request, placement = shift_with_people(desk)
    typed = {"reason": "professional", "scope": scope.value, "detail": "Left the unit twice"}
    assert desk.client.post(f"/facility/placements/{placement.id}/not-again", data=typed).status_code == 302
    row = db.session.scalars(select(DoNotReturn)).one()
    assert (row.status, row.side, row.reason) == (
        DnrStatus.REQUESTED,
        DnrSide.FACILITY,
        DnrReason.PROFESSIONAL,
    )
    assert row.unit_id == (desk.ward.id if scope is DnrScope.UNIT else None)
    assert row.raised_by_id == desk.account.id
    assert "With your coordinator" in desk.client.get(f"/facility/requests/{request.reference}").text


def test_please_not_again_needs_a_reason(desk: Desk) -> None:
    _, placement = shift_with_people(desk)
    answer = desk.client.post(f"/facility/placements/{placement.id}/not-again", data={"scope": "unit"})
    assert "Choose one of the two" in answer.text
    assert db.session.scalars(select(DoNotReturn)).all() == []


def test_requests_are_searched_and_paged(desk: Desk) -> None:
    for day in range(1, 23):
        desk.world.request(desk.ward if day % 2 else desk.icu, start=soon(day, 7))
    first = desk.client.get("/facility/requests/").text
    assert "1–20 of 22" in first
    assert "21–22 of 22" in desk.client.get("/facility/requests/?page=2").text
    assert desk.client.get("/facility/requests/?page=3").status_code == 404
    only = desk.client.get("/facility/requests/?q=icu").text
    assert "ICU" in only
    assert "4 West" not in only
    assert "Nothing found" in desk.client.get("/facility/requests/?q=100%25_nothing").text
    assert "Nothing found" in desk.client.get("/facility/requests/?status=filled").text
    assert desk.client.get("/facility/requests/?status=weird").status_code == 404


def test_a_scheduler_without_units_is_told_what_to_do(desk: Desk) -> None:
    desk.ward.active = desk.icu.active = False
    for path in ("", "week", "requests/new"):
        assert "Your coordinator can add your units" in desk.client.get(f"/facility/{path}").text


def test_not_again_lasts_through_its_last_day_on_the_facilitys_clock(desk: Desk) -> None:
    """Ten in the evening in Dallas is the next day in UTC."""
    request, placement = shift_with_people(desk)
    evening = soon(1, 22)
    row = DoNotReturn(
        clinician_id=placement.clinician_id,
        facility_id=desk.facility.id,
        scope=DnrScope.FACILITY,
        side=DnrSide.FACILITY,
        reason=DnrReason.PROFESSIONAL,
        starts_on=clock.local_day(soon(0, 12), ZONE),
        ends_on=clock.local_day(evening, ZONE),
    )
    db.session.add(row)
    db.session.flush()
    (coming,) = who_is_coming(request, evening)
    assert coming.barred
    (coming,) = who_is_coming(request, evening + timedelta(hours=2))
    assert not coming.barred


def test_a_band_is_shown_from_ten_responses_and_moves_once_a_month(desk: Desk) -> None:
    """Nobody can read the latest answer from a band that has just moved."""
    nurse = desk.world.clinician()
    request = desk.world.request(desk.ward, start=NOW + timedelta(days=20))
    desk.world.placement(request.slots[0], nurse)
    for rater in range(9):
        rated(desk.world, nurse, desk.ward, rater=f"account:{rater}", days_ago=40)
    rated(desk.world, nurse, desk.ward, rater="account:9", days_ago=1)

    def shown(now: datetime) -> tuple[str, int]:
        (coming,) = who_is_coming(request, now)
        return coming.band.label, coming.band.responses

    assert shown(NOW) == ("New to us", 9)
    assert shown(NOW + timedelta(days=10)) == ("Strong communicator", 10)
