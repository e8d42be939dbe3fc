"""A clinician rates a colleague's hand-off, signed in; the colleague never sees a single answer."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.models import RoleName
from staffing.db import current_scope, transact, utc_now
from staffing.feedback.handoffs import find_handoff, rate_handoff
from staffing.ratings.forms import RateForm, rate_form
from staffing.ratings.models import RaterSource
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.services import CannotRate

handoff_pages = Blueprint("handoff", __name__, url_prefix="/clinician/handoffs", template_folder="templates")
handoff_pages.before_request(guard(RoleName.CLINICIAN))


@handoff_pages.route("/<int:placement_id>", methods=["GET", "POST"])
def rate(placement_id: int) -> ResponseReturnValue:
    """One colleague on one shift."""
    found = find_handoff(_own_id(), placement_id, utc_now()) or abort(404)
    form = rate_form((found.colleague,), questionnaire_in_force(utc_now()), RaterSource.COLLEAGUE)
    if form.validate_on_submit() and _keep(placement_id, form):
        return redirect(url_for("clinician.shifts"), 303)
    return render_template("feedback/handoff.html", colleague=found.colleague, form=form)


def _own_id() -> int:
    return current_scope().clinician_id or abort(404)


def _keep(placement_id: int, form: RateForm) -> bool:
    own, now = _own_id(), utc_now()
    try:
        transact(lambda: rate_handoff(own, placement_id, form.asked, form.answers()[placement_id], now).id)
    except CannotRate as refusal:
        flash(str(refusal), "error")
        return False
    flash("Thank you. Your colleague never sees a single answer.", "success")
    return True
