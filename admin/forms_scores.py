"""The form of a score import: the file, where each fact stands, and what is the same for all rows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from admin.words import choices_of
from staffing.facilities.models import Setting
from staffing.ratings.importing.mapping import (
    FACT_WORDS,
    FIXABLE,
    AlwaysAs,
    Fact,
    KnownBy,
    ScoreMapping,
)
from staffing.ratings.importing.services import LONGEST_ORIGIN
from staffing.ratings.importing.table import LARGEST, UnreadableScores
from staffing.ratings.models import Dimension, RaterSource
from staffing.web.forms import BaseForm

KEPT = LARGEST * 4 // 3 + 8
"""Characters of the largest file in base 64."""
NOWHERE = ("", "not in the file")
FIXED_CHOICES = {Fact.DIMENSION: Dimension, Fact.SETTING: Setting, Fact.SOURCE: RaterSource}
KNOWN_BY = ((KnownBy.EXTERNAL_ID, "your own number"), (KnownBy.EMAIL, "e-mail"), (KnownBy.NPI, "NPI"))
ALWAYS_AS = (
    (AlwaysAs.COUNT, "a number of answers"),
    (AlwaysAs.SHARE, "a share, 0 to 1"),
    (AlwaysAs.PERCENT, "a percentage, 0 to 100"),
)


class ScoreImportForm(BaseForm):
    """After the upload the file's bytes travel with the form, so that what is read is what was sent."""

    file = FileField("File (.csv in UTF-8, up to 1 MB and 5,000 rows)")
    kept = HiddenField(validators=[Length(max=KEPT)])
    file_name = HiddenField(validators=[Length(max=200)])
    origin = StringField(
        "Where the scores come from",
        validators=[Length(max=LONGEST_ORIGIN)],
        description="The system or survey, for example: patient survey, earlier vendor.",
    )
    counts = BooleanField(
        "Let these scores count",
        description="All together as one rater, never more than a quarter once there are four raters. "
        "Otherwise they are only shown. They are not tied to worked shifts: leave it off unless you know "
        "how they were gathered.",
    )
    known_by = SelectField("The clinician is named by", choices=KNOWN_BY, default=KnownBy.EXTERNAL_ID)
    always_as = SelectField("“Always” is written as", choices=ALWAYS_AS, default=AlwaysAs.COUNT)

    def take_file(self) -> bytes:
        """The uploaded file, or the one kept from before; raises UnreadableScores where there is none."""
        upload = request.files.get(self.file.name)
        if upload is None or not upload.filename:
            return self._kept_bytes()
        data = upload.stream.read(LARGEST + 1)
        self.file_name.data = upload.filename[-200:].replace("\x00", "")
        self.kept.data = base64.b64encode(data[:LARGEST]).decode()
        return data

    @property
    def is_new_file(self) -> bool:
        upload = request.files.get(self.file.name)
        return bool(upload and upload.filename)

    def _kept_bytes(self) -> bytes:
        try:
            data = base64.b64decode(self.kept.data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UnreadableScores("Choose the file again.") from error
        if not data:
            raise UnreadableScores("Choose a file.")
        return data

    def offer(self, header: Sequence[str]) -> None:
        """The columns of the file as choices."""
        for fact in Fact:
            self[column_field(fact)].choices = [NOWHERE, *((name, name) for name in header)]

    def fill(self, mapping: ScoreMapping) -> None:
        for fact in Fact:
            self[column_field(fact)].data = mapping.columns.get(fact, "")
        for fact in FIXABLE:
            self[fixed_field(fact)].data = mapping.fixed.get(fact, "")
        self.known_by.data, self.always_as.data = mapping.known_by, mapping.always_as

    def mapping(self) -> ScoreMapping:
        columns = {fact: self[column_field(fact)].data for fact in Fact}
        fixed = {fact: self[fixed_field(fact)].data for fact in FIXABLE}
        return ScoreMapping(
            {fact: name for fact, name in columns.items() if name},
            {fact: value for fact, value in fixed.items() if value and not columns[fact]},
            KnownBy(self.known_by.data),
            AlwaysAs(self.always_as.data),
        )


def column_field(fact: Fact) -> str:
    return f"column_{fact}"


def fixed_field(fact: Fact) -> str:
    return f"fixed_{fact}"


def _fixed(fact: Fact) -> Any:
    label = f"{FACT_WORDS[fact]}, for all rows"
    if fact not in FIXED_CHOICES:
        return StringField(label, validators=[Optional(), Length(max=10)], description="Like 2026-09-30.")
    kind: Any = FIXED_CHOICES[fact]
    return SelectField(label, choices=[("", "stands in the file"), *choices_of(kind)], validate_choice=True)


for _fact in Fact:
    setattr(
        ScoreImportForm,
        column_field(_fact),
        SelectField(f"{FACT_WORDS[_fact]}: column", choices=[NOWHERE], validate_choice=False),
    )
for _fact in FIXABLE:
    setattr(ScoreImportForm, fixed_field(_fact), _fixed(_fact))
