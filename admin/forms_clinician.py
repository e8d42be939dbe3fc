"""The clinician's form: hours and miles on the screen, minutes and metres in the file."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from admin.choices import needed_id, roles_offered, skills_offered, zone_choices
from admin.words import choices_of
from staffing.clinicians.details import ClinicianDetails
from staffing.clinicians.forms import METRES_PER_MILE
from staffing.clinicians.languages import LANGUAGES
from staffing.clinicians.models import Clinician, Employment
from staffing.web.fields import CheckboxesField, PlainDecimalField, WholeNumberField
from staffing.web.forms import BaseForm

PLAIN = (
    "first_name",
    "last_name",
    "primary_role_id",
    "state_of_residence",
    "email",
    "phone",
    "over_18",
    "city",
    "timezone",
    "urgent_opt_in",
    "on_bench",
    "active",
)


class ClinicianForm(BaseForm):
    """Who they are, what they may do, how far and how much they work."""

    first_name = StringField("First name", validators=[InputRequired(), Length(max=60)])
    last_name = StringField("Surname", validators=[InputRequired(), Length(max=60)])
    primary_role_id = SelectField("Main role", choices=roles_offered, coerce=needed_id)
    employment = SelectField("Works as", choices=choices_of(Employment))
    email = StringField("E-mail", validators=[Length(max=255)])
    phone = StringField(validators=[Length(max=32)])
    npi = StringField("NPI", validators=[Length(max=10)], description="Ten digits, if they have one.")
    city = StringField(validators=[Length(max=80)])
    state_of_residence = StringField(
        "Lives in which state", validators=[InputRequired(), Length(max=2)], description="Such as TX."
    )
    home_lat = PlainDecimalField("Home latitude", places=6, validators=[InputRequired()])
    home_lng = PlainDecimalField("Home longitude", places=6, validators=[InputRequired()])
    timezone = SelectField("Time zone", choices=zone_choices, default="America/Chicago")
    miles = WholeNumberField("Farthest, miles", default=45, validators=[InputRequired(), NumberRange(0, 300)])
    hours_week = WholeNumberField(
        "At most a week, hours", default=60, validators=[InputRequired(), NumberRange(1, 168)]
    )
    hours_wanted = WholeNumberField(
        "Would like a week, hours", default=24, validators=[InputRequired(), NumberRange(0, 168)]
    )
    notice_hours = WholeNumberField(
        "Notice they need, hours", default=2, validators=[InputRequired(), NumberRange(0, 720)]
    )
    over_18 = BooleanField("Is 18 or older")
    urgent_opt_in = BooleanField("Takes urgent offers")
    on_bench = BooleanField("On the bench")
    active = BooleanField("Active", default=True)
    roles = CheckboxesField("May also work as", choices=roles_offered, coerce=int, validators=[Optional()])
    skills = CheckboxesField("Skills verified", choices=skills_offered, coerce=int, validators=[Optional()])
    languages = CheckboxesField("Languages", choices=list(LANGUAGES.items()), default=["en"])


def changes_of(form: ClinicianForm) -> dict[str, Any]:
    """What was typed, in the units of the file."""
    return {
        **{name: form[name].data for name in PLAIN},
        "employment": Employment(form.employment.data),
        "npi": form.npi.data or None,
        "home_lat": float(form.home_lat.data),
        "home_lng": float(form.home_lng.data),
        "max_distance_m": round(form.miles.data * METRES_PER_MILE),
        "max_minutes_week": form.hours_week.data * 60,
        "wanted_minutes_week": form.hours_wanted.data * 60,
        "min_notice_minutes": form.notice_hours.data * 60,
        "languages": tuple(form.languages.data or ()),
    }


def details_of(form: ClinicianForm) -> ClinicianDetails:
    return ClinicianDetails(**changes_of(form))


def fill_from(form: ClinicianForm, person: Clinician) -> None:
    """Show the file in hours and miles."""
    form.miles.data = round(person.max_distance_m / METRES_PER_MILE)
    form.hours_week.data = person.max_minutes_week // 60
    form.hours_wanted.data = person.wanted_minutes_week // 60
    form.notice_hours.data = person.min_notice_minutes // 60
    form.roles.data = [row.staff_role_id for row in person.roles]
    form.skills.data = [row.skill_id for row in person.skills]


def keep_choices(form: ClinicianForm, person: Clinician) -> None:
    """Offer what the person has even where it was retired meanwhile."""
    roles = [row.staff_role_id for row in person.roles]
    form.primary_role_id.choices = form.roles.choices = roles_offered(kept=(person.primary_role_id, *roles))
    form.skills.choices = skills_offered(kept=[row.skill_id for row in person.skills])
