"""The compliance files: credentials, their verification at the primary source, and what is running out."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar

from flask import flash, g, redirect, request
from flask_admin import expose
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from admin import cells, consequences
from admin.base import TableView, write
from admin.filters import ChoiceFilter, FromDay, PickFilter, UntilDay
from admin.picking import PEOPLE, PickField
from admin.prefill import from_address
from admin.suggesting import CHECKS, CredentialCodeInput, usual_spelling
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.clinicians import credential_services as services
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus, PsvMethod
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.offers.services import Barred
from staffing.web.forms import BaseForm


class CredentialForm(BaseForm):
    """A licence, certification, check or health record, as it stands on paper."""

    clinician_id = PickField("Clinician", PEOPLE)
    kind = SelectField(choices=choices_of(CredentialKind))
    code = StringField(
        "What it is",
        validators=[InputRequired(), Length(max=20)],
        widget=CredentialCodeInput(),
        description="A code of the list, such as RN, BLS or OIG_LEIE, for what the work rules ask for; "
        "any other word for the rest.",
    )
    number = StringField(validators=[Length(max=40)])
    issuer = StringField(validators=[Length(max=120)])
    state = StringField(validators=[Length(max=2)], description="Licences only.")
    multistate = BooleanField("Multistate")
    issued_on = DateField("Issued or checked on", validators=[InputRequired()])
    expires_on = DateField("Expires on", validators=[Optional()])
    evidence = StringField("Where the evidence is kept", validators=[Length(max=255)])


class VerifyForm(BaseForm):
    """How the primary source was asked."""

    method = SelectField("Verified with", choices=choices_of(PsvMethod))
    evidence = StringField("Where the evidence is kept", validators=[Length(max=255)])


def _details(form: CredentialForm) -> services.CredentialDetails:
    values = {field.name: form[field.name].data for field in fields(services.CredentialDetails)}
    state = (values["state"] or "").upper() or None
    kind, code = CredentialKind(values["kind"]), usual_spelling(values["code"])
    return services.CredentialDetails(**{**values, "kind": kind, "code": code, "state": state})


def _person(view: TableView, _context: Any, row: Credential, name: str) -> str:
    return str(view.named_row(name, row))


def _what(_view: TableView, _context: Any, row: Credential, _name: str) -> str:
    return CHECKS.get(row.code, row.code)


class CredentialScreen(TableView):
    table = Credential
    one, many = "credential", "credentials"
    service_form = CredentialForm
    named: ClassVar = {"clinician_id": Clinician}
    can_create = can_edit = can_view_details = True
    column_list = ("code", "clinician_id", "kind", "state", "number", "expires_on", "status", "psv_at")
    column_labels = {
        "code": "Credential",
        "clinician_id": "Clinician",
        "psv_at": "Verified",
        "expires_on": "Expires",
    }
    column_formatters = {"code": _what, "clinician_id": _person, "status": cells.status_cell}
    column_formatters_export = {"clinician_id": _person}
    column_sortable_list = ("code", "kind", "expires_on", "status", "psv_at")
    column_searchable_list = ("code", "number", "issuer")
    column_default_sort = "expires_on"
    column_filters = (
        ChoiceFilter(Credential.status, "Status", choices_of(CredentialStatus)),
        ChoiceFilter(Credential.kind, "Kind", choices_of(CredentialKind)),
        PickFilter(Credential.clinician_id, "Clinician", PEOPLE),
        FromDay(Credential.expires_on, "Expires"),
        UntilDay(Credential.expires_on, "Expires"),
    )
    details_template = "screens/credential.html"

    def called(self, row: Credential) -> str:
        return f"{row} of {self.named_row('clinician_id', row)}"

    def row_url(self, row: Credential) -> str:
        return self.get_url(".details_view", id=row.id)

    def create_form(self, obj: Any = None) -> CredentialForm:
        return from_address(super().create_form(obj), clinician_id="clinician")

    @expose("/details/")
    def details_view(self) -> Any:
        row = self.get_one(request.args.get("id"))
        person = db.session.query(Clinician).filter_by(id=row.clinician_id).one()
        return self.render(self.details_template, model=row, person=person, form=VerifyForm(formdata=None))

    @expose("/verify/", methods=("POST",))
    def verify(self) -> Any:
        key, form = request.args.get("id"), VerifyForm()
        if form.validate():
            method, evidence = PsvMethod(form.method.data), form.evidence.data or ""
            kept = write(
                lambda: services.verify(
                    self.get_one(key), method, current_actor(), utc_now(), evidence=evidence
                )
            )
            if kept:
                flash("Verified. It counts in every match from now on.", "success")
        return redirect(self.get_url(".details_view", id=key))

    @expose("/refuse/", methods=("POST",))
    def refuse(self) -> Any:
        """Suspend a credential in use, or reject paper that does not hold."""
        key, reason = request.args.get("id"), request.form.get("reason", "").strip()[:500]
        row = self.get_one(key)
        act = services.reject if row.status is CredentialStatus.UNVERIFIED else services.suspend
        if barred := write(lambda: _refused(act(self.get_one(key), reason, current_actor()))):
            consequences.tell(barred)
        return redirect(self.get_url(".details_view", id=key))

    def create_row(self, form: CredentialForm) -> Credential:
        person = db.session.query(Clinician).filter_by(id=form.clinician_id.data).one()
        return services.add_credential(person, _details(form), current_actor())

    def change_row(self, row: Credential, form: CredentialForm) -> Credential:
        if form.clinician_id.data != row.clinician_id:
            raise ValueError("A credential stays with its clinician; add a new one instead.")
        renewed = services.renew_credential(row, _details(form), current_actor())
        g.barred = consequences.bar(row.clinician_id)
        return renewed

    def update_model(self, form: CredentialForm, model: Credential) -> bool:
        done = super().update_model(form, model)
        if done:
            consequences.tell(g.barred)
        return done


def _refused(row: Credential) -> Barred:
    return consequences.bar(row.clinician_id)
