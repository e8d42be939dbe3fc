"""What a clinician keeps up to date: profile, wishes, free time; and credentials to look at."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from staffing import clock
from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.clinicians.blocks import repainted, weekly_cells
from staffing.clinicians.calendar_views import (
    away_today,
    first_monday,
    painted_weeks,
    same_as_week_before,
    save_painting,
)
from staffing.clinicians.credentials import Credential, CredentialStatus
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.forms import ProfileForm, preference_form
from staffing.clinicians.models import Clinician
from staffing.clinicians.preference_views import save_wishes, wish_rows
from staffing.clinicians.services import set_weekly_pattern, update_clinician, weekly_pattern
from staffing.db import current_scope, db, transact, utc_now
from staffing.web.forms import BaseForm

pages = Blueprint(
    "clinician_file", __name__, url_prefix="/clinician", template_folder="templates", static_folder="static"
)
pages.before_request(guard(RoleName.CLINICIAN))

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CHECK_NAMES = {
    "OIG_LEIE": "Federal exclusion check",
    "TEXAS_OIG": "Texas exclusion check",
    "NAR": "Nurse aide registry",
    "EMR": "Employee misconduct registry",
    "TB": "Tuberculosis screening",
}
"""What people call the checks that are kept under a code."""
SHOWN = tuple(status for status in CredentialStatus if status is not CredentialStatus.REJECTED)


@pages.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    form = ProfileForm.of(_me())
    if form.validate_on_submit():
        try:
            transact(lambda: _save_profile(form))
        except InvalidDetails as error:
            flash(str(error), "error")
        else:
            flash("Saved.", "success")
            return redirect(url_for("clinician_file.profile"), 303)
    return render_template("clinicians/profile.html", form=form, me=_me())


@pages.route("/preferences", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    groups = wish_rows(_me())
    form = preference_form([row for _kind, _title, rows in groups for row in rows])
    if form.validate_on_submit():
        answers = {name: int(form[name].data) for _k, _t, rows in groups for name, _label, _weight in rows}
        by = current_actor()
        transact(lambda: save_wishes(_me(), answers, by))
        flash("Saved. Wishes steer what we offer you; they never bar a shift.", "success")
        return redirect(url_for("clinician_file.preferences"), 303)
    return render_template("clinicians/preferences.html", form=form, groups=groups)


@pages.get("/availability")
def availability() -> ResponseReturnValue:
    """Two weeks to paint, and the usual week behind them."""
    me, now = _me(), utc_now()
    return render_template(
        "clinicians/availability.html",
        form=BaseForm(),
        weeks=painted_weeks(me, first_monday(me, now)),
        today=clock.local_day(now, me.timezone),
        usual=weekly_cells(weekly_pattern(me)),
        day_names=DAY_NAMES,
    )


@pages.post("/availability/weeks")
def paint_weeks() -> ResponseReturnValue:
    """Keep the two weeks as painted; `monday` says which two the person saw."""
    monday, by = _monday(), current_actor()
    ticked = set(request.form.getlist("free"))
    transact(lambda: save_painting(_me(), painted_weeks(_me(), monday), ticked, by))
    return _saved()


@pages.post("/availability/usual")
def usual_week() -> ResponseReturnValue:
    by, ticked = current_actor(), set(request.form.getlist("free"))
    transact(lambda: set_weekly_pattern(_me(), repainted(weekly_pattern(_me()), ticked), by))
    return _saved()


@pages.post("/availability/same")
def same_as_last_week() -> ResponseReturnValue:
    monday, by = _monday(), current_actor()
    transact(lambda: same_as_week_before(_me(), monday, by))
    return _saved()


@pages.post("/availability/away-today")
def not_available_today() -> ResponseReturnValue:
    by, now = current_actor(), utc_now()
    transact(lambda: away_today(_me(), by, now))
    flash("You get no offers for the rest of today. A shift you have accepted still stands.", "success")
    return redirect(url_for("clinician_file.availability"), 303)


@pages.get("/credentials")
def credentials() -> ResponseReturnValue:
    """The compliance file, to read; what ends soon comes first."""
    rows = db.session.scalars(
        select(Credential)
        .where(Credential.status.in_(SHOWN))
        .order_by(Credential.expires_on.is_(None), Credential.expires_on, Credential.code)
    ).all()
    today = clock.local_day(utc_now(), _me().timezone)
    return render_template("clinicians/credentials.html", credentials=rows, names=CHECK_NAMES, today=today)


def _me() -> Clinician:
    return db.session.scalars(select(Clinician).where(Clinician.id == current_scope().clinician_id)).one()


def _save_profile(form: ProfileForm) -> None:
    me = _me()
    form.expect_version(me)
    update_clinician(me, form.changes(me), current_actor())


def _monday() -> date:
    """The Monday the form was shown for: this week's or, for "same as last week", the next."""
    allowed = {monday.isoformat(): monday for monday in _mondays()}
    monday = allowed.get(request.form.get("monday", ""))
    if monday is None:
        abort(409)
    return monday


def _mondays() -> tuple[date, date]:
    this = first_monday(_me(), utc_now())
    return this, this + timedelta(days=7)


def _saved() -> ResponseReturnValue:
    flash("Saved. We offer you shifts inside the time you are free.", "success")
    return redirect(url_for("clinician_file.availability"), 303)
