"""A new tablet: where it stands and what it is called."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from staffing.facilities.models import Unit
from staffing.feedback.kiosks import LONGEST_NAME
from staffing.web.forms import BaseForm


class KioskForm(BaseForm):
    unit_id = SelectField("Unit", coerce=int, validators=[InputRequired()])
    name = StringField("Name", validators=[InputRequired("Give it a name."), Length(max=LONGEST_NAME)])


def kiosk_form(units: Iterable[Unit]) -> KioskForm:
    form = KioskForm()
    form.unit_id.choices = [(unit.id, f"{unit.facility.name}, {unit.name}") for unit in units]
    return form
