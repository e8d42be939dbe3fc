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
    """Why, and what was said to follow: if that has changed meanwhile, it is said again."""

    shown = HiddenField()
    reason = StringField(
        "Why can you not come?",
        validators=[InputRequired("A word or two is enough, for example: my child is ill."), Length(max=300)],
    )

    def show(self, consequence: str) -> None:
        """Put what follows on the page that is about to be shown."""
        self.shown.raw_data = None
        self.shown.data = consequence

    def agrees_to(self, consequence: str) -> bool:
        """Whether the person saw what follows now; if not, the page says so."""
        if self.shown.data == consequence:
            return True
        self.form_errors.append("What follows has changed since this page was opened. Please read it again.")
        return False
