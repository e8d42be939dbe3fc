"""Cancelling a request, with the fee shown before the click."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from staffing.accounts.identity import current_actor
from staffing.db import transact, utc_now
from staffing.offers.errors import OfferRefused
from staffing.offers.facility.blueprint import pages
from staffing.offers.facility.own import own_request
from staffing.offers.request_cancellation import cancel_request
from staffing.requests.fees import cancellation_fee
from staffing.requests.services import STAFFING
from staffing.web.forms import BaseForm


class CancelForm(BaseForm):
    """Why, and the fee that was shown: if it has risen meanwhile, it is shown again."""

    reason = StringField(
        "Why is the shift no longer needed?",
        validators=[InputRequired("Give a reason in a few words."), Length(max=200)],
    )
    shown_fee = HiddenField()


@pages.route("/requests/<reference>/cancel", methods=["GET", "POST"])
def cancel(reference: str) -> ResponseReturnValue:
    found, now = own_request(reference), utc_now()
    back = url_for("facility.show_request", reference=reference)
    if found.status not in STAFFING or found.starts_at <= now:
        flash("This shift has begun or is over: please call your coordinator.", "warning")
        return redirect(back)
    form, fee = CancelForm(), cancellation_fee(found, now)
    if request.method == "POST" and form.validate():
        if form.shown_fee.data != str(fee.bill_cents):
            form.form_errors.append("The fee has changed since this page was opened. Look at it again.")
        elif _cancel(found.id, str(form.reason.data)):
            flash(f"{reference} is cancelled.", "success")
            return redirect(back)
    form.shown_fee.data = form.shown_fee.raw_data = None
    form.shown_fee.process_data(str(fee.bill_cents))
    return render_template("facility/cancel.html", request_row=found, form=form, fee=fee)


def _cancel(request_id: int, reason: str) -> bool:
    try:
        transact(lambda: cancel_request(request_id, current_actor(), reason, utc_now()))
    except OfferRefused as refused:
        flash(refused.sentence, "error")
        return False
    return True
