"""People who sign in: the agency's, the facilities' and the clinicians'. Invitations go out by e-mail."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import func
from wtforms import SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from admin.access import may_administer
from admin.base import TableView, write
from admin.filters import ChoiceFilter, FlagFilter
from admin.picking import FACILITIES, PEOPLE, PickField
from admin.words import choices_of, in_words
from staffing.accounts.identity import current_account, current_actor
from staffing.accounts.invitations import EmailTaken, invitation_link
from staffing.accounts.managing import change_agency_roles, open_or_close
from staffing.accounts.models import AGENCY_ROLES, Account, Role, RoleName
from staffing.clinicians.inviting import invite_member
from staffing.db import db, utc_now
from staffing.web.fields import CheckboxesField
from staffing.web.forms import BaseForm

ROLES = choices_of(RoleName)
AT_THE_AGENCY = tuple((role, words) for role, words in ROLES if role in AGENCY_ROLES)


def is_administrator() -> bool:
    """Whether the person signed in may give and take roles."""
    return may_administer(current_account().acting_roles)


def _may_invite_as() -> list[tuple[str, str]]:
    """Nobody invites a new account that may do more than they may themselves."""
    return [one for one in ROLES if one[0] != RoleName.AGENCY_ADMINISTRATOR or is_administrator()]


class InvitationForm(BaseForm):
    """Whom to invite, and as what."""

    name = StringField(validators=[InputRequired(), Length(max=120)])
    email = StringField("E-mail", validators=[InputRequired(), Email(), Length(max=255)])
    role = SelectField("As", choices=_may_invite_as)
    facility_id = PickField("Facility (schedulers)", FACILITIES, optional=True)
    clinician_id = PickField("Clinician's file (clinicians)", PEOPLE, optional=True)


class RolesForm(BaseForm):
    """What somebody may do at the agency."""

    roles = CheckboxesField("At the agency they are", choices=AT_THE_AGENCY, validators=[Optional()])


class RoleFilter(ChoiceFilter):
    """Accounts that hold a role."""

    def apply(self, query: Any, value: Any, alias: Any = None) -> Any:
        return query.filter(Account.roles.any(Role.name == value))


def _roles(_view: Any, _context: Any, row: Account, _name: str) -> str:
    return ", ".join(in_words(name) for name in sorted(row.role_names))


def _taken_up(_view: Any, _context: Any, row: Account, _name: str) -> str:
    return "yes" if row.password else "not yet"


class MemberScreen(TableView):
    table = Account
    one, many = "account", "accounts"
    row_actions = True
    column_list = ("name", "email", "phone", "roles", "signed_up", "active")
    column_labels = {"email": "E-mail", "signed_up": "Has a password"}
    column_formatters = {"roles": _roles, "signed_up": _taken_up}
    column_formatters_export = column_formatters
    column_sortable_list = ("name", "email")
    column_searchable_list = ("name", "email")
    column_default_sort = "name"
    column_filters = (FlagFilter(Account.active, "Active"), RoleFilter(Account.id, "Role", ROLES))
    list_template = "screens/members.html"

    def get_query(self) -> Any:
        """Accounts are read before a scope exists, so the agency is named here."""
        return super().get_query().filter(*self._own())

    def get_count_query(self) -> Any:
        return db.session.query(func.count(Account.id)).filter(*self._own())

    def _own(self) -> tuple[Any, ...]:
        return (Account.agency_id == current_account().agency_id,)

    def may_give_roles(self) -> bool:
        return is_administrator()

    @expose("/invite/", methods=("GET", "POST"))
    def invite(self) -> Any:
        form = InvitationForm()
        if form.validate_on_submit():
            made = write(lambda: self._invite(form), form)
            if made:
                return self.render("screens/invited.html", member=made, link=invitation_link(made))
        return self.render("screens/invite.html", form=form)

    def _invite(self, form: InvitationForm) -> Account:
        try:
            return invite_member(
                form.name.data,
                form.email.data,
                RoleName(form.role.data),
                current_actor(),
                utc_now(),
                facility_id=form.facility_id.data,
                clinician_id=form.clinician_id.data,
            )
        except EmailTaken as taken:
            raise ValueError("An account with this e-mail exists already.") from taken

    @expose("/open/", methods=("POST",))
    def open_or_close(self) -> Any:
        row, active = self.get_one(request.form.get("id")), request.form.get("active") == "1"
        name, done = row.name, "opened" if active else "closed"
        if write(lambda: (open_or_close(self.get_one(row.id), active, current_actor()), True)):
            flash(f"The account of {name} is {done}.", "success")
        return redirect(self.get_url(".index_view"))

    @expose("/roles/", methods=("GET", "POST"))
    def roles(self) -> Any:
        """Agency administrators give and take roles; whoever it concerns signs in again."""
        row = self.get_one(request.args.get("id"))
        if not is_administrator():
            abort(403)
        form = RolesForm(data={"roles": sorted(row.role_names)})
        if form.validate_on_submit() and self._changed(row.id, form):
            flash(f"{row.name} is now {_roles(self, None, row, '')}.", "success")
            return redirect(self.get_url(".index_view"))
        return self.render("screens/member_roles.html", form=form, row=row)

    def _changed(self, key: int, form: RolesForm) -> Any:
        wanted = [RoleName(name) for name in form.roles.data or ()]
        return write(lambda: (change_agency_roles(self.get_one(key), wanted, current_actor()), True), form)
