"""A clinician's weekly pattern and the stretches that differ from it."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from admin.base import SecureView, row_id, write
from staffing import clock
from staffing.accounts.identity import current_actor
from staffing.clinicians.models import AvailabilityException, Clinician
from staffing.clinicians.services import WeeklyWindow, set_exception, set_weekly_pattern, weekly_pattern
from staffing.db import db, utc_now
from staffing.web.forms import BaseForm

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PatternForm(BaseForm):
    """One line a weekday: from and until on the clinician's clock; empty means not free."""


for _day in DAYS:
    setattr(PatternForm, f"{_day}_from", TimeField(f"{_day.title()} from", validators=[Optional()]))
    setattr(PatternForm, f"{_day}_until", TimeField(f"{_day.title()} until", validators=[Optional()]))


class StretchForm(BaseForm):
    """Some days that differ from the week."""

    first = DateField("First day", validators=[InputRequired()])
    last = DateField("Last day", validators=[InputRequired()])
    available = SelectField("They are", choices=(("no", "not free"), ("yes", "free")))
    reason = StringField("What they said", validators=[Length(max=200)])


class AvailabilityScreen(SecureView):
    """`/admin/availability/?id=…`, reached from the clinician's file."""

    def is_visible(self) -> bool:
        return False

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        person = self._person()
        windows = weekly_pattern(person)
        form = PatternForm(data=_as_typed(windows))
        if form.validate_on_submit():
            wanted = [*_windows(form), *_further(windows)]
            if write(lambda: (set_weekly_pattern(self._person(), wanted, current_actor()), True), form):
                flash("The weekly pattern is saved.", "success")
                return redirect(self.get_url(".index", id=person.id))
        ahead = (
            select(AvailabilityException)
            .where(AvailabilityException.clinician_id == person.id, AvailabilityException.ends_at > utc_now())
            .order_by(AvailabilityException.starts_at)
        )
        return self.render(
            "screens/availability.html",
            person=person,
            form=form,
            days=DAYS,
            stretch=StretchForm(formdata=None),
            exceptions=db.session.scalars(ahead).all(),
        )

    @expose("/stretch/", methods=("POST",))
    def stretch(self) -> Any:
        person, form = self._person(), StretchForm()
        if not form.validate() or form.last.data < form.first.data:
            flash("Give a first and a last day, in this order.", "error")
        else:
            window = _days(form.first.data, form.last.data, person.timezone)
            free, reason = form.available.data == "yes", form.reason.data or ""
            if write(lambda: (set_exception(self._person(), window, free, current_actor(), reason), True)):
                flash("Noted.", "success")
        return redirect(self.get_url(".index", id=person.id))

    def _person(self) -> Clinician:
        return db.first_or_404(select(Clinician).where(Clinician.id == row_id(request.args.get("id"))))


def _days(first: date, last: date, zone: str) -> Any:
    """From the first midnight to the one after the last day, as instants."""
    start = clock.to_utc(first, time(), zone, fold=0)
    end = clock.to_utc(date.fromordinal(last.toordinal() + 1), time(), zone, fold=0)
    return start.astimezone(ZoneInfo("UTC")), end.astimezone(ZoneInfo("UTC"))


def _as_typed(windows: list[WeeklyWindow]) -> dict[str, time]:
    """The first window of each weekday, as the form shows it; midnight stands for the end of the day."""
    typed: dict[str, time] = {}
    for window in reversed(windows):
        name = DAYS[window.weekday]
        typed[f"{name}_from"] = time(*divmod(window.starts_minute, 60))
        typed[f"{name}_until"] = time(*divmod(window.ends_minute % 1_440, 60))
    return typed


def _windows(form: PatternForm) -> list[WeeklyWindow]:
    found = []
    for weekday, name in enumerate(DAYS):
        start, end = form[f"{name}_from"].data, form[f"{name}_until"].data
        if start is not None and end is not None:
            first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
            found.append(WeeklyWindow(weekday, first, last if last > first else last + 1_440))
    return found


def _further(windows: list[WeeklyWindow]) -> list[WeeklyWindow]:
    """Second windows of a day, which the form does not show and must not lose."""
    seen: set[int] = set()
    later = []
    for window in windows:
        if window.weekday in seen:
            later.append(window)
        seen.add(window.weekday)
    return later
