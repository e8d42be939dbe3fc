"""The facility scheduler tells us about a shift, and sees what becomes of it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_account
from staffing.accounts.models import RoleName
from staffing.db import db, transact, utc_now
from staffing.placements.models import Placement
from staffing.recovery.forms import KINDS, TellForm
from staffing.recovery.models import ReportKind
from staffing.recovery.queries import own_cases, own_reports, shifts_to_tell_about
from staffing.recovery.reports import CannotReport, report_by_facility

pages = Blueprint(
    "recovery",
    __name__,
    url_prefix="/facility/tell",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
pages.before_request(guard(RoleName.FACILITY_SCHEDULER))

THANKS = {
    ReportKind.COMPLIMENT: "Thank you. Your coordinator reads it and passes it on, without your name.",
    ReportKind.COMPLAINT: "Thank you. One of us looks into it and tells you; see below who, and by when.",
    ReportKind.INCIDENT: "Thank you. A coordinator reads it and calls you if anything is unclear.",
}


@pages.get("/")
def told() -> ResponseReturnValue:
    """What we are putting right, what was told, and the shifts to tell about."""
    return render_template(
        "recovery/told.html",
        cases=own_cases(),
        reports=own_reports(),
        shifts=shifts_to_tell_about(utc_now()),
        kinds=KINDS,
    )


@pages.route("/<int:placement_id>", methods=["GET", "POST"])
def tell(placement_id: int) -> ResponseReturnValue:
    """One person on one shift that has begun."""
    placement = db.session.scalar(select(Placement).where(Placement.id == placement_id))
    if placement is None or placement.starts_at > utc_now():
        abort(404)
    form = TellForm()
    if form.validate_on_submit() and _keep(placement_id, form):
        return redirect(url_for("recovery.told"))
    return render_template("recovery/tell.html", placement=placement, form=form)


def _keep(placement_id: int, form: TellForm) -> bool:
    moment, account_id, now = form.moment(), current_account().id, utc_now()
    try:
        transact(lambda: report_by_facility(placement_id, moment, account_id, now).id)
    except CannotReport as refusal:
        flash(str(refusal), "error")
        return False
    flash(THANKS[moment.kind], "success")
    return True
