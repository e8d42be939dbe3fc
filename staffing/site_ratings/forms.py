"""The clinician's form about a place: three lines on the scale, each to be answered."""

from __future__ import annotations

from typing import Any

from staffing.ratings.forms import answer_line
from staffing.ratings.models import Answer
from staffing.site_ratings.items import SITE_DIMENSION_NAMES, SITE_ITEMS
from staffing.site_ratings.models import SiteDimension
from staffing.web.forms import BaseForm

CHOOSE = "{name}: choose one. N/A is fine."


class SiteForm(BaseForm):
    """Made by `site_form`."""

    def lines(self) -> list[Any]:
        return [self._fields[dimension.value] for dimension in SiteDimension]

    def answers(self) -> dict[SiteDimension, Answer]:
        return {dimension: Answer(self._fields[dimension.value].data) for dimension in SiteDimension}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        missing = [dimension for dimension in SiteDimension if not self._fields[dimension.value].data]
        for dimension in missing:
            line = self._fields[dimension.value]
            line.errors = [*line.errors, CHOOSE.format(name=SITE_DIMENSION_NAMES[dimension])]
        return sound and not missing


def site_form() -> SiteForm:
    """A form with a line for each dimension, nothing chosen."""

    class ShiftForm(SiteForm):
        pass

    for dimension, words in SITE_ITEMS.items():
        setattr(ShiftForm, dimension.value, answer_line(words))
    return ShiftForm()
