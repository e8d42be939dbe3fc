"""Which column of a file says what, and what is the same for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from staffing.facilities.models import Setting
from staffing.ratings.models import RaterSource


class Fact(StrEnum):
    """What a row must say."""

    CLINICIAN = "clinician"
    LAST_NAME = "last_name"
    DIMENSION = "dimension"
    SETTING = "setting"
    SOURCE = "source"
    ANSWERS = "answers"
    ALWAYS = "always"
    PERIOD_END = "period_end"


class KnownBy(StrEnum):
    """What the clinician's column holds."""

    EXTERNAL_ID = "external_id"
    EMAIL = "email"
    NPI = "npi"


class AlwaysAs(StrEnum):
    """How the number of "Always" is written."""

    COUNT = "count"
    SHARE = "share"
    PERCENT = "percent"


FACT_WORDS: Mapping[Fact, str] = {
    Fact.CLINICIAN: "Clinician",
    Fact.LAST_NAME: "Last name, to check",
    Fact.DIMENSION: "Dimension",
    Fact.SETTING: "On site or virtual",
    Fact.SOURCE: "Who answered",
    Fact.ANSWERS: "Number of answers",
    Fact.ALWAYS: "“Always”",
    Fact.PERIOD_END: "Last day of the period",
}
FIXABLE = (Fact.DIMENSION, Fact.SETTING, Fact.SOURCE, Fact.PERIOD_END)
"""May be the same for every row instead of standing in a column."""
OPTIONAL = (Fact.LAST_NAME,)
_NAMES: Mapping[Fact, Sequence[str]] = {
    Fact.CLINICIAN: ("externalid", "employeeid", "clinicianid", "email", "npi", "clinician", "id"),
    Fact.LAST_NAME: ("lastname", "surname", "familyname"),
    Fact.DIMENSION: ("dimension", "domain", "question", "item", "measure"),
    Fact.SETTING: ("setting", "mode"),
    Fact.SOURCE: ("source", "rater", "ratertype", "respondent"),
    Fact.ANSWERS: ("n", "answers", "responses", "count", "respondents"),
    Fact.ALWAYS: ("always", "topbox", "alwaysshare", "alwayspercent", "topboxpercent", "share"),
    Fact.PERIOD_END: ("periodend", "enddate", "end", "date", "asof", "quarterend"),
}


class BadMapping(ValueError):
    """The mapping is not complete; the message is fit to show."""


@dataclass(frozen=True)
class ScoreMapping:
    """`columns` by fact (header's own names), `fixed` by fact (text as a cell would hold it)."""

    columns: Mapping[Fact, str]
    fixed: Mapping[Fact, str] = field(default_factory=dict)
    known_by: KnownBy = KnownBy.EXTERNAL_ID
    always_as: AlwaysAs = AlwaysAs.COUNT

    def check(self, header: Sequence[str]) -> None:
        """Raises BadMapping where a fact comes from nowhere, or a column does not exist."""
        for fact, column in self.columns.items():
            if column not in header:
                raise BadMapping(f"{FACT_WORDS[fact]}: the file has no column “{column}”.")
        needed = [fact for fact in Fact if fact not in OPTIONAL]
        missing = [
            FACT_WORDS[fact] for fact in needed if not (self.columns.get(fact) or self.fixed.get(fact))
        ]
        if missing:
            raise BadMapping(f"Say where this stands: {', '.join(missing)}.")

    def cells(self, header: Sequence[str], row: Sequence[str]) -> dict[Fact, str]:
        """What one row says, as text; a column goes before what is fixed."""
        at = {name: position for position, name in enumerate(header)}
        found = {fact: value for fact, value in self.fixed.items() if value}
        return found | {fact: row[at[column]] for fact, column in self.columns.items()}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def guess(header: Sequence[str]) -> ScoreMapping:
    """What the names of the columns suggest; a person looks at it before anything is read."""
    plain = {_plain(name): name for name in header}
    columns = {
        fact: plain[known]
        for fact, names in _NAMES.items()
        if (known := next((name for name in names if name in plain), None))
    }
    clinician, always = _plain(columns.get(Fact.CLINICIAN, "")), _plain(columns.get(Fact.ALWAYS, ""))
    known_by = next((kind for kind in KnownBy if _plain(kind) == clinician), KnownBy.EXTERNAL_ID)
    always_as = AlwaysAs.PERCENT if "percent" in always else AlwaysAs.COUNT
    if always.endswith("share"):
        always_as = AlwaysAs.SHARE
    fixed = {Fact.SETTING: Setting.ON_SITE.value, Fact.SOURCE: RaterSource.PATIENT.value}
    return ScoreMapping(
        columns, {fact: value for fact, value in fixed.items() if fact not in columns}, known_by, always_as
    )


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
