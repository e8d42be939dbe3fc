"""The shift request form, the same for facility schedulers and for coordinators who enter one for them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from staffing import clock
from staffing.clinicians.languages import LANGUAGES
from staffing.clinicians.models import Skill, StaffRole
from staffing.facilities.models import PatientContact, Setting, Unit
from staffing.requests.checks import MOST_HEADS
from staffing.requests.details import InvalidRequest, RequestDetails, WhichHour
from staffing.requests.models import Priority, ShiftRequest
from staffing.web.fields import WHOLE, CheckboxesField, WholeNumberField
from staffing.web.forms import BaseForm

CONTACT_WORDS = {
    PatientContact.HARDLY: "Hardly",
    PatientContact.SOME: "Some of the shift",
    PatientContact.MOST: "Most of the shift",
}
PRIORITY_WORDS = {
    Priority.ROUTINE: "Routine",
    Priority.HIGH: "High",
    Priority.CRITICAL: "Critical: the unit cannot run without",
}
SETTING_WORDS = {Setting.ON_SITE: "On site", Setting.VIRTUAL: "Virtual"}
NAMED = re.compile(r"[0-9]{1,9}")


def row_id(typed: Any) -> int | None:
    """A row's id as a choice sends it; None for the empty choice. Raises ValueError for anything else."""
    if typed in (None, ""):
        return None
    if not NAMED.fullmatch(str(typed)):
        raise ValueError("Choose one from the list.")
    return int(typed)


class ShiftForm(BaseForm):
    """What decides a shift's price: where, who, when, how many."""

    unit_id = SelectField("Unit", coerce=row_id, validators=[InputRequired("Choose a unit.")])
    staff_role_id = SelectField("Role", coerce=row_id, validators=[InputRequired("Choose a role.")])
    day = DateField("Day", validators=[InputRequired("Choose the day the shift starts.")])
    start = TimeField("Start", validators=[InputRequired("When does the shift start?")])
    end = TimeField("End", validators=[InputRequired("When does the shift end?")])
    fold = RadioField("Which hour?", choices=(), validate_choice=False, validators=[Optional()])
    heads = WholeNumberField(
        "How many people",
        default=1,
        validators=[InputRequired("How many people do you need?"), NumberRange(1, MOST_HEADS)],
    )
    charge_needed = BooleanField("One of them must be able to be in charge")
    repeat_until = DateField("Repeat every week until", validators=[Optional()])

    def offer_choices(self, units: Iterable[Unit], roles: Iterable[StaffRole]) -> None:
        """Fill the lists; several facilities' units are told apart by the facility's name."""
        units = list(units)
        several = len({unit.facility_id for unit in units}) > 1
        names = [(unit.id, f"{unit.facility.name}: {unit.name}" if several else unit.name) for unit in units]
        self.unit_id.choices = names if len(names) == 1 else [("", "Choose a unit"), *names]
        self.staff_role_id.choices = [("", "Choose a role"), *((role.id, role.name) for role in roles)]

    @property
    def chosen_fold(self) -> int | None:
        return {"0": clock.EARLIER, "1": clock.LATER}.get(str(self.fold.data or ""))

    def shift_facts(self) -> dict[str, Any]:
        """The fields of RequestDetails this part of the form decides."""
        return {
            "unit_id": self.unit_id.data,
            "staff_role_id": self.staff_role_id.data,
            "day": self.day.data,
            "start": self.start.data,
            "end": self.end.data,
            "fold": self.chosen_fold,
            "heads": self.heads.data,
            "charge_needed": bool(self.charge_needed.data),
            "repeat_until": self.repeat_until.data if self.repeat_until else None,
        }

    def show_errors(self, refused: InvalidRequest) -> None:
        """Put a service's refusal beside the fields it names; what was typed stays."""
        if isinstance(refused, WhichHour):
            self._ask_which_hour(refused.choice)
        for name, message in refused.errors.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                self.form_errors.append(message)

    def _ask_which_hour(self, choice: clock.AmbiguousTime) -> None:
        first, second = (clock.local(at, choice.zone) for at in (choice.earlier, choice.later))
        self.fold.choices = [
            (str(clock.EARLIER), f"{first:%H:%M}, the first time ({first:%Z})"),
            (str(clock.LATER), f"{second:%H:%M}, the second time ({second:%Z})"),
        ]


