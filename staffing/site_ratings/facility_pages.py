"""How clinicians find us: a facility's own bands, never an answer and never a name."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from staffing.accounts.guards import guard
from staffing.accounts.models import RoleName
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.site_ratings.quarters import how_clinicians_find

facility_pages = Blueprint(
    "clinicians_say",
    __name__,
    url_prefix="/facility/clinicians-say",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
facility_pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@facility_pages.get("/")
def found() -> str:
    """Each facility the account schedules for."""
    mine = db.session.scalars(select(Facility).where(Facility.active).order_by(Facility.name)).all()
    now = utc_now()
    return render_template(
        "site_ratings/found.html", places=[how_clinicians_find(facility, now) for facility in mine]
    )
