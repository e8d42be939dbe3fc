"""Tablets of units: a coordinator makes one for a facility, gives it a new address, switches it off."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from admin.base import TableView, row_id, write
from admin.filters import FlagFilter, PickFilter
from admin.picking import FACILITIES, UNITS, PickField
from staffing.accounts.identity import current_actor
from staffing.facilities.models import Unit
from staffing.feedback.kiosks import (
    LONGEST_NAME,
    AddressedKiosk,
    NoSuchKiosk,
    make_kiosk,
    readdress,
    switch,
)
from staffing.feedback.models import RatingKiosk
from staffing.offers.errors import NoSuchRow
from staffing.web.forms import BaseForm


class KioskForm(BaseForm):
    unit_id = PickField("Unit", UNITS)
    name = StringField("Name", validators=[InputRequired(), Length(max=LONGEST_NAME)])


def _place(_view: Any, _context: Any, row: RatingKiosk, _name: str) -> str:
    return f"{row.unit.facility.name}, {row.unit.name}"


class KioskScreen(TableView):
    table = RatingKiosk
    one, many = "tablet", "tablets"
    intro = (
        "A tablet in a unit shows who is on shift; patients and families tap a name and rate. "
        "Its address is a key: it is shown once, and a new one closes the old."
    )
    eager = ((RatingKiosk.unit, Unit.facility),)
    column_list = ("name", "place", "active", "created_at")
    column_labels = {"place": "Unit", "active": "On", "created_at": "Made"}
    column_formatters = {"place": _place}
    column_formatters_export = {"place": _place}
    column_searchable_list = ("name",)
    column_sortable_list = ("name", "active", "created_at")
    column_default_sort = "name"
    column_filters = (
        FlagFilter(RatingKiosk.active, "On"),
        PickFilter(RatingKiosk.facility_id, "Facility", FACILITIES),
    )
    list_template = "screens/kiosks.html"

    def row_url(self, row: RatingKiosk) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/make/", methods=("GET", "POST"))
    def make(self) -> Any:
        """A POST answers with the address at once, for it is kept nowhere."""
        form = KioskForm()
        if form.validate_on_submit():
            made = write(lambda: make_kiosk(form.unit_id.data, form.name.data, current_actor()), form)
            if made:
                return self._once(made)
        return self.render("screens/kiosk_new.html", form=form)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        return self.render("screens/kiosk.html", row=self.get_one(key))

    @expose("/<key>/step/", methods=("POST",))
    def step(self, key: str) -> Any:
        one, deed = row_id(key), request.form.get("deed")
        if deed == "address" and (made := write(lambda: _known(lambda: readdress(one, current_actor())))):
            return self._once(made)
        if deed in {"on", "off"} and write(
            lambda: _known(lambda: switch(one, deed == "on", current_actor()))
        ):
            flash(f"Switched {deed}.", "success")
        return redirect(self.get_url(".details", key=one))

    def _once(self, made: AddressedKiosk) -> str:
        return self.render("screens/kiosk_address.html", made=made)


def _known(work: Any) -> Any:
    try:
        return work()
    except NoSuchKiosk as missing:
        raise NoSuchRow from missing
