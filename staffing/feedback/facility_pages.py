"""The facility scheduler hands the question on: to the charge nurse, by a link shown once."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.db import transact, utc_now
from staffing.feedback.forwarding import link_for_charge_nurse
from staffing.feedback.links import CannotIssue

facility_pages = Blueprint("rating_links", __name__, url_prefix="/facility/rate", template_folder="templates")
facility_pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@facility_pages.post("/<reference>/charge-nurse")
def for_charge_nurse(reference: str) -> ResponseReturnValue:
    """A new link each time; the page cannot be had back, so the answer is shown at once."""
    try:
        made = transact(lambda: link_for_charge_nurse(reference, current_actor(), utc_now()))
    except CannotIssue as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("ratings.shift", reference=reference))
    if made is None:
        abort(404)
    request, issued = made
    return render_template("feedback/charge_nurse.html", request=request, issued=issued)
