"""A double tap on "ask for again" or "please not again", on both databases: once, and never a fault."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DoNotReturn
from staffing.clinicians.dnr_services import DnrDetails, request_dnr
from staffing.db import db
from staffing.requests.favourites import Favourite, ask_again
from tests.conftest import both_databases
from tests.facility_pages.conftest import Desk
from tests.races import second_waits_for_first

pytestmark = both_databases
DANA = Actor(None, "Dana")


def test_asking_for_someone_again_twice_is_one_wish(app: Flask, desk: Desk) -> None:
    facility_id, person_id = desk.facility.id, desk.world.clinician().id

    def tap() -> object:
        return ask_again(facility_id, person_id, DANA)

    assert second_waits_for_first(app, desk.world.agency_id, tap, tap) == "done"
    assert len(db.session.scalars(select(Favourite)).all()) == 1


def test_asking_for_someone_not_again_twice_is_one_request(app: Flask, desk: Desk) -> None:
    details = DnrDetails(
        clinician_id=desk.world.clinician().id,
        scope=DnrScope.FACILITY,
        side=DnrSide.FACILITY,
        reason=DnrReason.PROFESSIONAL,
        starts_on=date(2026, 11, 23),
        facility_id=desk.facility.id,
    )

    def tap() -> object:
        return request_dnr(details, DANA)

    assert second_waits_for_first(app, desk.world.agency_id, tap, tap) == "done"
    assert len(db.session.scalars(select(DoNotReturn)).all()) == 1
