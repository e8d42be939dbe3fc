"""What a clinician says about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, EmailField, SelectField, TelField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from staffing.clinicians.languages import LANGUAGES
from staffing.clinicians.models import Clinician
from staffing.web.fields import CheckboxesField, WholeNumberField
from staffing.web.forms import BaseForm

METRES_PER_MILE = 1_609.344


class ProfileForm(BaseForm):
    """Contact and limits; miles and hours on the screen, metres and minutes in the database."""

    email = EmailField("E-mail for offers", validators=[InputRequired("Enter an e-mail address."), Email()])
    phone = TelField("Phone", validators=[Optional(), Length(max=32)])
    max_hours_week = WholeNumberField(
        "Most hours a week", validators=[InputRequired("Enter the hours."), NumberRange(1, 168)]
    )
    wanted_hours_week = WholeNumberField(
        "Hours a week I would like", validators=[InputRequired("Enter the hours."), NumberRange(0, 168)]
    )
    max_miles = WholeNumberField(
        "Farthest I drive, in miles", validators=[InputRequired("Enter the miles."), NumberRange(0, 310)]
    )
    notice_hours = WholeNumberField(
        "Notice I need before a shift, in hours",
        validators=[InputRequired("Enter the hours."), NumberRange(0, 720)],
    )
    urgent_opt_in = BooleanField("Offer me urgent shifts too, however soon they start")
    languages = CheckboxesField(
        "Languages I can work in",
        choices=list(LANGUAGES.items()),
        validators=[InputRequired("Choose at least one.")],
    )

    @classmethod
    def of(cls, clinician: Clinician) -> ProfileForm:
        form = cls(data={"version": clinician.version, **_shown(clinician)})
        others = [(code, code) for code in clinician.languages if code not in LANGUAGES]
        form.languages.choices = [*LANGUAGES.items(), *others]
        return form

    def changes(self, clinician: Clinician) -> dict[str, Any]:
        """Columns to write; a figure left as it was shown keeps what is stored, to the metre and minute."""
        shown, changes = _shown(clinician), {}
        for name, (column, per_unit) in COLUMNS.items():
            typed = self[name].data
            if typed != shown[name]:
                changes[column] = typed if per_unit is None else round(typed * per_unit)
        return changes


COLUMNS: dict[str, tuple[str, float | None]] = {
    "email": ("email", None),
    "phone": ("phone", None),
    "max_hours_week": ("max_minutes_week", 60),
    "wanted_hours_week": ("wanted_minutes_week", 60),
    "max_miles": ("max_distance_m", METRES_PER_MILE),
    "notice_hours": ("min_notice_minutes", 60),
    "urgent_opt_in": ("urgent_opt_in", None),
    "languages": ("languages", None),
}
"""Field → column, and how many of the column's unit one of the field's is."""


def _shown(clinician: Clinician) -> dict[str, Any]:
    return {
        name: getattr(clinician, column) if per_unit is None else round(getattr(clinician, column) / per_unit)
        for name, (column, per_unit) in COLUMNS.items()
    }


WISHES = [("2", "Gladly"), ("1", "Rather yes"), ("0", "No wish"), ("-1", "Rather not"), ("-2", "Please not")]
SHIFT_KINDS = {
    "day": "Day shifts",
    "evening": "Evening shifts",
    "night": "Night shifts",
    "weekend": "Weekends",
}


def preference_form(rows: Sequence[tuple[str, str, int]]) -> BaseForm:
    """A form with one wish per row (field name, label, present weight)."""
    fields = {
        name: SelectField(label, choices=WISHES, default=str(weight), validators=[InputRequired()])
        for name, label, weight in rows
    }
    form: BaseForm = type("PreferenceForm", (BaseForm,), fields)()
    return form
