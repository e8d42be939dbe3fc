"""The optional box beside a rating, where the agency asks for comments."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from staffing.feedback.comments import LONGEST
from staffing.feedback.words import PAGE
from staffing.ratings.forms import RateForm


def with_comment(language: str) -> type[RateForm]:
    """A rating form with the box."""

    class CommentedForm(RateForm):
        comment = TextAreaField(
            filters=[_one_character_a_line_end],
            validators=[Optional(), Length(max=LONGEST, message=PAGE[language]["too_long"])],
        )

    return CommentedForm


def _one_character_a_line_end(text: str | None) -> str | None:
    """As the browser counts them against the box's limit."""
    return text.replace("\r\n", "\n") if text else text
