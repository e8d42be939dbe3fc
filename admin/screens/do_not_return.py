"""Do-not-return: facilities' requests to decide, and every bar that stands or stood."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from flask import g, redirect, request
from flask_admin import expose
from sqlalchemy import select
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from admin import cells, consequences
from admin.base import TableView, write
from admin.choices import (
    optional_id,
    system_choices,
)
from admin.filters import ChoiceFilter, PickFilter
from admin.picking import FACILITIES, PEOPLE, UNITS, PickField
from admin.prefill import from_address
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.clinicians import dnr_services as services
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.coaching.before_dnr import confirm_dnr, offers_coaching, plan_before
from staffing.db import db, utc_now
from staffing.facilities.models import Facility, HealthSystem, Unit
from staffing.offers.services import Barred
from staffing.web.forms import BaseForm

DEEDS = {"approve": "Approved", "decline": "Declined", "lift": "Lifted"}


class DnrForm(BaseForm):
    """Who is not to return where, and why."""

    clinician_id = PickField("Clinician", PEOPLE)
    scope = SelectField("Where", choices=choices_of(DnrScope))
    facility_id = PickField("Facility", FACILITIES, optional=True)
    unit_id = PickField("Unit", UNITS, optional=True)
    health_system_id = SelectField("Health system", choices=system_choices, coerce=optional_id)
    side = SelectField("Asked by the", choices=choices_of(DnrSide))
    reason = SelectField(choices=choices_of(DnrReason))
    detail = TextAreaField(
        "What happened", validators=[Length(max=500)], description="Nothing about patients."
    )
    starts_on = DateField("From", validators=[InputRequired()])
    ends_on = DateField("Until", validators=[Optional()])


def _details(form: DnrForm) -> services.DnrDetails:
    facility_id = form.facility_id.data
    if form.scope.data == DnrScope.UNIT and form.unit_id.data:
        facility_id = db.session.scalar(select(Unit.facility_id).where(Unit.id == form.unit_id.data))
    return services.DnrDetails(
        clinician_id=form.clinician_id.data,
        scope=DnrScope(form.scope.data),
        side=DnrSide(form.side.data),
        reason=DnrReason(form.reason.data),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        facility_id=facility_id,
        unit_id=form.unit_id.data,
        health_system_id=form.health_system_id.data,
        detail=form.detail.data or "",
    )


def _person(view: DnrScreen, _context: Any, row: DoNotReturn, _name: str) -> str:
    return str(view.named_row("clinician_id", row))


def _place(view: DnrScreen, _context: Any, row: DoNotReturn, _name: str) -> str:
    if row.scope is DnrScope.SYSTEM:
        return str(view.named_row("health_system_id", row))
    facility = str(view.named_row("facility_id", row))
    return f"{facility}: {view.named_row('unit_id', row)}" if row.unit_id else facility


class DnrScreen(TableView):
    table = DoNotReturn
    one, many = "do-not-return", "do-not-returns"
    intro = "A facility's request bars at once and waits here for your decision."
    service_form = DnrForm
    named: ClassVar = {
        "clinician_id": Clinician,
        "facility_id": Facility,
        "unit_id": Unit,
        "health_system_id": HealthSystem,
    }
    can_create = can_view_details = True
    column_list = ("clinician_id", "place", "scope", "side", "reason", "starts_on", "ends_on", "status")
    column_labels = {"clinician_id": "Clinician", "side": "Asked by", "starts_on": "From", "ends_on": "Until"}
    column_formatters = {"clinician_id": _person, "place": _place, "status": cells.status_cell}
    column_formatters_export = {"clinician_id": _person, "place": _place}
    column_sortable_list = ("starts_on", "status", "reason", "side")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(DoNotReturn.status, "Status", choices_of(DnrStatus)),
        ChoiceFilter(DoNotReturn.side, "Asked by", choices_of(DnrSide)),
        PickFilter(DoNotReturn.facility_id, "Facility", FACILITIES),
    )
    details_template = "screens/do_not_return.html"

    def called(self, row: DoNotReturn) -> str:
        return f"of {_person(self, None, row, '')} at {_place(self, None, row, '')}"

    def row_url(self, row: DoNotReturn) -> str:
        return self.get_url(".details_view", id=row.id)

    def create_form(self, obj: Any = None) -> DnrForm:
        form = from_address(super().create_form(obj), clinician_id="clinician", facility_id="facility")
        if request.method == "GET":
            form.starts_on.data, form.scope.data = utc_now().date(), DnrScope.FACILITY
        return form

    @expose("/details/")
    def details_view(self) -> Any:
        row = self.get_one(request.args.get("id"))
        return self.render(
            self.details_template, model=row, coaching_first=offers_coaching(row), plan=plan_before(row)
        )

    @expose("/decide/", methods=("POST",))
    def decide(self) -> Any:
        key, deed = request.args.get("id"), request.form.get("deed", "")
        reason = request.form.get("reason", "").strip()[:500]
        if deed in DEEDS and (barred := write(lambda: _decided(deed, self.get_one(key), reason))):
            consequences.tell(barred)
        return redirect(self.get_url(".details_view", id=key))

    def create_row(self, form: DnrForm) -> DoNotReturn:
        row = services.add_dnr(_details(form), current_actor())
        g.barred = consequences.bar(row.clinician_id)
        return row

    def create_model(self, form: DnrForm) -> Any:
        made = super().create_model(form)
        if made:
            consequences.tell(g.barred)
        return made


def _decided(deed: str, row: DoNotReturn, reason: str) -> Barred:
    _do(deed, row, reason, utc_now().date())
    return consequences.bar(row.clinician_id)


def _do(deed: str, row: DoNotReturn, reason: str, today: date) -> DoNotReturn:
    by = current_actor()
    if deed == "approve":
        return confirm_dnr(row, reason, by)
    if not reason:
        raise ValueError("Say why: it stays in the trail.")
    return (
        services.decline_dnr(row, by, reason)
        if deed == "decline"
        else services.lift_dnr(row, by, reason, today)
    )
