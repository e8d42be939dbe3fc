"""What a facility scheduler tells about a shift."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from staffing.recovery.models import ReportKind, ReportNature
from staffing.recovery.reports import LONGEST, SHORTEST, Moment
from staffing.web.forms import BaseForm

KINDS = {
    ReportKind.COMPLIMENT: "Something good: a compliment",
    ReportKind.COMPLAINT: "Something to put right: a complaint",
    ReportKind.INCIDENT: "Something that went wrong: an incident",
}
NATURES = {
    ReportNature.CLINICAL: "Clinical: how they cared for patients",
    ReportNature.PROFESSIONAL: "Professional: how they behaved or worked with others",
}
NO_PATIENTS = "Please nothing that tells who a patient is: no name, date of birth, room or record number."


class TellForm(BaseForm):
    """A compliment, a complaint or an incident, in words."""

    kind = RadioField(
        "What would you like to tell us?",
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired("Choose one of the three.")],
    )
    nature = RadioField(
        "If it is a complaint or an incident: what is it about?",
        choices=[(nature.value, words) for nature, words in NATURES.items()],
        default="",
        validate_choice=False,
    )
    text = TextAreaField(
        "What happened?",
        description=NO_PATIENTS,
        validators=[
            InputRequired("Say in a few words what happened."),
            Length(SHORTEST, LONGEST, f"Say it in {SHORTEST} to {LONGEST} characters."),
        ],
    )

    def validate_nature(self, field: Any) -> None:
        if self.kind.data != ReportKind.COMPLIMENT and field.data not in set(ReportNature):
            raise ValidationError("Choose one of the two.")

    def moment(self) -> Moment:
        kind = ReportKind(self.kind.data)
        nature = None if kind is ReportKind.COMPLIMENT else ReportNature(self.nature.data)
        return Moment(kind, nature, str(self.text.data))
