"""About whom codes are made, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms.validators import InputRequired, NumberRange

from staffing.feedback.handing_out import MOST_OPEN, OnShift
from staffing.web.fields import CheckboxesField, WholeNumberField
from staffing.web.forms import BaseForm

USUALLY = 8
"""Cards on one printed page."""


class HandOutForm(BaseForm):
    """Everybody is chosen beforehand: most sheets are for the whole shift."""

    people = CheckboxesField("For", coerce=int, validators=[InputRequired("Choose at least one person.")])
    count = WholeNumberField(
        "For each",
        default=USUALLY,
        validators=[InputRequired(), NumberRange(1, MOST_OPEN, f"Ask for 1 to {MOST_OPEN} codes.")],
    )


def hand_out_form(people: Sequence[OnShift], **settings: Any) -> HandOutForm:
    form = HandOutForm(**settings)
    form.people.choices = [(one.placement.id, one.placement.clinician.first_name) for one in people]
    if not form.is_submitted():
        form.people.data = [one.placement.id for one in people]
    return form
