"""Shift requests: the list, one request with its slots, and entering one for a facility."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from admin import cells
from admin.base import COST_CHANGED, TableView, row_id, write
from admin.choices import role_choices
from admin.filters import ChoiceFilter, FromDay, PickFilter, UntilDay
from admin.picking import FACILITIES, PickField
from admin.review.cards import INTENSITY
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.clinicians.models import Clinician, Skill, StaffRole
from staffing.clock import local_day
from staffing.db import db, transact, utc_now
from staffing.facilities.models import Facility, Unit
from staffing.offers.request_cancellation import cancel_request
from staffing.offers.request_editing import edit_request
from staffing.offers.submitting import submit_once
from staffing.requests.details import InvalidRequest
from staffing.requests.estimates import estimate
from staffing.requests.favourites import liked_at
from staffing.requests.fees import cancellation_fee
from staffing.requests.forms import EditRequestForm, ShiftRequestForm
from staffing.requests.models import Priority, RequestSource, RequestStatus, ShiftRequest
from staffing.web.forms import BaseForm

HOW = ((RequestSource.PHONE.value, "by phone"), (RequestSource.FORM.value, "by e-mail or in person"))


class EnteredRequestForm(ShiftRequestForm):
    """The facilities' own form, and who asked, and how."""

    asked_by = StringField(
        "Who asked", validators=[InputRequired("Who at the facility asked?"), Length(max=120)]
    )
    how = SelectField("How", choices=HOW)


def _start(_view: Any, _context: Any, row: ShiftRequest, _name: str) -> Any:
    return cells.local_time(row.starts_at, row.facility.timezone)


class WhichFacilityForm(BaseForm):
    """For whom a request is entered; asked in the address, so that the page can be opened again."""

    facility = PickField("For which facility?", FACILITIES)


class RequestScreen(TableView):
    table = ShiftRequest
    one, many = "request", "requests"
    eager = (ShiftRequest.facility, ShiftRequest.unit, ShiftRequest.staff_role)
    column_list = (
        "reference",
        "facility",
        "unit",
        "staff_role",
        "starts_at",
        "heads",
        "priority",
        "status",
        "source",
    )
    column_labels = {"staff_role": "Role", "starts_at": "When", "source": "Came by"}
    column_formatters = {"starts_at": _start, "status": cells.status_cell}
    column_sortable_list = ("reference", "starts_at", "status", "priority", ("facility", "facility.name"))
    column_searchable_list = ("reference", "facility.name", "asked_by")
    column_default_sort = ("starts_at", True)
    column_filters = (
        ChoiceFilter(ShiftRequest.status, "Status", choices_of(RequestStatus)),
        PickFilter(ShiftRequest.facility_id, "Facility", FACILITIES),
        ChoiceFilter(ShiftRequest.staff_role_id, "Role", role_choices),
        ChoiceFilter(ShiftRequest.priority, "Priority", choices_of(Priority)),
        FromDay(ShiftRequest.starts_at, "Starts"),
        UntilDay(ShiftRequest.starts_at, "Starts"),
    )
    list_template = "screens/requests.html"

    def row_url(self, row: ShiftRequest) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        still = row.status in {RequestStatus.OPEN, RequestStatus.PARTIALLY_FILLED, RequestStatus.FILLED}
        fee = cancellation_fee(row, utc_now()) if still and row.starts_at > utc_now() else None
        return self.render("screens/request.html", row=row, fee=fee, intensity=INTENSITY[row.patient_contact])

    @expose("/<key>/cancel/", methods=("POST",))
    def cancel(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "").strip()[:300]
        if not reason:
            flash("Say why the facility cancels.", "error")
        elif request.form.get("shown") != str(cancellation_fee(self.get_one(one), utc_now()).bill_cents):
            flash(COST_CHANGED, "error")
        elif write(lambda: (cancel_request(one, current_actor(), reason, utc_now()), True)):
            flash("The request is cancelled and everybody concerned is told.", "success")
        return redirect(self.get_url(".details", key=one))

    @expose("/<key>/edit/", methods=("GET", "POST"))
    def edit(self, key: str) -> Any:
        """The facilities' own form on a request that was sent; offers it no longer fits are taken back."""
        row = self.get_one(key)
        form = self._offered(EditRequestForm(), row.facility, row)
        if request.method == "GET":
            form.fill_from(row, row.facility.timezone)
            form.version.data = row.version
        elif form.validate() and self._saved(form, row.id):
            flash("The request is changed; people asked for what it was are told.", "success")
            return redirect(self.get_url(".details", key=row.id))
        return self.render("screens/request_edit.html", form=form, row=row)

    def _saved(self, form: EditRequestForm, key: int) -> Any:
        version, by = form.shown_version(), current_actor()
        return write(lambda: edit_request(key, form.details(), by, utc_now(), version=version), form)

    @expose("/enter/", methods=("GET", "POST"))
    def enter(self) -> Any:
        """The facilities' form, entered for one of them; the price is shown before it is sent."""
        chosen = self._facility()
        if chosen is None:
            which = WhichFacilityForm(request.args or None, meta={"csrf": False})
            if request.args and which.validate():
                return redirect(self.get_url(".enter", facility=which.facility.data))
            return self.render("screens/request_facility.html", form=which)
        form = self._form(chosen)
        priced = None
        if form.validate_on_submit():
            try:
                priced = estimate(form.details(), utc_now())
                if request.form.get("send"):
                    return self._sent(form)
            except InvalidRequest as refused:
                form.show_errors(refused)
        return self.render("screens/request_enter.html", form=form, facility=chosen, priced=priced)

    def _facility(self) -> Facility | None:
        if not request.args.get("facility"):
            return None
        return db.first_or_404(select(Facility).where(Facility.id == row_id(request.args["facility"])))

    def _form(self, facility: Facility) -> EnteredRequestForm:
        form: EnteredRequestForm = self._offered(EnteredRequestForm(), facility, None)
        if request.method == "GET":
            form.day.data = local_day(utc_now(), facility.timezone)
            form.preferred_clinician_ids.data = liked_at(facility.id)
        return form

    def _offered(self, form: Any, facility: Facility, shown: ShiftRequest | None) -> Any:
        """The form with what can be chosen; people preferred before stay in the list, a new one has those
        whom the facility would like again."""
        units = select(Unit).where(Unit.facility_id == facility.id, Unit.active).order_by(Unit.name)
        asked = (shown.staff_role_id,) if shown else ()
        roles = select(StaffRole).where(StaffRole.active | StaffRole.id.in_(asked)).order_by(StaffRole.name)
        form.offer_choices(
            db.session.scalars(units.options(selectinload(Unit.facility))).all(),
            db.session.scalars(roles).all(),
        )
        ids = shown.preferred_clinician_ids if shown else liked_at(facility.id)
        people = db.session.scalars(select(Clinician).where(Clinician.id.in_(ids))) if ids else ()
        needed = [need.skill_id for need in shown.needs] if shown else []
        offered = select(Skill).where(Skill.active | Skill.id.in_(needed)).order_by(Skill.name)
        skills = db.session.scalars(offered).all()
        form.offer_people(skills, {person.id: person.name for person in people})
        return form

    def _sent(self, form: EnteredRequestForm) -> Any:
        details = form.details(asked_by=form.asked_by.data)
        source = RequestSource(form.how.data)
        by, key = current_actor(), str(form.key.data)
        made = transact(lambda: [row.id for row in submit_once(details, by, source, utc_now(), key=key)])
        flash(f"{len(made)} request{'s' if len(made) > 1 else ''} sent.", "success")
        return redirect(self.get_url(".details", key=made[0]))
