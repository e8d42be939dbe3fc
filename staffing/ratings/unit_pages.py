"""How our units are doing: a facility's own trend, nobody's name on it."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from staffing.accounts.guards import guard
from staffing.accounts.models import RoleName
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.ratings.bands import FACILITY_FROM_RESPONSES
from staffing.ratings.unit_trend import PEOPLE_FROM, unit_trends

unit_pages = Blueprint("our_units", __name__, url_prefix="/facility/our-units")
unit_pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@unit_pages.get("/")
def trends() -> str:
    """Each facility the account schedules for."""
    mine = db.session.scalars(select(Facility).where(Facility.active).order_by(Facility.name)).all()
    now = utc_now()
    return render_template(
        "ratings/units.html",
        places=[unit_trends(facility, now) for facility in mine],
        responses_from=FACILITY_FROM_RESPONSES,
        people_from=PEOPLE_FROM,
    )