class ShiftRequestForm(ShiftForm):
    """The whole request. `offer_choices` and `offer_people` must be called before it is validated.

    `key` is made with the page, so that a double click is one request.
    """

    key = HiddenField(default=lambda: secrets.token_urlsafe(16), validators=[Length(max=64)])
    priority = RadioField(
        "How urgent is it?",
        choices=[(kind.value, words) for kind, words in PRIORITY_WORDS.items()],
        default=Priority.ROUTINE.value,
    )
    skill_ids = CheckboxesField("Skills and certifications", coerce=row_id, validators=[Optional()])
    setting = RadioField(
        "Where is the work?",
        choices=[(kind.value, words) for kind, words in SETTING_WORDS.items()],
        validators=[Optional()],
    )
    patient_states = StringField(
        "States the patients are in",
        description="Two letters each, for example: TX, OK. Licences must cover every one of them.",
        validators=[Length(max=200)],
    )
    patient_contact = RadioField(
        "How much do they talk with patients or families?",
        choices=[(kind.value, words) for kind, words in CONTACT_WORDS.items()],
        description="The more they talk, the more we weigh how well they communicate.",
        validators=[Optional()],
    )
    patients_read_up = BooleanField("Many of our patients have read up on their condition")
    explains_bills = BooleanField("They explain bills")
    languages = CheckboxesField(
        "Languages besides English",
        choices=[(code, name) for code, name in LANGUAGES.items() if code != "en"],
        validators=[Optional()],
    )
    preferred_clinician_ids = CheckboxesField(
        "People you would like again", coerce=row_id, validators=[Optional()]
    )
    arrival_notes = TextAreaField(
        "Notes for the person who comes",
        description="Which door, where to park. Please nothing about patients.",
        validators=[Length(max=500)],
    )

    def offer_people(self, skills: Iterable[Skill], worked_here: Mapping[int, str]) -> None:
        """Fill the lists of skills and of people who have worked here (id to name)."""
        self.skill_ids.choices = [(skill.id, skill.name) for skill in skills]
        self.preferred_clinician_ids.choices = list(worked_here.items())

    def fill_unit_defaults(self, unit: Unit) -> None:
        """Show what the unit usually needs."""
        self.setting.data = unit.setting.value
        self.patient_contact.data = unit.patient_contact.value
        self.patients_read_up.data = unit.patients_read_up
        self.explains_bills.data = unit.explains_bills

    def fill_from(self, request: ShiftRequest, zone: str) -> None:
        """Show an existing request, to edit it or to copy it."""
        start, end = clock.local(request.starts_at, zone), clock.local(request.ends_at, zone)
        self.unit_id.data, self.staff_role_id.data = request.unit_id, request.staff_role_id
        self.day.data, self.start.data, self.end.data = start.date(), start.time(), end.time()
        self.fold.data = _fold_of((start, end), zone)
        self.heads.data, self.charge_needed.data = request.heads, request.charge_needed
        self.priority.data, self.setting.data = request.priority.value, request.setting.value
        self.patient_states.data = ", ".join(request.patient_states)
        self.patient_contact.data = request.patient_contact.value
        self.patients_read_up.data = request.patients_read_up
        self.explains_bills.data = request.explains_bills
        self.languages.data = list(request.languages)
        self.skill_ids.data = [need.skill_id for need in request.needs]
        self.preferred_clinician_ids.data = list(request.preferred_clinician_ids)
        self.arrival_notes.data = request.arrival_notes

    def details(self, **more: Any) -> RequestDetails:
        """What was asked for. `more` are further fields of RequestDetails (asked_by …)."""
        states = re.split(r"[\s,;]+", str(self.patient_states.data or "").upper())
        return RequestDetails(
            **self.shift_facts(),
            priority=Priority(self.priority.data),
            setting=Setting(self.setting.data) if self.setting.data else None,
            patient_states=tuple(filter(None, states)),
            patient_contact=PatientContact(self.patient_contact.data) if self.patient_contact.data else None,
            patients_read_up=bool(self.patients_read_up.data),
            explains_bills=bool(self.explains_bills.data),
            languages=tuple(self.languages.data or ()),
            skill_ids=tuple(self.skill_ids.data or ()),
            preferred_clinician_ids=tuple(self.preferred_clinician_ids.data or ()),
            arrival_notes=str(self.arrival_notes.data or ""),
            **more,
        )


class EditRequestForm(ShiftRequestForm):
    """One shift is changed at a time, so there is nothing to repeat."""

    repeat_until = None

    def shown_version(self) -> int:
        """The version of the request the person saw; 0 (no version at all) if it cannot be read."""
        shown = str(self.version.data or "")
        return int(shown) if WHOLE.fullmatch(shown) else 0


def _fold_of(times: Iterable[datetime], zone: str) -> str | None:
    """Which pass of a repeated hour a request means; None where no time of it comes twice."""
    for at in times:
        try:
            clock.to_utc(at.date(), at.time(), zone)
        except clock.AmbiguousTime:
            return str(at.fold)
    return None
