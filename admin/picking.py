"""Choosing one row of many by typing part of its name: what is searched, and the form field that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, case, or_, select
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from admin.choices import optional_id
from staffing.clinicians.models import Clinician, StaffRole
from staffing.db import db
from staffing.facilities.models import Facility, Unit

SHOWN = 12
LONGEST = 60
CHOOSE = "Choose one of the list."


@dataclass(frozen=True)
class Found:
    """A row that fits what was typed; `hint` tells people of one name apart."""

    id: int
    name: str
    hint: str


@dataclass(frozen=True)
class Source:
    """Rows to pick from, in the scope: `rows` gives id, name and hints; words are sought in `searched`."""

    of: str
    rows: Select[Any]
    key: Any
    searched: tuple[Any, ...]
    order: tuple[Any, ...]
    offered: tuple[ColumnElement[bool], ...] = ()
    """What a row must be to be offered; those chosen earlier keep their name all the same."""

    def find(self, typed: str) -> Sequence[Found]:
        """The first SHOWN rows that hold every word typed, and one more where there are more.

        Those that begin with the first word come first.
        """
        words = tidy(typed).split()
        query = self.rows.where(*self.offered, *(holds(word, *self.searched) for word in words))
        if words:
            begins = or_(*(column.istartswith(words[0], autoescape=True) for column in self.searched))
            query = query.order_by(case((begins, 0), else_=1))
        return [_found(row) for row in db.session.execute(query.order_by(*self.order).limit(SHOWN + 1))]

    def name_of(self, key: int) -> str | None:
        row = db.session.execute(self.rows.where(self.key == key)).one_or_none()
        return None if row is None else _found(row).name

    def meant(self, typed: str) -> int | None:
        """The one row called exactly what was typed; None where there is none or several."""
        same = [row.id for row in self.find(typed) if row.name.casefold() == tidy(typed).casefold()]
        return same[0] if len(same) == 1 else None


def _found(row: Any) -> Found:
    key, name, *hints = row
    return Found(key, name, ", ".join(hint for hint in hints if hint))


def tidy(typed: str) -> str:
    """What was typed in a search box, without what no name has."""
    return " ".join(typed.replace("\x00", "").split())[:LONGEST]


def holds(word: str, *columns: Any) -> ColumnElement[bool]:
    """Whether one of `columns` has `word` in it, in capitals or not."""
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


PEOPLE = Source(
    "people",
    select(
        Clinician.id, Clinician.first_name + " " + Clinician.last_name, StaffRole.name, Clinician.city
    ).join(StaffRole, StaffRole.id == Clinician.primary_role_id),
    Clinician.id,
    (Clinician.first_name, Clinician.last_name),
    (Clinician.last_name, Clinician.first_name, Clinician.id),
    (Clinician.active,),
)
FACILITIES = Source(
    "facilities",
    select(Facility.id, Facility.name, Facility.city),
    Facility.id,
    (Facility.name, Facility.city),
    (Facility.name,),
)
UNITS = Source(
    "units",
    select(Unit.id, Facility.name + ": " + Unit.name).join(Facility, Facility.id == Unit.facility_id),
    Unit.id,
    (Facility.name, Unit.name),
    (Facility.name, Unit.name),
)
SOURCES = {source.of: source for source in (PEOPLE, FACILITIES, UNITS)}


class PickInput:
    """A text box with the list of what fits below it (static/picking.js), and the id chosen, hidden."""

    def __call__(self, field: PickField, **attributes: Any) -> Markup:
        chosen = "" if field.data is None else field.data
        return picker(field.source, field.id, field.name, chosen, field.shown(), **attributes)


def picker(source: Source, id_: str, name: str, chosen: Any, shown: str, **attributes: Any) -> Markup:
    """The markup of one picker; `attributes` go to its text box."""
    return Markup(
        '<div class="pick" data-pick="{url}"><input type="hidden" name="{name}" value="{chosen}">'
        '<input type="text" id="{id}" name="{name}-typed" value="{shown}" maxlength="{longest}"'
        ' role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded="false"'
        ' aria-controls="{id}-list" placeholder="Type to search"{more}>'
        '<ul id="{id}-list" role="listbox" aria-label="{of}" hidden></ul>'
        '<span class="hidden" role="status"></span></div>'
    ).format(
        url=url_for("pick.index", of=source.of),
        id=id_,
        name=name,
        chosen=chosen,
        shown=shown,
        longest=LONGEST * 2,
        of=source.of.capitalize(),
        more=Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items()),
    )


class PickField(Field):  # type: ignore[misc]  # untyped library base
    """The id of a row of `source`; a name typed in full counts as chosen where it is the only one.

    `data` is an int, or None for nothing chosen.
    """

    widget = PickInput()

    def __init__(self, label: str, source: Source, *, optional: bool = False, **settings: Any) -> None:
        super().__init__(label, **settings)
        self.flags.required = not optional
        self.source = source
        self.typed = ""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.typed = str(formdata.get(f"{self.name}-typed", "")) if formdata else ""
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = optional_id(valuelist[0]) if valuelist else None
        if self.data is None and self.typed.strip():
            self.data = self.source.meant(self.typed)
            if self.data is None:
                raise ValueError(f"{tidy(self.typed)!r} is not one of the list, or several are called so.")

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            refused = self.flags.required and not self.process_errors
        else:
            refused = self.source.name_of(self.data) is None
        if refused:
            raise ValidationError(CHOOSE)

    def shown(self) -> str:
        """What stands in the text box: the name of what is chosen, or what was typed in vain."""
        name = self.source.name_of(self.data) if isinstance(self.data, int) else None
        return name or self.typed
