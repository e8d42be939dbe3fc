"""After a worked shift the clinician says, in three lines, how the place was."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.db import db, transact, utc_now
from staffing.placements.models import Placement
from staffing.ratings.services import CannotRate
from staffing.site_ratings.forms import SiteForm, site_form
from staffing.site_ratings.services import submit_site_response
from staffing.site_ratings.waiting import waiting_for_word

pages = Blueprint("site_rating", __name__, url_prefix="/clinician/shifts", template_folder="templates")
pages.before_request(guard(RoleName.CLINICIAN))


@pages.route("/<int:placement_id>/place", methods=["GET", "POST"])
def rate(placement_id: int) -> ResponseReturnValue:
    """One page, three taps and a send; once a shift."""
    form = site_form()
    if _is_open(placement_id) and form.validate_on_submit() and _keep(placement_id, form):
        return redirect(url_for("clinician.shifts"), 303)
    return render_template(
        "site_ratings/rate.html", placement=_own(placement_id), form=form, is_open=_is_open(placement_id)
    )


def _is_open(placement_id: int) -> bool:
    return placement_id in waiting_for_word([_own(placement_id)], utc_now())


def _own(placement_id: int) -> Placement:
    """A placement of the clinician in scope; 404 for any other."""
    found = db.session.scalar(select(Placement).where(Placement.id == placement_id))
    return found if found is not None else abort(404)


def _keep(placement_id: int, form: SiteForm) -> bool:
    by, now = current_actor(), utc_now()
    try:
        transact(lambda: submit_site_response(_own(placement_id), form.answers(), by, now))
    except CannotRate as refusal:
        flash(str(refusal), "error")
        return False
    flash("Thank you. It helps us, and whoever goes there next.", "success")
    return True
