"""Rate cards: what a facility pays for a role, from a date on. Posted slots keep what they froze."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from admin.base import TableView
from admin.choices import needed_id, role_choices, roles_offered
from admin.filters import ChoiceFilter, FromDay, PickFilter
from admin.picking import FACILITIES, PickField
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.facilities.models import UnitKind
from staffing.rates.models import RateCard
from staffing.rates.services import RateCardDetails, remove_rate_card, save_rate_card
from staffing.web.fields import MoneyField, PercentField, WholeNumberField
from staffing.web.filters import money
from staffing.web.forms import BaseForm

ANY_UNIT = (("", "every unit"), *choices_of(UnitKind))


class RateCardForm(BaseForm):
    """Dollars an hour and percentages of them, as people write them; kept in cents and basis points."""

    facility_id = PickField("Facility", FACILITIES)
    staff_role_id = SelectField("Role", choices=roles_offered, coerce=needed_id)
    unit_kind = SelectField(
        "Kind of unit", choices=ANY_UNIT, coerce=lambda raw: UnitKind(raw) if raw else None
    )
    effective_from = DateField("From", validators=[InputRequired()])
    effective_until = DateField("Until", validators=[Optional()], description="Empty: with no end.")
    pay_cents = MoneyField("Pay, $ an hour", validators=[InputRequired()], description="For example 44.50.")
    bill_cents = MoneyField("Bill, $ an hour", validators=[InputRequired()])
    evening_cents = MoneyField("Evening, $ an hour on top", default=200, validators=[InputRequired()])
    night_cents = MoneyField("Night, $ an hour on top", default=500, validators=[InputRequired()])
    weekend_cents = MoneyField("Weekend, $ an hour on top", default=250, validators=[InputRequired()])
    charge_cents = MoneyField("In charge, $ an hour on top", default=250, validators=[InputRequired()])
    holiday_bp = PercentField(
        "Holiday, % of the hourly rate",
        default=15_000,
        validators=[InputRequired(), NumberRange(10_000, 50_000, "Choose from 100 %% to 500 %%.")],
        description="150 % is time and a half.",
    )
    short_notice_bp = PercentField(
        "Short notice, % on top",
        default=1_000,
        validators=[InputRequired(), NumberRange(0, 20_000, "Choose from 0 %% to 200 %%.")],
    )
    minimum_minutes = WholeNumberField(
        "Shortest paid shift, minutes", default=240, validators=[InputRequired(), NumberRange(0, 1440)]
    )
    meal_minutes = WholeNumberField(
        "Unpaid meal of a 12-hour shift, minutes",
        default=30,
        validators=[InputRequired(), NumberRange(0, 120)],
    )


def _details(form: RateCardForm) -> RateCardDetails:
    return RateCardDetails(**{field.name: form[field.name].data for field in fields(RateCardDetails)})


def _money_cell(_view: Any, _context: Any, row: RateCard, name: str) -> str:
    return money(getattr(row, name))


class RateCardScreen(TableView):
    table = RateCard
    one, many = "rate card", "rate cards"
    service_form = RateCardForm
    can_create = can_edit = can_delete = True
    eager = (RateCard.facility, RateCard.staff_role)
    column_list = (
        "facility",
        "staff_role",
        "unit_kind",
        "effective_from",
        "effective_until",
        "pay_cents",
        "bill_cents",
        "night_cents",
        "weekend_cents",
    )
    column_labels = {
        "staff_role": "Role",
        "unit_kind": "Unit kind",
        "effective_from": "From",
        "effective_until": "Until",
        "pay_cents": "Pay",
        "bill_cents": "Bill",
        "night_cents": "Night",
        "weekend_cents": "Weekend",
    }
    column_formatters = dict.fromkeys(
        ("pay_cents", "bill_cents", "night_cents", "weekend_cents"), _money_cell
    )
    column_sortable_list = (
        ("facility", "facility.name"),
        ("staff_role", "staff_role.name"),
        "effective_from",
        "pay_cents",
    )
    column_searchable_list = ("facility.name", "staff_role.name")
    column_filters = (
        PickFilter(RateCard.facility_id, "Facility", FACILITIES),
        ChoiceFilter(RateCard.staff_role_id, "Role", role_choices),
        FromDay(RateCard.effective_from, "Starts"),
    )

    def called(self, row: RateCard) -> str:
        return f"{row.staff_role.name}, {row.facility.name}, from {row.effective_from}"

    def delete_question(self, row: RateCard) -> str:
        return f"{super().delete_question(row)} Slots already posted keep their rates."

    def edit_form(self, obj: Any = None) -> RateCardForm:
        form: RateCardForm = super().edit_form(obj)
        form.staff_role_id.choices = roles_offered(kept=(obj.staff_role_id,))
        return form

    def create_row(self, form: RateCardForm) -> RateCard:
        return save_rate_card(_details(form), current_actor())

    def change_row(self, row: RateCard, form: RateCardForm) -> RateCard:
        return save_rate_card(_details(form), current_actor(), card=row)

    def delete_row(self, row: RateCard) -> None:
        remove_rate_card(row, current_actor(), "Removed on the rate card screen")
