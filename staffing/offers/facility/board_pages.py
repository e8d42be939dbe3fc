"""The facility scheduler's first page: a week of requests, day by day."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from staffing import clock
from staffing.db import utc_now
from staffing.offers.facility.blueprint import asked_day, asked_unit_id, pages
from staffing.offers.facility.board import board
from staffing.offers.facility.own import own_units

DAYS = 7


@pages.get("/")
def home() -> ResponseReturnValue:
    units = own_units()
    facilities = list({unit.facility_id: unit.facility for unit in units}.values())
    zone = facilities[0].timezone if facilities else "UTC"
    today = clock.local_day(utc_now(), zone)
    first, unit_id = asked_day("from", today), asked_unit_id()
    if unit_id is not None and unit_id not in {unit.id for unit in units}:
        abort(404)
    return render_template(
        "facility/board.html",
        days=board(first, DAYS, facilities, unit_id),
        units=units,
        unit_id=unit_id,
        first=first,
        today=today,
        earlier=first - timedelta(days=DAYS),
        later=first + timedelta(days=DAYS),
    )
