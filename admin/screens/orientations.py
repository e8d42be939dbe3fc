"""Facility orientations that clinicians have done."""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import DateField
from wtforms.validators import InputRequired, Optional

from admin.base import TableView
from admin.filters import PickFilter, UntilDay
from admin.picking import FACILITIES, PEOPLE, PickField
from admin.prefill import from_address
from staffing.accounts.identity import current_actor
from staffing.clinicians.models import Clinician, Orientation
from staffing.clinicians.services import record_orientation
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.web.forms import BaseForm


class OrientationForm(BaseForm):
    clinician_id = PickField("Clinician", PEOPLE)
    facility_id = PickField("Facility", FACILITIES)
    completed_on = DateField("Done on", validators=[InputRequired()])
    expires_on = DateField("Stands until", validators=[Optional()], description="Empty: it stands.")


def _named(view: TableView, _context: Any, row: Orientation, name: str) -> str:
    return str(view.named_row(name, row))


class OrientationScreen(TableView):
    table = Orientation
    one, many = "orientation", "orientations"
    service_form = OrientationForm
    named: ClassVar = {"clinician_id": Clinician, "facility_id": Facility}
    can_create = True
    column_list = ("clinician_id", "facility_id", "completed_on", "expires_on")
    column_labels = {
        "clinician_id": "Clinician",
        "facility_id": "Facility",
        "completed_on": "Done",
        "expires_on": "Until",
    }
    column_formatters = {"clinician_id": _named, "facility_id": _named}
    column_formatters_export = column_formatters
    column_sortable_list = ("completed_on", "expires_on")
    column_default_sort = ("id", True)
    column_filters = (
        PickFilter(Orientation.facility_id, "Facility", FACILITIES),
        UntilDay(Orientation.expires_on, "Stands"),
    )

    def called(self, row: Orientation) -> str:
        person, place = (self.named_row(name, row) for name in ("clinician_id", "facility_id"))
        return f"of {person} at {place}"

    def create_form(self, obj: Any = None) -> OrientationForm:
        return from_address(super().create_form(obj), clinician_id="clinician", facility_id="facility")

    def create_row(self, form: OrientationForm) -> Orientation:
        person = db.session.query(Clinician).filter_by(id=form.clinician_id.data).one()
        return record_orientation(
            person, form.facility_id.data, form.completed_on.data, current_actor(), form.expires_on.data
        )
