"""The request form: sent, refused beside the field with nothing lost, copied, changed, cancelled."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from staffing import clock
from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.offers.submitting import submit_once
from staffing.placements.models import Offer, OfferStatus, PlacementStatus
from staffing.requests.details import RequestDetails
from staffing.requests.favourites import Favourite
from staffing.requests.models import RequestSource, RequestStatus, ShiftRequest, SlotStatus
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.facility_pages.conftest import ZONE, Desk, soon
from tests.races import second_waits_for_first


def a_wednesday() -> date:
    """A Wednesday five days away or more."""
    day = clock.local_day(utc_now(), ZONE) + timedelta(days=5)
    return day + timedelta(days=(2 - day.weekday()) % 7)


def filled_in(desk: Desk, **changes: Any) -> dict[str, Any]:
    day = a_wednesday()
    return {
        "unit_id": desk.ward.id,
        "staff_role_id": desk.world.roles["RN"].id,
        "day": day.isoformat(),
        "start": "07:00",
        "end": "19:00",
        "heads": "2",
        "priority": "routine",
        "setting": "on_site",
        "patient_contact": "most",
        "arrival_notes": "Blue door, ring twice",
        **changes,
    }


def the_request() -> ShiftRequest:
    db.session.expire_all()
    return db.session.scalars(select(ShiftRequest)).one()


def test_a_request_is_sent_and_answered_with_a_reference(desk: Desk) -> None:
    desk.world.coordinator()
    taken = desk.client.post("/facility/requests/new", data=filled_in(desk))
    answer, sent = desk.client.get(taken.location), the_request()
    assert sent.reference in answer.text
    assert "at the latest" in answer.text
    assert "(214) 555-0100" in answer.text
    assert (sent.heads, sent.entered_by_id, sent.source) == (2, desk.account.id, "form")
    assert len(sent.slots) == 2


def test_every_wish_reaches_the_request(desk: Desk) -> None:
    world, nurse = desk.world, desk.world.clinician()
    past = world.request(desk.ward, start=soon(-3, 7))
    world.placement(past.slots[0], nurse, PlacementStatus.WORKED)
    desk.client.post(
        "/facility/requests/new",
        data=filled_in(
            desk,
            unit_id=desk.icu.id,
            charge_needed="y",
            patients_read_up="y",
            explains_bills="y",
            patient_contact="some",
            priority="critical",
            languages=["es", "vi"],
            skill_ids=[world.skills["WOUND"].id, world.skills["BLS"].id],
            preferred_clinician_ids=[nurse.id],
            setting="virtual",
            patient_states="tx, ok",
        ),
    )
    sent = db.session.scalars(select(ShiftRequest).where(ShiftRequest.unit_id == desk.icu.id)).one()
    assert (sent.charge_needed, sent.patients_read_up, sent.explains_bills) == (True, True, True)
    assert (sent.patient_contact, sent.priority, sent.setting) == ("some", "critical", "virtual")
    assert (sent.languages, sent.patient_states) == (["es", "vi"], ["OK", "TX"])
    assert sent.preferred_clinician_ids == [nurse.id]
    assert {need.skill.code for need in sent.needs} == {"WOUND", "BLS"}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"day": "2020-01-01"}, "start", "already passed"),
        ({"end": "19:31"}, "end", "at most 12.5 hours"),
        ({"end": "07:00"}, "end", "end when it starts"),
        ({"unit_id": "999999"}, "unit_id", "Not a valid choice"),
        ({"unit_id": ""}, "unit_id", "Choose a unit"),
        ({"unit_id": "٣"}, "unit_id", "Invalid Choice"),
        ({"heads": "0"}, "heads", "between 1 and 99"),
        ({"heads": "1_0"}, "heads", "whole number"),
        ({"day": "soon"}, "day", "Not a valid date"),
        ({"setting": "virtual"}, "patient_states", "states the patients are in"),
        ({"arrival_notes": "a\x00b"}, "arrival_notes", "unreadable"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_is_lost(
    desk: Desk, change: dict[str, str], field: str, words: str
) -> None:
    answer = desk.client.post("/facility/requests/new", data=filled_in(desk, **change))
    assert answer.status_code == 200
    beside = answer.text.split(f'id="{field}-error">')[1].split("</p>")[0]
    assert words.lower() in beside.lower()
    if "arrival_notes" not in change:
        assert "Blue door, ring twice" in answer.text
    assert db.session.scalars(select(ShiftRequest)).all() == []


def next_change(month: int) -> str:
    """The Saturday before clocks change in `month` (March or November), within the coming year."""
    day = clock.local_day(utc_now(), ZONE)
    for offset in range(1, 366):
        night = day + timedelta(days=offset)
        starts_at, _ = clock.day_bounds(night + timedelta(days=1), ZONE)
        hours = clock.day_bounds(night + timedelta(days=1), ZONE)[1] - starts_at
        if night.month in {month, month - 1} and hours != timedelta(days=1):
            return night.isoformat()
    raise AssertionError("the clocks change twice a year")


def test_a_time_that_comes_twice_is_asked_about(desk: Desk) -> None:
    typed = filled_in(desk, day=next_change(11), start="18:00", end="01:30")
    asked = desk.client.post("/facility/requests/new", data=typed)
    assert "comes twice" in asked.text
    assert "the second time (CST)" in asked.text
    desk.client.post("/facility/requests/new", data={**typed, "fold": "1"})
    taken = the_request()
    assert clock.minutes_between(taken.starts_at, taken.ends_at) == 8 * 60 + 30


def test_a_time_that_is_skipped_is_refused(desk: Desk) -> None:
    answer = desk.client.post(
        "/facility/requests/new", data=filled_in(desk, day=next_change(3), start="18:00", end="02:30")
    )
    assert "does not exist that night" in answer.text.split('id="end-error">')[1]


def test_the_estimate_shows_bill_and_never_pay(desk: Desk) -> None:
    answer = desk.client.get("/facility/requests/estimate", query_string=filled_in(desk))
    assert "$1,534.00" in answer.text
    assert "$66.00/h" in answer.text
    assert "44.00" not in answer.text


def test_an_unfinished_form_has_no_estimate_yet(desk: Desk) -> None:
    answer = desk.client.get("/facility/requests/estimate", query_string={"unit_id": desk.ward.id})
    assert "Fill in unit" in answer.text


def test_the_unit_part_follows_the_unit(desk: Desk) -> None:
    desk.icu.patients_read_up = True
    answer = desk.client.get(f"/facility/requests/unit-defaults?unit_id={desk.icu.id}")
    assert answer.text.count("checked") == 3
    assert desk.client.get("/facility/requests/unit-defaults?unit_id=%D9%A3").status_code == 200


def test_a_copy_brings_everything_but_its_past_day(desk: Desk) -> None:
    past = desk.world.request(desk.ward, start=soon(-3, 19), heads=4, arrival_notes="Side gate")
    page = desk.client.get(f"/facility/requests/new?copy={past.reference}").text
    assert "Side gate" in page
    assert f'value="{clock.local_day(utc_now(), ZONE).isoformat()}"' in page
    assert desk.client.get("/facility/requests/new?copy=R-NOPE").status_code == 404


@both_databases
def test_a_change_keeps_the_request_and_takes_back_the_offer(desk: Desk) -> None:
    request = desk.world.request(desk.ward, start=soon(5, 7), heads=1)
    offer = desk.world.offer(request.slots[0], desk.world.clinician())
    page = desk.client.get(f"/facility/requests/{request.reference}/edit")
    assert f'name="version" type="hidden" value="{request.version}"' in page.text
    answer = desk.client.post(
        f"/facility/requests/{request.reference}/edit",
        data=filled_in(desk, version=request.version, start="08:00", heads="1"),
    )
    assert answer.status_code == 302
    assert clock.local(the_request().starts_at, ZONE).hour == 8
    assert db.session.get_one(Offer, offer.id).status is OfferStatus.WITHDRAWN


def test_a_change_from_a_stale_page_is_refused(desk: Desk) -> None:
    request = desk.world.request(desk.ward, start=soon(5, 7), heads=1)
    answer = desk.client.post(
        f"/facility/requests/{request.reference}/edit",
        data=filled_in(desk, version=request.version + 1, heads="5"),
    )
    assert "meanwhile" in answer.text
    assert the_request().heads == 1


@both_databases
def test_cancelling_shows_the_fee_first(desk: Desk) -> None:
    request = desk.world.request(desk.ward, start=utc_now() + timedelta(hours=6), heads=1)
    desk.world.placement(request.slots[0], desk.world.clinician())
    page = desk.client.get(f"/facility/requests/{request.reference}/cancel")
    assert "$132.00" in page.text
    unseen = desk.client.post(f"/facility/requests/{request.reference}/cancel", data={"reason": "low census"})
    assert "fee has changed" in unseen.text
    assert the_request().status is not RequestStatus.CANCELLED
    desk.client.post(
        f"/facility/requests/{request.reference}/cancel",
        data={"reason": "low census", "shown_fee": "13200"},
    )
    assert the_request().status is RequestStatus.CANCELLED
    assert the_request().slots[0].status is SlotStatus.CANCELLED


def test_other_facilities_requests_do_not_exist(desk: Desk) -> None:
    stranger = desk.world.request(desk.world.unit(), start=soon(5, 7))
    for path in ("", "/edit", "/cancel", "/sent"):
        assert desk.client.get(f"/facility/requests/{stranger.reference}{path}").status_code == 404


def key_of(page: str) -> str:
    match = re.search(r'name="key" type="hidden" value="([\w-]{16,64})"', page)
    assert match is not None
    return match[1]


def test_a_double_click_is_one_request(desk: Desk) -> None:
    key = key_of(desk.client.get("/facility/requests/new").text)
    typed = filled_in(desk, key=key)
    first, second = (desk.client.post("/facility/requests/new", data=typed) for _ in range(2))
    assert first.location == second.location == f"/facility/requests/{the_request().reference}/sent"


def test_a_form_that_was_refused_can_be_sent_again_with_its_key(desk: Desk) -> None:
    key = key_of(desk.client.get("/facility/requests/new").text)
    refused = desk.client.post("/facility/requests/new", data=filled_in(desk, key=key, end="07:00"))
    assert (refused.status_code, key_of(refused.text)) == (200, key)
    assert desk.client.post("/facility/requests/new", data=filled_in(desk, key=key)).status_code == 302
    assert the_request().heads == 2


def test_a_form_changed_before_it_is_sent_again_is_another_request(desk: Desk) -> None:
    key = key_of(desk.client.get("/facility/requests/new").text)
    for heads in ("2", "3"):
        desk.client.post("/facility/requests/new", data=filled_in(desk, key=key, heads=heads))
    assert sorted(db.session.scalars(select(ShiftRequest.heads))) == [2, 3]


@both_databases
def test_two_clicks_at_the_same_moment_are_one_request(app: Flask, desk: Desk) -> None:
    details = RequestDetails(
        unit_id=desk.ward.id,
        staff_role_id=desk.world.roles["RN"].id,
        day=a_wednesday(),
        start=time(7),
        end=time(19),
    )
    by = Actor(desk.account.id, desk.account.name)

    def click() -> object:
        return submit_once(details, by, RequestSource.FORM, utc_now(), key="made-with-the-page")

    assert second_waits_for_first(app, desk.world.agency_id, click, click) == "done"
    assert len(the_request().slots) == 1


def test_whom_to_ask_again_follows_the_facility_of_the_unit(
    desk: Desk, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    """Somebody who schedules for two places asks each place's own people again."""
    annex = desk.world.facility(name="Magnolia Annex")
    clinic = desk.world.unit(annex)
    here, there = desk.world.clinician(), desk.world.clinician()
    for facility, person in ((desk.facility, here), (annex, there)):
        db.session.add(Favourite(facility_id=facility.id, clinician_id=person.id))
    both = desk.world.scheduler(desk.facility, annex)
    db.session.commit()
    client = client_for(both)

    def asked(address: str) -> list[int]:
        boxes = re.findall(r'<input([^>]*name="preferred_clinician_ids"[^>]*)>', client.get(address).text)
        assert len(boxes) == 2, address
        ticked = [re.search(r'value="(\d+)"', box) for box in boxes if "checked" in box]
        return [int(found[1]) for found in ticked if found]

    assert asked("/facility/requests/new") == []
    assert asked(f"/facility/requests/new?unit={clinic.id}") == [there.id]
    assert asked(f"/facility/requests/unit-defaults?unit_id={desk.icu.id}") == [here.id]
    alone = desk.client.get(f"/facility/requests/unit-defaults?unit_id={desk.icu.id}").text
    assert "preferred_clinician_ids" not in alone
