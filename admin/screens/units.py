"""Units of the facilities; what stands here fills the shift request form."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from admin.base import TableView
from admin.filters import ChoiceFilter, FlagFilter, PickFilter
from admin.picking import FACILITIES, PickField
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import db
from staffing.facilities.models import Facility, JourneyStep, PatientContact, Setting, Unit, UnitKind
from staffing.facilities.services import LEAST_ASKED, MOST_ASKED, UnitDetails, save_unit
from staffing.web.fields import WholeNumberField
from staffing.web.forms import BaseForm

CONTACT = (("hardly", "hardly"), ("some", "some of the shift"), ("most", "most of the shift"))


class UnitForm(BaseForm):
    """A unit's usual ways."""

    facility_id = PickField("Facility", FACILITIES)
    name = StringField(validators=[InputRequired(), Length(max=80)])
    kind = SelectField(choices=choices_of(UnitKind))
    setting = SelectField(choices=choices_of(Setting))
    journey_step = SelectField("Step of the patient's journey", choices=choices_of(JourneyStep))
    patient_contact = SelectField("How much do they talk with patients or families?", choices=CONTACT)
    minimum_communication = WholeNumberField(
        "Average “Always” asked for (percent)",
        validators=[Optional(), NumberRange(LEAST_ASKED, MOST_ASKED)],
        description=f"{LEAST_ASKED} to {MOST_ASKED}, where the facility asks for it; it bars nobody.",
    )
    patients_read_up = BooleanField("Many patients have read up on their condition")
    explains_bills = BooleanField("Explains bills")
    ask_for = StringField("Whom to ask for on arrival", validators=[Length(max=120)])
    phone = StringField(validators=[Length(max=32)])
    arrival_notes = StringField("What to know on arrival", validators=[Length(max=500)])
    active = BooleanField("Active", default=True)


ENUMS = {"kind": UnitKind, "setting": Setting, "journey_step": JourneyStep, "patient_contact": PatientContact}


def _details(form: UnitForm) -> UnitDetails:
    values: dict[str, Any] = {field.name: form[field.name].data for field in fields(UnitDetails)}
    return UnitDetails(**{**values, **{name: kind(values[name]) for name, kind in ENUMS.items()}})


class UnitScreen(TableView):
    table = Unit
    one, many = "unit", "units"
    service_form = UnitForm
    can_create = can_edit = True
    eager = (Unit.facility,)
    column_list = ("name", "facility", "kind", "setting", "patient_contact", "phone", "active")
    column_labels = {"patient_contact": "Talks with patients"}
    column_sortable_list = ("name", "kind", ("facility", "facility.name"))
    column_searchable_list = ("name", "facility.name")
    column_filters = (
        PickFilter(Unit.facility_id, "Facility", FACILITIES),
        ChoiceFilter(Unit.kind, "Kind", choices_of(UnitKind)),
        FlagFilter(Unit.active, "Active"),
    )
    column_default_sort = "name"

    def create_form(self, obj: Any = None) -> UnitForm:
        form = super().create_form(obj)
        if request.method == "GET" and request.args.get("facility"):
            form.facility_id.data = request.args.get("facility", type=int)
        return form

    def create_row(self, form: UnitForm) -> Unit:
        return save_unit(_details(form), self._facility(form), current_actor())

    def change_row(self, row: Unit, form: UnitForm) -> Unit:
        if form.facility_id.data != row.facility_id:
            raise ValueError("A unit stays with its facility; add a new one there instead.")
        return save_unit(_details(form), row.facility, current_actor(), unit=row)

    def _facility(self, form: UnitForm) -> Facility:
        return db.session.scalars(select(Facility).where(Facility.id == form.facility_id.data)).one()
