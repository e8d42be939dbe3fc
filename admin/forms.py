"""Forms every screen shares."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import InputRequired

from staffing.web.forms import BaseForm


class EmptyForm(BaseForm):
    """The form of a screen that edits nothing: a CSRF token and no field."""


class DeleteForm(BaseForm):
    """Which row to remove, and where to go afterwards."""

    id = HiddenField(validators=[InputRequired()])
    url = HiddenField()
