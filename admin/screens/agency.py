"""The agency itself: its name, how people reach it, the margin under which a placement is flagged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect
from flask_admin import expose
from wtforms import EmailField, SelectField, StringField, TelField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from admin.base import SecureView
from staffing.accounts.agency import AgencyDetails, InvalidAgency, update_agency
from staffing.accounts.identity import current_account, current_actor
from staffing.accounts.models import Agency
from staffing.db import db, transact
from staffing.web.fields import PlainDecimalField
from staffing.web.forms import BaseForm

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles")
PERCENT = NumberRange(0, Decimal("99.99"))


class AgencyForm(BaseForm):
    name = StringField(validators=[InputRequired(), Length(max=120)])
    phone = TelField(description="Facilities and clinicians see it.", validators=[Length(max=32)])
    email = EmailField("E-mail", validators=[Optional(), Email(), Length(max=255)])
    timezone = SelectField("Time zone", description="The workweek starts on Sunday 00:00 here.")
    burden = PlainDecimalField("Cost on top of pay, %", validators=[InputRequired(), PERCENT])
    margin_floor = PlainDecimalField("Flag a margin under, %", validators=[InputRequired(), PERCENT])

    def details(self) -> AgencyDetails:
        return AgencyDetails(
            name=self.name.data,
            phone=self.phone.data or "",
            email=self.email.data or "",
            timezone=self.timezone.data,
            burden_bp=round(self.burden.data * 100),
            margin_floor_bp=round(self.margin_floor.data * 100),
        )


class AgencyScreen(SecureView):
    intro = ""

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        agency = current_account().agency
        form = AgencyForm(
            obj=agency, data={"burden": agency.burden_bp / 100, "margin_floor": agency.margin_floor_bp / 100}
        )
        form.timezone.choices = [(zone, zone) for zone in dict.fromkeys((*ZONES, agency.timezone))]
        if form.validate_on_submit() and _kept(agency.id, form):
            flash("Saved.", "success")
            return redirect(self.get_url(".index"))
        return self.render("screens/agency.html", form=form)


def _kept(agency_id: int, form: AgencyForm) -> bool:
    """Whether the facts were saved; else the reason stands beside its field."""
    try:
        transact(
            lambda: update_agency(db.session.get_one(Agency, agency_id), form.details(), current_actor())
        )
    except InvalidAgency as refusal:
        field = form[refusal.field.removesuffix("_bp")]
        field.errors = [*field.errors, str(refusal)]
        return False
    return True
