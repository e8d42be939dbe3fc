"""Forms of a clinician's own record."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from staffing.web.forms import BaseForm

NO_PATIENTS = "Nothing about patients, please."


class AppealForm(BaseForm):
    """Which shift, and why. The page fills in the shifts."""

    placement_id = SelectField("Which shift?", coerce=int, validators=[InputRequired("Choose the shift.")])
    reason = TextAreaField(
        "What should we know?",
        validators=[
            InputRequired("Say in a few words what went wrong."),
            Length(min=3, max=1000, message="Write between 3 and 1,000 characters."),
        ],
        description=f"A person reads it. {NO_PATIENTS}",
    )


class CorrectionForm(BaseForm):
    what = TextAreaField(
        "What is wrong, and what would be right?",
        validators=[
            InputRequired("Say what is wrong, and what would be right."),
            Length(min=3, max=1000, message="Write between 3 and 1,000 characters."),
        ],
        description=NO_PATIENTS,
    )
