"""Clinicians: the list, and the file that opens with how well they communicate."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin.base import TableView, row_id, write
from admin.choices import role_choices
from admin.consequences import broken_for, sentences
from admin.filters import ChoiceFilter, FlagFilter
from admin.forms_clinician import ClinicianForm, changes_of, details_of, fill_from, keep_choices
from admin.screens.communication import communication_of
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.clinicians.credentials import Credential
from staffing.clinicians.dnr import BARRING, DoNotReturn
from staffing.clinicians.models import Clinician, ClinicianNote, Employment, Orientation
from staffing.clinicians.services import add_note, create_clinician, set_roles, set_skills, update_clinician
from staffing.clinicians.services import weekly_pattern as weekly_pattern_of
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.placements.models import Placement
from staffing.ratings.services import void_response
from staffing.requests.models import Slot

RECENT = 30


class ClinicianScreen(TableView):
    table = Clinician
    one, many = "clinician", "clinicians"
    service_form = ClinicianForm
    can_create = can_edit = can_view_details = True
    eager = (Clinician.primary_role,)
    column_list = (
        "last_name",
        "first_name",
        "primary_role",
        "employment",
        "city",
        "phone",
        "email",
        "active",
    )
    column_labels = {"primary_role": "Role", "last_name": "Surname", "first_name": "First name"}
    column_sortable_list = (
        "last_name",
        "first_name",
        ("primary_role", "primary_role.name"),
        "city",
        "employment",
    )
    column_searchable_list = ("first_name", "last_name", "email", "npi")
    column_default_sort = "last_name"
    column_filters = (
        ChoiceFilter(Clinician.primary_role_id, "Role", role_choices),
        ChoiceFilter(Clinician.employment, "Works as", choices_of(Employment)),
        FlagFilter(Clinician.active, "Active"),
        FlagFilter(Clinician.on_bench, "On the bench"),
    )
    details_template = "screens/clinician.html"

    def row_url(self, row: Clinician) -> str:
        return self.get_url(".details_view", id=row.id)

    @expose("/details/")
    def details_view(self) -> Any:
        person = self.get_one(request.args.get("id"))
        return self.render(
            self.details_template,
            model=person,
            communication=communication_of(person, utc_now()),
            broken=sentences(broken_for(person)),
            credentials=_all(
                select(Credential)
                .where(Credential.clinician_id == person.id)
                .order_by(Credential.kind, Credential.code)
            ),
            dnr=_all(
                select(DoNotReturn).where(
                    DoNotReturn.clinician_id == person.id, DoNotReturn.status.in_(BARRING)
                )
            ),
            places={row.id: row.name for row in db.session.execute(select(Facility.id, Facility.name))},
            pattern=weekly_pattern_of(person),
            shifts=_all(_recent_shifts(person)),
            orientations=_all(select(Orientation).where(Orientation.clinician_id == person.id)),
            notes=_all(
                select(ClinicianNote)
                .where(ClinicianNote.clinician_id == person.id)
                .order_by(ClinicianNote.id.desc())
            ),
        )

    @expose("/note/", methods=("POST",))
    def note(self) -> Any:
        key, text = request.args.get("id"), request.form.get("text", "")[:2000]
        write(lambda: add_note(self.get_one(key), text, current_actor()))
        return redirect(self.get_url(".details_view", id=key))

    @expose("/void/", methods=("POST",))
    def void(self) -> Any:
        """Leave one response out of every score, with a reason; it is never edited."""
        key, reason = row_id(request.form.get("response_id")), request.form.get("reason", "")
        person = self.get_one(request.args.get("id"))
        write(lambda: void_response(key, reason, current_actor(), utc_now()))
        return redirect(self.get_url(".details_view", id=person.id) + "#responses")

    def edit_form(self, obj: Any = None) -> ClinicianForm:
        form = super().edit_form(obj)
        keep_choices(form, obj)
        if request.method == "GET":
            fill_from(form, obj)
        return form

    def create_row(self, form: ClinicianForm) -> Clinician:
        person = create_clinician(details_of(form), current_actor())
        return self._also(person, form)

    def change_row(self, row: Clinician, form: ClinicianForm) -> Clinician:
        return self._also(update_clinician(row, changes_of(form), current_actor()), form)

    def _also(self, person: Clinician, form: ClinicianForm) -> Clinician:
        set_roles(person, form.roles.data or (), current_actor())
        set_skills(person, form.skills.data or (), current_actor())
        return person


def _all(query: Any) -> Any:
    return db.session.scalars(query).all()


def _recent_shifts(person: Clinician) -> Any:
    slot = selectinload(Placement.slot)
    return (
        select(Placement)
        .where(Placement.clinician_id == person.id)
        .order_by(Placement.starts_at.desc())
        .limit(RECENT)
        .options(
            slot.selectinload(Slot.facility), slot.selectinload(Slot.unit), slot.selectinload(Slot.staff_role)
        )
    )
