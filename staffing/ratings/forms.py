"""The form about who came: one radio line per person and dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from staffing.placements.models import Placement
from staffing.ratings.items import CHOOSE, ENGLISH, NOTHING_ANSWERED, SCALE
from staffing.ratings.models import Answer, Dimension, RaterSource
from staffing.ratings.questionnaire import Questions, questionnaire
from staffing.web.fields import WHOLE
from staffing.web.forms import BaseForm

MOST_DIGITS = 6


class RateForm(BaseForm):
    """Made by `rate_form`. One of several people may be left for later, but nobody half answered."""

    questions = HiddenField(validators=[Optional()])
    """Number of the version whose words the page shows."""
    people: Sequence[Placement] = ()
    asked: Questions
    source: RaterSource
    language = ENGLISH

    def lines_of(self, placement: Placement) -> list[tuple[Dimension, Any]]:
        """The fields about one person, in the order they are asked."""
        asked = self.asked.asked_about(placement.slot, self.source)
        return [(d, self._fields[field_name(placement, d)]) for d in asked]

    def is_begun(self, placement: Placement) -> bool:
        return any(field.data for _dimension, field in self.lines_of(placement))

    def answers(self) -> dict[int, dict[Dimension, Answer]]:
        """By placement id, for everybody who was rated."""
        return {
            person.id: {dimension: Answer(field.data) for dimension, field in self.lines_of(person)}
            for person in self.people
            if self.is_begun(person)
        }

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        alone = len(self.people) == 1
        begun = [person for person in self.people if alone or self.is_begun(person)]
        if sound and not begun:
            self.form_errors.append(NOTHING_ANSWERED[self.language])
        half = [person for person in begun if not self._is_complete(person)]
        return sound and bool(begun) and not half

    def _is_complete(self, placement: Placement) -> bool:
        missing = [field for _dimension, field in self.lines_of(placement) if not field.data]
        for field in missing:
            words = CHOOSE[self.language].format(name=placement.clinician.first_name)
            field.errors = [*field.errors, words]
        return not missing


def rate_form(
    people: Sequence[Placement],
    in_force: Questions,
    source: RaterSource,
    language: str = ENGLISH,
    base: type[RateForm] = RateForm,
) -> RateForm:
    """A form with a line for everything `source` is asked about `people`.

    A form sent back goes by the version its page showed, where it names one.
    """
    shown = _version_shown(in_force)

    class ShiftForm(base):  # type: ignore[valid-type, misc]  # a class made for this page
        pass

    for placement in people:
        for dimension in shown.asked_about(placement.slot, source):
            line = answer_line(shown.text(source, dimension, language), language)
            setattr(ShiftForm, field_name(placement, dimension), line)
    form = ShiftForm()
    form.questions.data = str(shown.number)
    form.people, form.asked, form.source, form.language = people, shown, source, language
    return form


def answer_line(words: str, language: str = ENGLISH) -> RadioField:
    """One line on the scale, nothing chosen; the form says what may stay open."""
    choices = [SelectChoice(answer.value, text) for answer, text in SCALE[language].items()]
    return RadioField(words, choices=choices, validators=[Optional()])


def _version_shown(in_force: Questions) -> Questions:
    sent = str(VersionShown().questions.data or "")
    if not WHOLE.fullmatch(sent) or len(sent) > MOST_DIGITS:
        return in_force
    return questionnaire(int(sent)) or in_force


class VersionShown(BaseForm):
    """Read first: which lines the form has depends on it."""

    questions = HiddenField()


def field_name(placement: Placement, dimension: Dimension) -> str:
    return f"p{placement.id}-{dimension.value}"
