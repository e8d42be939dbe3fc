"""Incidents, complaints and compliments: what came in, what came of it, and one taken down over the phone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter, FromDay, PickFilter
from admin.picking import FACILITIES, PEOPLE, PickField
from admin.prefill import from_address
from admin.trails import trail_of
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.feedback.screening import found_in
from staffing.recovery import reports as services
from staffing.recovery.forms import NO_PATIENTS
from staffing.recovery.models import FeedbackReport, RecoveryCase, ReportKind, ReportNature, ReportStatus
from staffing.web.forms import BaseForm

DONE = {"look": "It is being looked into.", "close": "Closed.", "reopen": "Reopened.", "share": "Passed on."}


class ReportForm(BaseForm):
    """What somebody said over the phone."""

    facility_id = PickField("Facility", FACILITIES)
    clinician_id = PickField("Clinician", PEOPLE)
    on = DateField("Day of the shift", validators=[InputRequired()])
    kind = SelectField("What is it?", choices=choices_of(ReportKind))
    nature = SelectField(
        "About what?",
        choices=choices_of(ReportNature),
        description="A compliment needs none; it is left out.",
    )
    text = TextAreaField(
        "What happened",
        validators=[InputRequired(), Length(services.SHORTEST, services.LONGEST)],
        description=f"{NO_PATIENTS} A complaint opens a service-recovery case.",
    )


def _person(_view: Any, _context: Any, row: FeedbackReport, _name: str) -> str:
    return str(row.clinician.name)


def _place(_view: Any, _context: Any, row: FeedbackReport, _name: str) -> str:
    return str(row.facility.name)


class ReportScreen(TableView):
    table = FeedbackReport
    one, many = "report", "reports"
    intro = "Incidents, complaints and compliments, apart from ratings: they never touch a score."
    service_form = ReportForm
    can_create = True
    eager = (FeedbackReport.clinician, FeedbackReport.facility)
    column_list = ("created_at", "kind", "nature", "clinician", "facility", "status", "shared_at")
    column_labels = {"created_at": "Received", "shared_at": "Passed on"}
    column_formatters = {"clinician": _person, "facility": _place, "status": cells.status_cell}
    column_formatters_export = {"clinician": _person, "facility": _place}
    column_searchable_list = ("clinician.first_name", "clinician.last_name")
    column_sortable_list = ("created_at", "kind", "status")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(FeedbackReport.kind, "Kind", choices_of(ReportKind)),
        ChoiceFilter(FeedbackReport.status, "Status", choices_of(ReportStatus)),
        PickFilter(FeedbackReport.facility_id, "Facility", FACILITIES),
        PickFilter(FeedbackReport.clinician_id, "Clinician", PEOPLE),
        FromDay(FeedbackReport.created_at, "Received"),
    )

    def called(self, row: FeedbackReport) -> str:
        return f"about {row.clinician.name}"

    def row_url(self, row: FeedbackReport) -> str:
        return self.get_url(".details", key=row.id)

    def create_form(self, obj: Any = None) -> ReportForm:
        form = from_address(super().create_form(obj), clinician_id="clinician", facility_id="facility")
        if request.method == "GET":
            form.on.data = utc_now().astimezone(cells.agency_zone()).date()
        return form

    def create_row(self, form: ReportForm) -> FeedbackReport:
        kind, nature = ReportKind(form.kind.data), ReportNature(form.nature.data)
        moment = services.Moment(kind, nature, form.text.data)
        facility_id, clinician_id = form.facility_id.data, form.clinician_id.data
        made = services.report_by_phone(
            facility_id, clinician_id, form.on.data, moment, current_actor(), utc_now()
        )
        db.session.flush()
        return made

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        return self.render(
            "screens/report.html",
            row=row,
            case=db.session.scalar(select(RecoveryCase).where(RecoveryCase.report_id == row.id)),
            reporter=db.session.get(Account, row.reported_by_id) if row.reported_by_id else None,
            suspicious=found_in(row.text),
            trail=trail_of(row),
        )

    @expose("/<key>/step/", methods=("POST",))
    def step(self, key: str) -> Any:
        one, deed, said = row_id(key), request.form.get("deed", ""), request.form.get("said", "")
        if deed in DONE and write(lambda: _do(deed, one, said).id):
            flash(DONE[deed], "success")
        return redirect(self.get_url(".details", key=one))


def _do(deed: str, key: int, said: str) -> FeedbackReport:
    by = current_actor()
    if deed == "look":
        return services.look_into(key, by)
    if deed == "close":
        return services.close_report(key, said, by)
    if deed == "reopen":
        return services.reopen_report(key, said, by)
    return services.share(key, said, by, utc_now())
