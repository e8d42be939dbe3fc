"""Coaching: whom a talk may help, and every plan with what was agreed and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from wtforms import DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter
from admin.picking import PEOPLE, PickField
from admin.prefill import from_address
from admin.words import choices_of, in_words
from staffing.accounts.identity import current_actor
from staffing.accounts.models import Account
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.coaching.queue import to_coach
from staffing.coaching.services import LONGEST_DAYS, MOST_PERCENT, PlanDetails, close_plan, open_plan
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.ratings.models import Dimension
from staffing.web.fields import WholeNumberField
from staffing.web.forms import BaseForm

USUAL = timedelta(days=42)
"""How long a plan runs unless somebody says otherwise."""
DEEDS = {"done": True, "stop": False}
SETBACK = (
    f"0 to {MOST_PERCENT} percentage points. While the plan runs, a match reckons this person's "
    "communication lower by so much: others come first for shifts with much patient contact. It bars no "
    "shift, touches no score, and ends with the plan by itself."
)


class CoachingForm(BaseForm):
    """What was agreed, for how long, and what it means for matches meanwhile."""

    clinician_id = PickField("Clinician", PEOPLE)
    dnr_id = HiddenField(filters=[lambda typed: typed or None])
    dimension = SelectField("About", choices=(("", "communication as a whole"), *choices_of(Dimension)))
    agreed = TextAreaField(
        "What was agreed with the clinician",
        validators=[InputRequired(), Length(min=3, max=1000)],
        description="They read it in their own record. Nothing about patients.",
    )
    starts_on = DateField("From", validators=[InputRequired()])
    ends_on = DateField(
        "Until", validators=[InputRequired()], description=f"At most {LONGEST_DAYS} days, both included."
    )
    setback_percent = WholeNumberField(
        "Setback in matches", validators=[InputRequired(), NumberRange(0, MOST_PERCENT)], description=SETBACK
    )


def _about(_view: Any, _context: Any, row: CoachingPlan, _name: str) -> str:
    return in_words(row.dimension) or "communication as a whole"


def _setback(_view: Any, _context: Any, row: CoachingPlan, _name: str) -> str:
    return f"{row.setback_percent} points" if row.setback_percent else "none"


class CoachingScreen(TableView):
    table = CoachingPlan
    one, many = "coaching plan", "coaching plans"
    intro = "A talk before anything harsher. A plan ends on its date and bars nobody."
    service_form = CoachingForm
    can_create = True
    list_template = "screens/coaching.html"
    eager = (CoachingPlan.clinician,)
    column_list = ("clinician", "dimension", "starts_on", "ends_on", "setback_percent", "status", "outcome")
    column_labels = {
        "dimension": "About",
        "starts_on": "From",
        "ends_on": "Until",
        "setback_percent": "Setback",
    }
    column_formatters = {"dimension": _about, "setback_percent": _setback, "status": cells.status_cell}
    column_formatters_export = {"dimension": _about}
    column_sortable_list = ("starts_on", "ends_on", "status")
    column_default_sort = ("id", True)
    column_filters = (ChoiceFilter(CoachingPlan.status, "Status", choices_of(CoachingStatus)),)

    def called(self, row: CoachingPlan) -> str:
        return f"with {row.clinician.name}" if row.clinician else ""

    def row_url(self, row: CoachingPlan) -> str:
        return self.get_url(".details", key=row.id)

    def create_form(self, obj: Any = None) -> CoachingForm:
        form = from_address(super().create_form(obj), clinician_id="clinician", dnr_id="dnr")
        if request.method == "GET":
            today = utc_now().astimezone(cells.agency_zone()).date()
            form.starts_on.data, form.ends_on.data, form.setback_percent.data = today, today + USUAL, 0
            form.dimension.data = request.args.get("about", "")
        return form

    def create_row(self, form: CoachingForm) -> CoachingPlan:
        return open_plan(
            PlanDetails(
                clinician_id=form.clinician_id.data,
                agreed=form.agreed.data,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                setback_percent=form.setback_percent.data,
                dimension=Dimension(form.dimension.data) if form.dimension.data else None,
                dnr_id=None if form.dnr_id.data is None else row_id(form.dnr_id.data),
            ),
            current_actor(),
        )

    def render(self, template: str, **values: Any) -> str:
        if template == self.list_template:
            waiting = to_coach(utc_now())
            values["waiting"], values["places"] = waiting, _places(waiting)
        return str(super().render(template, **values))

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        coach = db.session.get(Account, row.coach_id) if row.coach_id else None
        return self.render(
            "screens/coaching_plan.html", model=row, coach=coach, about=_about(self, None, row, "")
        )

    @expose("/<key>/close/", methods=("POST",))
    def close(self, key: str) -> Any:
        one, outcome = row_id(key), request.form.get("outcome", "")
        done = DEEDS.get(request.form.get("deed", ""))
        if done is None:
            abort(400)
        if write(lambda: self._closed(one, done, outcome)):
            flash("Closed.", "success")
        return redirect(self.get_url(".details", key=one))

    def _closed(self, one: int, done: bool, outcome: str) -> int:
        return close_plan(self.get_one(one), done=done, outcome=outcome, by=current_actor(), now=utc_now()).id


def _places(waiting: Any) -> dict[int, str]:
    """Names of the facilities that asked; one statement."""
    ids = {row.facility_id for one in waiting for row in one.requests if row.facility_id}
    rows = db.session.scalars(select(Facility).where(Facility.id.in_(ids)))
    return {row.id: row.name for row in rows}
