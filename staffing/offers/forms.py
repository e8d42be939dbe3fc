"""The two answers to an offer, and giving a shift back."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from staffing.placements.models import DeclineReason
from staffing.web.forms import BaseForm

REASONS = {
    DeclineReason.TIME: "The time does not suit me",
    DeclineReason.BUSY: "I am busy that day",
    DeclineReason.DISTANCE: "Too far",
    DeclineReason.PAY: "The pay",
    DeclineReason.FACILITY: "This facility or unit",
    DeclineReason.UNWELL: "I am not well",
    DeclineReason.OTHER: "Something else",
}


class AcceptForm(BaseForm):
    """A yes; `key` is made with the page, so that a double tap is one yes."""

    key = HiddenField(validators=[InputRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])


class DeclineForm(BaseForm):
    reason = RadioField(
        "What is it?",
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired("Choose what fits best.")],
    )
    note = StringField("Anything we should know", validators=[Length(max=300)])


class ReleaseForm(BaseForm):
    reason = StringField(
        "Why can you not come?",
        validators=[InputRequired("A word or two is enough, for example: my child is ill."), Length(max=300)],
    )
