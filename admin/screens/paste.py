"""Requests pasted from a spreadsheet: previewed row by row, then all sent, or none, or the good ones."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from admin.base import SecureView
from staffing.accounts.identity import current_actor
from staffing.db import transact, utc_now
from staffing.offers.submitting import take_once
from staffing.requests.pasting.preview import PastePreview, PasteRefused, preview
from staffing.requests.pasting.reading import UnreadablePaste, as_text
from staffing.web.forms import BaseForm

LONGEST = 200_000


class PasteForm(BaseForm):
    """Rows copied from a spreadsheet, headings first."""

    rows = TextAreaField(
        "Rows with their headings",
        validators=[InputRequired(), Length(max=LONGEST)],
        description="Columns: facility, unit, role, date, start, end, heads, notes.",
    )
    asked_by = StringField("Who asked", validators=[InputRequired(), Length(max=120)])
    key = HiddenField(default=lambda: secrets.token_urlsafe(16), validators=[Length(max=64)])


class PasteScreen(SecureView):
    intro = "Copy the rows from the spreadsheet, headings included, and look at them before they are sent."

    def is_visible(self) -> bool:
        return False

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        form, seen = PasteForm(), None
        if form.validate_on_submit():
            try:
                seen = preview(form.rows.data, utc_now())
                if request.form.get("send") == "all":
                    return self._take(form)
                if request.form.get("send") == "good" and seen.sound:
                    return self._take_good(form, seen)
            except UnreadablePaste as unreadable:
                form.rows.errors = [str(unreadable)]
            except PasteRefused as refused:
                seen = refused.preview
                flash(str(refused), "error")
        return self.render("screens/paste.html", form=form, preview=seen)

    def _take(self, form: PasteForm) -> Any:
        flash(f"{_sent(form, form.rows.data)} requests sent.", "success")
        return redirect(self.get_url("requests.index_view"))

    def _take_good(self, form: PasteForm, seen: PastePreview) -> Any:
        """Send the rows without a fault; the others stay on the page to be changed."""
        made = _sent(form, as_text(row.text for row in seen.sound))
        flash(f"{made} requests sent. The rows below still need a change.", "success")
        left = as_text(row.text for row in seen.faulty)
        form.rows.data, form.key.data = left, secrets.token_urlsafe(16)
        return self.render("screens/paste.html", form=form, preview=preview(left, utc_now()))


def _sent(form: PasteForm, text: str) -> int:
    asked_by, key = form.asked_by.data, str(form.key.data)
    return transact(lambda: len(take_once(text, current_actor(), utc_now(), asked_by=asked_by, key=key)))
