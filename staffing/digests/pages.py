"""The clinician's own record: digests, appeals, what is kept about them and how to have it corrected."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.audit import IllegalTransition
from staffing.db import current_scope, db, transact, utc_now
from staffing.digests.corrections import CannotCorrect, ask_for_correction, own_corrections
from staffing.digests.forms import AppealForm, CorrectionForm
from staffing.digests.models import Digest
from staffing.digests.own_data import export_own_data
from staffing.placements.models import Placement
from staffing.ratings.appeals import (
    MOST_PENDING,
    CannotAppeal,
    file_appeal,
    own_appeals,
    pending,
    shifts_to_appeal,
    withdraw_appeal,
)
from staffing.ratings.items import DIMENSION_NAMES
from staffing.web.filters import when

pages = Blueprint("own_record", __name__, url_prefix="/clinician", template_folder="templates")
pages.before_request(guard(RoleName.CLINICIAN))


@pages.get("/digests")
def digests() -> ResponseReturnValue:
    """The latest digest, and the earlier ones under it; never a single response."""
    mine = select(Digest).where(Digest.clinician_id == current_scope().clinician_id)
    found = db.session.scalars(mine.order_by(Digest.month.desc())).all()
    return render_template("digests/digests.html", digests=found, names=DIMENSION_NAMES)


@pages.route("/appeals", methods=["GET", "POST"])
def appeals() -> ResponseReturnValue:
    """Ask a person to look at one shift's ratings; whether there are any is not said."""
    now, form = utc_now(), AppealForm()
    shifts = shifts_to_appeal(now)
    form.placement_id.choices = [(one.id, _shift_words(one)) for one in shifts]
    if form.validate_on_submit():
        placement_id, reason, by = form.placement_id.data, form.reason.data, current_actor()
        try:
            transact(lambda: file_appeal(placement_id, reason, by, now))
        except CannotAppeal as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Thank you. A person looks at it and writes to you.", "success")
            return redirect(url_for("own_record.appeals"), 303)
    return _appeals_page(form, shifts)


@pages.post("/appeals/<int:appeal_id>/withdraw")
def withdraw(appeal_id: int) -> ResponseReturnValue:
    by, now = current_actor(), utc_now()
    try:
        transact(lambda: withdraw_appeal(appeal_id, by, now))
    except CannotAppeal:
        abort(404)
    except IllegalTransition:
        flash("This was answered already.", "error")
    else:
        flash("Taken back.", "success")
    return redirect(url_for("own_record.appeals"), 303)


@pages.route("/my-data", methods=["GET", "POST"])
def my_data() -> ResponseReturnValue:
    """What we keep: take it along, or have it corrected."""
    form, by = CorrectionForm(), current_actor()
    if form.validate_on_submit():
        try:
            transact(lambda: ask_for_correction(form.what.data, by))
        except CannotCorrect as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Thank you. A person looks at it and writes to you.", "success")
            return redirect(url_for("own_record.my_data"), 303)
    return render_template("digests/my_data.html", form=form, corrections=own_corrections())


@pages.post("/my-data/export")
def export() -> ResponseReturnValue:
    """One ZIP, never stored anywhere. A POST, because taking it is written to the audit trail."""
    by, now = current_actor(), utc_now()
    archive = transact(lambda: export_own_data(by, now))
    return Response(
        archive,
        mimetype="application/zip",
        headers={
            "Content-Disposition": "attachment; filename=my-data.zip",
            "Cache-Control": "private, no-store",
        },
    )


def _appeals_page(form: AppealForm, shifts: Sequence[Placement]) -> ResponseReturnValue:
    waiting = pending(current_scope().clinician_id or 0)
    return render_template(
        "digests/appeals.html",
        form=form,
        shifts=shifts,
        may_ask=waiting < MOST_PENDING,
        appeals=own_appeals(),
        shift_words=_shift_words,
    )


def _shift_words(placement: Placement) -> str:
    facility = placement.slot.facility
    return f"{when(placement.starts_at, facility.timezone)}, {facility.name}, {placement.slot.unit.name}"
