"""The facility scheduler rates who came: a list of finished shifts, and one page per shift."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_account
from staffing.accounts.models import RoleName
from staffing.db import transact, utc_now
from staffing.ratings.finished import finished_shifts, shift_to_rate
from staffing.ratings.forms import RateForm, rate_form
from staffing.ratings.models import RaterSource
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.services import CannotRate, rater_of, submit_facility_response

pages = Blueprint("ratings", __name__, url_prefix="/facility/rate")
pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@pages.get("/")
def finished() -> ResponseReturnValue:
    """Finished shifts with somebody left to rate."""
    shifts = finished_shifts(rater_of(current_account().id), utc_now())
    return render_template("ratings/finished.html", shifts=shifts)


@pages.route("/<reference>", methods=["GET", "POST"])
def shift(reference: str) -> ResponseReturnValue:
    """One finished shift: everybody who came and is not rated yet."""
    found = shift_to_rate(reference, rater_of(current_account().id), utc_now())
    if found is None:
        abort(404)
    form = rate_form(found.waiting, questionnaire_in_force(utc_now()), RaterSource.FACILITY)
    if found.waiting and form.validate_on_submit() and _keep(form):
        return redirect(url_for("ratings.finished"))
    return render_template("ratings/shift.html", shift=found, form=form)


def _keep(form: RateForm) -> bool:
    """Store the answers about everybody who was rated, all or nothing."""
    account_id, now = current_account().id, utc_now()

    def store() -> None:
        for placement_id, given in form.answers().items():
            submit_facility_response(placement_id, given, account_id, now, form.asked)

    try:
        transact(store)
    except CannotRate as refusal:
        flash(str(refusal), "error")
        return False
    flash("Thank you. Your answers help us choose who comes to you next.", "success")
    return True
