"""Days paid and billed at the holiday rate."""

from __future__ import annotations

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from admin.base import TableView
from staffing.accounts.identity import current_actor
from staffing.rates.models import Holiday
from staffing.rates.services import add_holiday, remove_holiday
from staffing.web.forms import BaseForm


class HolidayForm(BaseForm):
    on_date = DateField("Day", validators=[InputRequired()])
    name = StringField(validators=[InputRequired(), Length(max=80)])


class HolidayScreen(TableView):
    table = Holiday
    one, many = "holiday", "holidays"
    service_form = HolidayForm
    can_create = can_delete = True
    column_list = ("on_date", "name")
    column_labels = {"on_date": "Day"}
    column_default_sort = ("on_date", True)

    def called(self, row: Holiday) -> str:
        return row.name

    def delete_question(self, row: Holiday) -> str:
        return f"Make {row.name} an ordinary day for shifts posted from now on?"

    def create_row(self, form: HolidayForm) -> Holiday:
        return add_holiday(form.on_date.data, form.name.data, current_actor())

    def delete_row(self, row: Holiday) -> None:
        remove_holiday(row, current_actor())
