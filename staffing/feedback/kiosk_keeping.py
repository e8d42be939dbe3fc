"""A facility's scheduler keeps its tablets: new ones, new addresses, on and off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.db import transact
from staffing.feedback.kiosk_forms import KioskForm, kiosk_form
from staffing.feedback.kiosks import (
    AddressedKiosk,
    CannotMake,
    NoSuchKiosk,
    kiosks,
    make_kiosk,
    readdress,
    switch,
    units_with_patients,
)
from staffing.web.errors import error_page

kiosk_keeping = Blueprint("kiosks", __name__, url_prefix="/facility/kiosks", template_folder="templates")
kiosk_keeping.before_request(guard(RoleName.FACILITY_SCHEDULER))


@kiosk_keeping.errorhandler(NoSuchKiosk)
def not_there(_error: NoSuchKiosk) -> ResponseReturnValue:
    return error_page(404)


@kiosk_keeping.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """The facility's tablets, and a new one; a POST answers with its address, which is kept nowhere."""
    form = kiosk_form(units_with_patients())
    if form.validate_on_submit():
        try:
            return shown_once(_made(form))
        except CannotMake as refusal:
            form.form_errors.append(str(refusal))
    return render_template("feedback/kiosks.html", form=form, kiosks=kiosks())


@kiosk_keeping.post("/<int:kiosk_id>/address")
def new_address(kiosk_id: int) -> ResponseReturnValue:
    return shown_once(transact(lambda: readdress(kiosk_id, current_actor())))


@kiosk_keeping.post("/<int:kiosk_id>/on")
def on(kiosk_id: int) -> ResponseReturnValue:
    return _switched(kiosk_id, True)


@kiosk_keeping.post("/<int:kiosk_id>/off")
def off(kiosk_id: int) -> ResponseReturnValue:
    return _switched(kiosk_id, False)


def shown_once(made: AddressedKiosk) -> str:
    return render_template("feedback/kiosk_address.html", made=made)


def _switched(kiosk_id: int, is_on: bool) -> ResponseReturnValue:
    name = transact(lambda: switch(kiosk_id, is_on, current_actor()).name)
    flash(f"{name} is switched {'on' if is_on else 'off'}.", "success")
    return redirect(url_for("kiosks.index"), 303)


def _made(form: KioskForm) -> AddressedKiosk:
    return transact(lambda: make_kiosk(form.unit_id.data, form.name.data, current_actor()))
