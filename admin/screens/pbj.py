"""Payroll-Based Journal files: a nursing home's published agency hours become requests, previewed first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from flask_wtf.file import FileField
from sqlalchemy import select
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from admin.base import SecureView
from admin.picking import UNITS, PickField
from staffing.accounts.identity import current_actor
from staffing.db import db, transact, utc_now
from staffing.facilities.models import Unit
from staffing.offers.request_editing import revise
from staffing.requests.pbj import UnreadablePbj, decode
from staffing.requests.pbj_import import PbjPlan, import_plan
from staffing.requests.pbj_upload import LARGEST, plan_upload
from staffing.web.forms import BaseForm


class PbjForm(BaseForm):
    """The file, the period in it, and who asks. After the preview the file's rows travel with the form."""

    file = FileField("File from CMS (.csv, up to 2 MB)")
    rows = TextAreaField("Rows of the file", validators=[Length(max=LARGEST)])
    unit_id = PickField("For the unit", UNITS)
    first = DateField("First day in the file", validators=[InputRequired()])
    last = DateField("Last day in the file", validators=[InputRequired()])
    provider = StringField(
        "CMS number (PROVNUM)",
        validators=[Length(max=12), Regexp(r"^[0-9A-Za-z]*$", message="Letters and figures only.")],
        description="Where the file holds several homes.",
    )

    def text(self) -> bytes:
        """The uploaded file, or the rows kept from the preview; raises ValueError when there is none."""
        upload = request.files.get(self.file.name)
        data = upload.stream.read(LARGEST + 1) if upload and upload.filename else b""
        if len(data) > LARGEST:
            raise ValueError("This file is larger than 2 MB: cut it to the home and the weeks you need.")
        if not data and not self.rows.data:
            raise ValueError("Choose a file.")
        return data or self.rows.data.encode()


class PbjScreen(SecureView):
    intro = (
        "What a nursing home paid other agencies for, day by day, is published by CMS. "
        "Its hours become whole shifts, moved by whole weeks so that all of them lie ahead."
    )

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        form, plan, faults = PbjForm(), None, ()
        if form.validate_on_submit():
            try:
                plan = self._plan(form)
                if request.form.get("send"):
                    return self._send(form, plan)
            except UnreadablePbj as unreadable:
                faults, plan = unreadable.faults, None
            except ValueError as missing:
                form.file.errors = [str(missing)]
        return self.render("screens/pbj.html", form=form, plan=plan, faults=faults)

    def _plan(self, form: PbjForm) -> PbjPlan:
        data = form.text()
        plan = plan_upload(
            data, form.first.data, form.last.data, form.provider.data or None, self._unit(form), utc_now()
        )
        form.rows.data = decode(data)
        return plan

    def _unit(self, form: PbjForm) -> Unit:
        return db.session.scalars(select(Unit).where(Unit.id == form.unit_id.data)).one()

    def _send(self, form: PbjForm, plan: PbjPlan) -> Any:
        by, now = current_actor(), utc_now()
        made = transact(lambda: len(import_plan(plan, self._unit(form), by, now, revise=revise)))
        flash(f"{made} shift requests stand at {self._unit(form).facility.name}.", "success")
        return redirect(self.get_url("requests.index_view"))
