"""Client facilities: where they are, how to get in, whom to phone, what to remember."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from admin.base import TableView, write
from admin.choices import optional_id, system_choices, zone_choices
from admin.filters import ChoiceFilter, FlagFilter
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import db
from staffing.facilities.models import Facility, FacilityKind, FacilityMember, FacilityNote, Unit
from staffing.facilities.services import FacilityDetails, add_note, save_facility
from staffing.facilities.zip_codes import place_of
from staffing.web.fields import PlainDecimalField
from staffing.web.forms import BaseForm


class FacilityForm(BaseForm):
    """What is known of a client site."""

    name = StringField(validators=[InputRequired(), Length(max=120)])
    kind = SelectField(choices=choices_of(FacilityKind))
    health_system_id = SelectField("Health system", choices=system_choices, coerce=optional_id)
    address = StringField(validators=[Length(max=200)])
    city = StringField(validators=[Length(max=80)])
    state = StringField(validators=[InputRequired(), Length(max=2)], description="Two letters, such as TX.")
    zip_code = StringField("ZIP code", validators=[Length(max=10)])
    lat = PlainDecimalField("Latitude", places=6, validators=[InputRequired()])
    lng = PlainDecimalField("Longitude", places=6, validators=[InputRequired()])
    timezone = SelectField("Time zone", choices=zone_choices, default="America/Chicago")
    phone = StringField(validators=[Length(max=32)])
    parking = StringField(validators=[Length(max=300)])
    entrance = StringField(validators=[Length(max=300)])
    orientation_required = BooleanField("Asks for an orientation first", default=True)
    active = BooleanField("Active", default=True)


def _details(form: FacilityForm) -> FacilityDetails:
    values = {field.name: form[field.name].data for field in fields(FacilityDetails)}
    kind = FacilityKind(values["kind"])
    return FacilityDetails(
        **{**values, "kind": kind, "lat": float(values["lat"]), "lng": float(values["lng"])}
    )


def _fill_in_place(form: FacilityForm) -> None:
    """Coordinates, city, state and zone of the ZIP code typed; everything stays open to change."""
    place = place_of(form.zip_code.data or "")
    if place is None:
        form.zip_code.errors = ("There is no such ZIP code; write five figures, for example 75201.",)
        return
    for name, value in asdict(place).items():
        form[name].raw_data, form[name].data = None, value
    flash(f"Filled in for {place.city}, {place.state}. Look it over, change what you know better, and save.")


class FacilityScreen(TableView):
    table = Facility
    one, many = "facility", "facilities"
    service_form = FacilityForm
    can_create = can_edit = can_view_details = True
    column_list = ("name", "kind", "city", "state", "phone", "active")
    column_labels = {"health_system": "Health system"}
    column_searchable_list = ("name", "city", "zip_code")
    column_filters = (
        ChoiceFilter(Facility.kind, "Kind", choices_of(FacilityKind)),
        FlagFilter(Facility.active, "Active"),
    )
    column_default_sort = "name"
    details_template = "screens/facility.html"
    create_template = edit_template = "screens/facility_form.html"

    def row_url(self, row: Facility) -> str:
        return self.get_url(".details_view", id=row.id)

    @expose("/details/")
    def details_view(self) -> Any:
        facility = self.get_one(request.args.get("id"))
        units = select(Unit).where(Unit.facility_id == facility.id).order_by(Unit.name)
        members = select(FacilityMember).where(FacilityMember.facility_id == facility.id)
        notes = select(FacilityNote).where(FacilityNote.facility_id == facility.id)
        return self.render(
            self.details_template,
            model=facility,
            units=db.session.scalars(units).all(),
            members=db.session.scalars(members).all(),
            notes=db.session.scalars(notes.order_by(FacilityNote.id.desc())).all(),
        )

    @expose("/note/", methods=("POST",))
    def note(self) -> Any:
        key, text = request.args.get("id"), request.form.get("text", "")[:2000]
        write(lambda: add_note(self.get_one(key), text, current_actor()))
        return redirect(self.get_url(".details_view", id=key))

    def validate_form(self, form: Any) -> bool:
        """Asked to look up the ZIP code, fill in what it tells and save nothing yet."""
        if request.method == "POST" and request.args.get("look_up"):
            _fill_in_place(form)
            return False
        return bool(super().validate_form(form))

    def create_row(self, form: FacilityForm) -> Facility:
        return save_facility(_details(form), current_actor())

    def change_row(self, row: Facility, form: FacilityForm) -> Facility:
        return save_facility(_details(form), current_actor(), facility=row)
