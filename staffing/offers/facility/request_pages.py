"""Asking for a shift: new, copied, edited; the live estimate and the unit's defaults."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staffing import clock
from staffing.accounts.identity import current_actor
from staffing.db import current_scope, transact, utc_now
from staffing.facilities.models import Unit
from staffing.offers.facility.blueprint import asked_unit_id, pages
from staffing.offers.facility.own import (
    all_roles,
    all_skills,
    own_request,
    own_unit,
    own_units,
    people_who_worked_here,
)
from staffing.offers.request_editing import edit_request
from staffing.offers.submitting import submit_once
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.estimates import Estimate, estimate
from staffing.requests.favourites import liked_at
from staffing.requests.forms import EditRequestForm, ShiftForm, ShiftRequestForm
from staffing.requests.models import RequestSource, ShiftRequest
from staffing.requests.services import STAFFING


@pages.route("/requests/new", methods=["GET", "POST"])
def new_request() -> ResponseReturnValue:
    form = ShiftRequestForm()
    source = own_request(request.args["copy"]) if request.args.get("copy") else None
    units = _offer_choices(form, source)
    if request.method == "GET":
        _prefill(form, source, units)
    elif form.validate() and (taken := _submit(form)):
        return redirect(url_for("facility.sent", reference=taken[0].reference))
    return render_template("facility/request_form.html", form=form, copied=source, units=units)


@pages.route("/requests/<reference>/edit", methods=["GET", "POST"])
def change_request(reference: str) -> ResponseReturnValue:
    found = own_request(reference)
    if found.status not in STAFFING:
        flash("This request is over. Copy it to ask again.", "warning")
        return redirect(url_for("facility.show_request", reference=reference))
    form = EditRequestForm()
    units = _offer_choices(form, found)
    if request.method == "GET":
        form.fill_from(found, found.facility.timezone)
        form.version.data = found.version
    elif form.validate() and _save(form, found):
        flash(f"{reference} is changed.", "success")
        return redirect(url_for("facility.show_request", reference=reference))
    return render_template("facility/request_form.html", form=form, editing=found, units=units)


@pages.get("/requests/estimate")
def request_estimate() -> ResponseReturnValue:
    """The live estimate beside the form. It is never refused: an unfinished form shows what is missing."""
    form = ShiftForm(request.args, meta={"csrf": False})
    form.offer_choices(own_units(), all_roles())
    quoted, hint, unit = None, "Fill in unit, role, day and times to see the rate and the cost.", None
    if form.validate():
        unit = own_unit(form.unit_id.data)
        try:
            quoted = _estimate(form, unit, utc_now())
        except InvalidRequest as refused:
            hint = str(refused)
    return render_template("requests/estimate.html", estimate=quoted, hint=hint, unit=unit)


@pages.get("/requests/unit-defaults")
def unit_defaults() -> ResponseReturnValue:
    """The parts of the form that follow the unit: what it usually needs, whom its facility would like again.

    Who schedules for one facility keeps the people they chose.
    """
    form = ShiftRequestForm(request.args, meta={"csrf": False})
    unit, people = own_unit(asked_unit_id() or _typed_unit()), False
    if unit is not None:
        form.fill_unit_defaults(unit)
        if people := len(current_scope().facility_ids) > 1:
            form.offer_people([], people_who_worked_here())
            form.preferred_clinician_ids.data = liked_at(unit.facility_id)
    return render_template("requests/unit_parts.html", form=form, people=people)


def _typed_unit() -> int | None:
    typed = request.args.get("unit_id", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _estimate(form: ShiftForm, unit: Unit | None, now: datetime) -> Estimate:
    if unit is None:
        abort(404)
    return estimate(RequestDetails(**form.shift_facts(), patient_states=(unit.facility.state,)), now)


def _offer_choices(form: ShiftRequestForm, shown: ShiftRequest | None) -> list[Unit]:
    units = own_units()
    form.offer_choices(units, all_roles(shown))
    form.offer_people(
        all_skills(shown), people_who_worked_here(always=shown.preferred_clinician_ids if shown else ())
    )
    return units


def _prefill(form: ShiftRequestForm, source: ShiftRequest | None, units: list[Unit]) -> None:
    unit = own_unit(asked_unit_id()) or (units[0] if len(units) == 1 else None)
    if source is not None:
        form.fill_from(source, source.facility.timezone)
        form.day.data = max(form.day.data, clock.local_day(utc_now(), source.facility.timezone))
    elif unit is not None:
        form.unit_id.data = unit.id
        form.fill_unit_defaults(unit)
    places = {unit.facility_id} if unit is not None else {one.facility_id for one in units}
    if source is None and len(places) == 1:
        form.preferred_clinician_ids.data = liked_at(*places)


def _submit(form: ShiftRequestForm) -> list[ShiftRequest]:
    try:
        return transact(
            lambda: submit_once(
                form.details(), current_actor(), RequestSource.FORM, utc_now(), key=str(form.key.data)
            )
        )
    except InvalidRequest as refused:
        form.show_errors(refused)
        return []


def _save(form: EditRequestForm, found: ShiftRequest) -> bool:
    request_id, version = found.id, form.shown_version()
    try:
        transact(
            lambda: edit_request(request_id, form.details(), current_actor(), utc_now(), version=version)
        )
    except InvalidRequest as refused:
        form.show_errors(refused)
        return False
    return True
