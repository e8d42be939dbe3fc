"""The agency's staff roles and skills. Coordinators read them, agency administrators change them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import has_request_context
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from admin.access import may_administer
from admin.base import TableView
from admin.choices import certification_choices
from admin.filters import ChoiceFilter, FlagFilter
from admin.suggesting import LicenceInput
from admin.words import choices_of
from staffing.accounts.identity import account_or_none, current_actor
from staffing.clinicians.catalogue import RoleDetails, SkillDetails, remove, save_role, save_skill
from staffing.clinicians.models import RoleFamily, Skill, SkillKind, StaffRole
from staffing.web.fields import CheckboxesField
from staffing.web.forms import BaseForm

OFFERED = "Offered for new requests and files"
SHORT = "Capital letters, figures and _, for example "


class RoleForm(BaseForm):
    """What a role is and what every slot of it asks for."""

    name = StringField(validators=[InputRequired(), Length(max=80)])
    code = StringField(validators=[InputRequired(), Length(max=20)], description=f"{SHORT}RN.")
    family = SelectField(
        "Family", choices=choices_of(RoleFamily), description="Decides how communication is weighed."
    )
    licence_type = StringField(
        "Licence every slot needs",
        validators=[Length(max=20)],
        widget=LicenceInput(),
        description="As it stands on credentials, for example RN. Empty: none.",
    )
    nucc = StringField(
        "NUCC taxonomy code", validators=[Length(max=10)], description="Such as 163W00000X; empty: none."
    )
    soc = StringField("SOC code", validators=[Length(max=10)], description="Such as 29-1141; empty: none.")
    compact = BooleanField("A multistate licence counts (RN and LVN/LPN)")
    registry_checked = BooleanField("Aide registries are checked for long-term care")
    active = BooleanField(OFFERED, default=True)
    required_certifications = CheckboxesField(
        "Certifications every slot needs", choices=certification_choices, validators=[Optional()]
    )


class SkillForm(BaseForm):
    """A skill, certification or charge qualification a slot may ask for."""

    name = StringField(validators=[InputRequired(), Length(max=80)])
    code = StringField(
        validators=[InputRequired(), Length(max=20)],
        description=f"{SHORT}BLS. A certification is held by a credential of the same code.",
    )
    kind = SelectField(choices=choices_of(SkillKind))
    active = BooleanField(OFFERED, default=True)


def _role_details(form: RoleForm) -> RoleDetails:
    values = {field.name: form[field.name].data for field in fields(RoleDetails)}
    values |= {name: _in_capitals(values[name]) or None for name in ("licence_type", "nucc", "soc")}
    return RoleDetails(
        **{
            **values,
            "code": _in_capitals(form.code.data),
            "family": RoleFamily(form.family.data),
            "required_certifications": tuple(form.required_certifications.data or ()),
        }
    )


def _in_capitals(typed: str | None) -> str:
    return (typed or "").strip().upper()


class CatalogueView(TableView):
    """What both screens share: who may change a row, and what becomes of one that is in use."""

    intro = "What is in use is retired instead of removed: it stays where it is and is not offered any more."
    column_default_sort = "name"
    column_searchable_list = ("name", "code")

    def _may_change(self) -> bool:
        account = account_or_none() if has_request_context() else None
        return account is not None and may_administer(account.acting_roles)

    can_create = can_edit = can_delete = property(_may_change)

    def called(self, row: Any) -> str:
        return str(row.name)

    def delete_question(self, row: Any) -> str:
        return f"Remove {row.name}? If requests, rate cards, people or files name it, it is retired instead."

    def delete_row(self, row: Any) -> str | None:
        return None if remove(row, current_actor()) else "retired: it is in use and stays where it is"


def _licence(_view: Any, _context: Any, row: StaffRole, _name: str) -> str:
    return f"{row.licence_type or ''}{', compact' if row.compact else ''}"


class RoleScreen(CatalogueView):
    table = StaffRole
    one, many = "staff role", "staff roles"
    service_form = RoleForm
    column_list = (
        "name",
        "code",
        "family",
        "licence_type",
        "required_certifications",
        "nucc",
        "soc",
        "active",
    )
    column_labels = {
        "licence_type": "Licence",
        "required_certifications": "Certifications",
        "nucc": "NUCC",
        "soc": "SOC",
        "active": "Offered",
    }
    column_formatters = {"licence_type": _licence}
    column_sortable_list = ("name", "code", "family")
    column_filters = (
        ChoiceFilter(StaffRole.family, "Family", choices_of(RoleFamily)),
        FlagFilter(StaffRole.active, "Offered"),
    )

    def create_row(self, form: RoleForm) -> StaffRole:
        return save_role(_role_details(form), current_actor())

    def change_row(self, row: StaffRole, form: RoleForm) -> StaffRole:
        return save_role(_role_details(form), current_actor(), role=row)


class SkillScreen(CatalogueView):
    table = Skill
    one, many = "skill", "skills"
    service_form = SkillForm
    column_list = ("name", "code", "kind", "active")
    column_labels = {"active": "Offered"}
    column_sortable_list = ("name", "code", "kind")
    column_filters = (
        ChoiceFilter(Skill.kind, "Kind", choices_of(SkillKind)),
        FlagFilter(Skill.active, "Offered"),
    )

    def create_row(self, form: SkillForm) -> Skill:
        return save_skill(_skill_details(form), current_actor())

    def change_row(self, row: Skill, form: SkillForm) -> Skill:
        return save_skill(_skill_details(form), current_actor(), skill=row)


def _skill_details(form: SkillForm) -> SkillDetails:
    return SkillDetails(
        code=_in_capitals(form.code.data),
        name=form.name.data,
        kind=SkillKind(form.kind.data),
        active=form.active.data,
    )
