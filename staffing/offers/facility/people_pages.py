"""Ask for someone again, or please not again."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from staffing import clock
from staffing.accounts.identity import current_actor
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide
from staffing.clinicians.dnr_services import DnrDetails, request_dnr
from staffing.db import transact, utc_now
from staffing.offers.barring import withdraw_barred
from staffing.offers.facility.blueprint import pages
from staffing.offers.locking import visible
from staffing.placements.models import Placement
from staffing.requests.favourites import ask_again, stop_asking
from staffing.web.forms import BaseForm

REASONS = {
    DnrReason.CLINICAL: "Clinical: how they cared for patients",
    DnrReason.PROFESSIONAL: "Professional: how they behaved or worked with others",
}


class NotAgainForm(BaseForm):
    """A facility's request; a coordinator decides."""

    reason = RadioField(
        "What kind of reason is it?",
        choices=[(kind.value, words) for kind, words in REASONS.items()],
        validators=[InputRequired("Choose one of the two.")],
    )
    scope = RadioField(
        "Where should they not return?",
        choices=[(DnrScope.UNIT.value, "This unit"), (DnrScope.FACILITY.value, "The whole facility")],
        default=DnrScope.UNIT.value,
    )
    detail = TextAreaField(
        "What happened?",
        description="A few sentences for your coordinator. Please nothing that tells who a patient is.",
        validators=[InputRequired("Say in a few words what happened."), Length(max=500)],
    )


@pages.post("/placements/<int:placement_id>/again")
def again(placement_id: int) -> ResponseReturnValue:
    placement = visible(Placement, placement_id)
    transact(lambda: ask_again(placement.facility_id, placement.clinician_id, current_actor()))
    flash(f"We will ask {placement.clinician.first_name} first when you need someone.", "success")
    return _back_to(placement)


@pages.post("/placements/<int:placement_id>/again/forget")
def forget(placement_id: int) -> ResponseReturnValue:
    placement = visible(Placement, placement_id)
    transact(lambda: stop_asking(placement.facility_id, placement.clinician_id, current_actor()))
    flash(f"{placement.clinician.first_name} is no longer among the people you ask for.", "info")
    return _back_to(placement)


@pages.route("/placements/<int:placement_id>/not-again", methods=["GET", "POST"])
def not_again(placement_id: int) -> ResponseReturnValue:
    placement, form = visible(Placement, placement_id), NotAgainForm()
    if form.validate_on_submit():
        transact(lambda: _not_again(placement_id, form, utc_now()))
        flash("Your coordinator has been told and will call you.", "success")
        return _back_to(placement)
    return render_template("facility/not_again.html", placement=placement, form=form)


def _not_again(placement_id: int, form: NotAgainForm, now: datetime) -> None:
    """It bars at once, so what they were offered here goes with it."""
    row = request_dnr(_details(placement_id, form, now), current_actor())
    withdraw_barred(row.clinician_id, current_actor(), now)


def _details(placement_id: int, form: NotAgainForm, now: datetime) -> DnrDetails:
    placement = visible(Placement, placement_id)
    return DnrDetails(
        clinician_id=placement.clinician_id,
        scope=DnrScope(form.scope.data),
        side=DnrSide.FACILITY,
        reason=DnrReason(form.reason.data),
        starts_on=clock.local_day(now, placement.slot.facility.timezone),
        facility_id=placement.facility_id,
        unit_id=placement.slot.unit_id if form.scope.data == DnrScope.UNIT else None,
        detail=str(form.detail.data),
    )


def _back_to(placement: Placement) -> ResponseReturnValue:
    return redirect(url_for("facility.show_request", reference=placement.slot.request.reference))
