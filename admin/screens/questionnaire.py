"""What raters are asked and what each dimension counts: changed by publishing the next version."""

from __future__ import annotations

from itertools import product
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from admin.base import SecureView, write
from admin.words import in_words
from staffing.accounts.identity import current_actor
from staffing.clinicians.models import RoleFamily
from staffing.db import utc_now
from staffing.ratings.history import versions
from staffing.ratings.items import DIMENSION_NAMES, LANGUAGES, SCALE
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.publishing import LONGEST_LINE, line_field, publish, share_field
from staffing.ratings.questionnaire import Questions, questionnaire_in_force
from staffing.web.fields import PercentField
from staffing.web.forms import BaseForm

WHOLE_BP = 10_000
PREVIEWED = RaterSource.PATIENT
CHANGED_MEANWHILE = (
    "Somebody published another version while you were typing. What you typed is still here: "
    "look it over against the history and publish again."
)


def _line(source: RaterSource, dimension: Dimension, language: str) -> StringField:
    words = f"{source}, {DIMENSION_NAMES[dimension].lower()}, in {LANGUAGES[language]}"
    return StringField(words.capitalize(), validators=[Length(max=LONGEST_LINE)])


def _share(family: RoleFamily, dimension: Dimension) -> PercentField:
    words = f"{in_words(family)}, {DIMENSION_NAMES[dimension].lower()}"
    return PercentField(words.capitalize())


class QuestionsBase(BaseForm):
    """Made complete below: a line for each source, dimension and language, a share for each family."""

    note = TextAreaField("What changed, and why")

    def lines(self) -> dict[RaterSource, dict[Dimension, dict[str, str]]]:
        """Items with words in at least one language."""
        found: dict[RaterSource, dict[Dimension, dict[str, str]]] = {source: {} for source in RaterSource}
        for source, dimension in product(RaterSource, Dimension):
            words = {one: self[line_field(source, dimension, one)].data or "" for one in LANGUAGES}
            if any(words.values()):
                found[source][dimension] = words
        return found

    def shares(self) -> dict[RoleFamily, dict[Dimension, float]]:
        return {
            family: {
                dimension: self[share_field(family, dimension)].data / WHOLE_BP
                for dimension in Dimension
                if self[share_field(family, dimension)].data
            }
            for family in RoleFamily
        }


_LINES = {
    line_field(source, dimension, language): _line(source, dimension, language)
    for source, dimension, language in product(RaterSource, Dimension, LANGUAGES)
}
_SHARES = {
    share_field(family, dimension): _share(family, dimension)
    for family, dimension in product(RoleFamily, Dimension)
}
QuestionsForm = type("QuestionsForm", (QuestionsBase,), {**_LINES, **_SHARES})


def _as_typed(questions: Questions) -> dict[str, Any]:
    """The fields as they stand for a version."""
    lines = {
        line_field(source, dimension, language): questions.text(source, dimension, language)
        for source, dimension, language in product(RaterSource, Dimension, LANGUAGES)
    }
    shares = {
        share_field(family, dimension): round(WHOLE_BP * share)
        for family, by_dimension in questions.weights.items()
        for dimension, share in by_dimension.items()
    }
    return {**lines, **shares, "version": str(questions.number)}


class QuestionScreen(SecureView):
    intro = (
        "What you publish is asked, and weighs in scores, from that moment on. "
        "Each answer keeps the version it answered."
    )

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        in_force = questionnaire_in_force(utc_now())
        form = QuestionsForm(data=_as_typed(in_force))
        if form.validate_on_submit() and "publish" in request.form and self._published(form, in_force):
            return redirect(self.get_url(".index"))
        return self.render(
            "screens/questions.html",
            form=form,
            in_force=in_force,
            versions=versions(),
            previewed=form.lines()[PREVIEWED],
            names=DIMENSION_NAMES,
            sources=RaterSource,
            families=RoleFamily,
            dimensions=Dimension,
            languages=LANGUAGES,
            scale=SCALE,
            line_field=line_field,
            share_field=share_field,
        )

    def _published(self, form: QuestionsBase, in_force: Questions) -> bool:
        if form.version.data != str(in_force.number):
            flash(CHANGED_MEANWHILE, "error")
            form.version.data = str(in_force.number)
            return False
        made = write(
            lambda: publish(form.lines(), form.shares(), form.note.data or "", current_actor(), utc_now()),
            form,
        )
        if made is None:
            return False
        flash(f"Version {made.number} is asked from now on.", "success")
        return True
