"""The form of one finished shift: one radio line per person and dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from staffing.placements.models import Placement
from staffing.ratings.items import ITEMS, SCALE
from staffing.ratings.models import Answer, Dimension
from staffing.ratings.services import dimensions_of
from staffing.web.forms import BaseForm


class RateForm(BaseForm):
    """Made by `rate_form`. A person may be left for later, but not half answered."""

    people: Sequence[Placement] = ()

    def lines_of(self, placement: Placement) -> list[tuple[Dimension, Any]]:
        """The fields about one person, in the order they are asked."""
        return [(d, self._fields[field_name(placement, d)]) for d in dimensions_of(placement.slot)]

    def is_begun(self, placement: Placement) -> bool:
        return any(field.data for _dimension, field in self.lines_of(placement))

    def answers_of(self, placement: Placement) -> dict[Dimension, Answer]:
        return {dimension: Answer(field.data) for dimension, field in self.lines_of(placement)}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        begun = [placement for placement in self.people if self.is_begun(placement)]
        if sound and not begun:
            self.form_errors.append("Nothing is answered yet. Rate at least one person.")
        half = [placement for placement in begun if not self._is_complete(placement)]
        return sound and bool(begun) and not half

    def _is_complete(self, placement: Placement) -> bool:
        missing = [field for _dimension, field in self.lines_of(placement) if not field.data]
        for field in missing:
            name = placement.clinician.first_name
            field.errors = [*field.errors, f"Choose one for {name}. N/A is fine."]
        return not missing


def rate_form(people: Sequence[Placement]) -> RateForm:
    """A form with a line for everything that is asked about `people`."""

    class ShiftForm(RateForm):
        pass

    for placement in people:
        for dimension in dimensions_of(placement.slot):
            line = RadioField(
                ITEMS[dimension],
                choices=[SelectChoice(answer.value, text) for answer, text in SCALE.items()],
                validators=[Optional()],
            )
            setattr(ShiftForm, field_name(placement, dimension), line)
    form = ShiftForm()
    form.people = people
    return form


def field_name(placement: Placement, dimension: Dimension) -> str:
    return f"p{placement.id}-{dimension.value}"
