"""What a person may say about themselves, and need not."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Optional

from staffing.equity.choices import ATTRIBUTE_NAMES, GROUPS, PREFER_NOT
from staffing.equity.models import Attribute
from staffing.web.forms import BaseForm


def _question(attribute: Attribute) -> SelectField:
    choices = [("", "No answer"), *GROUPS[attribute].items(), (PREFER_NOT, "I prefer not to say")]
    return SelectField(ATTRIBUTE_NAMES[attribute], choices=choices, validators=[Optional()])


class AboutYouForm(BaseForm):
    """One question for each attribute; field names are the attributes' own."""

    race_ethnicity = _question(Attribute.RACE_ETHNICITY)
    gender = _question(Attribute.GENDER)
    age_band = _question(Attribute.AGE_BAND)

    def answers(self) -> dict[Attribute, str]:
        return {attribute: self[attribute.value].data or "" for attribute in Attribute}
