"""The base of every form: strips, refuses NUL, caps lengths, carries the row's version."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import Length, Optional

from staffing.web.fields import WHOLE
from staffing.web.text import refuse_far_day, refuse_nul, stripped

MAX_TEXT = 2000
"""Characters any text field takes unless the field itself says less."""


class _Meta(FlaskForm.Meta):  # type: ignore[misc]  # untyped library base
    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
        """Strip text before the field's own filters (a password keeps its spaces)."""
        kind = unbound_field.field_class
        if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
            filters = [stripped, *unbound_field.kwargs.get("filters", ())]
            return super().bind_field(form, unbound_field, {**options, "filters": filters})
        return super().bind_field(form, unbound_field, options)


class BaseForm(FlaskForm):  # type: ignore[misc]  # untyped library base
    """Every form of ours. `version` is the version of the row being edited, empty for a new row."""

    Meta = _Meta

    version = HiddenField(validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        extra = {name: list(checks) for name, checks in (extra_validators or {}).items()}
        for name, field in self._fields.items():
            if isinstance(field, StringField):
                extra.setdefault(name, []).append(refuse_nul)
                if not any(isinstance(check, Length) for check in field.validators):
                    extra[name].append(Length(max=MAX_TEXT))
            if isinstance(field, DateField):
                extra.setdefault(name, []).append(refuse_far_day)
        return bool(super().validate(extra_validators=extra))

    def expect_version(self, row: Any) -> None:
        """Refuse to edit `row` if it changed since the form was shown; raises StaleDataError."""
        shown = str(self.version.data or "")
        if not WHOLE.fullmatch(shown) or int(shown) != row.version:
            raise StaleDataError(f"{row.__tablename__} {row.id} is at version {row.version}, not {shown!r}")

    def every_error(self) -> list[tuple[str, str]]:
        """(field id, message) for the summary at the top of the form, in the order of the fields."""
        found: list[tuple[str, str]] = [("", str(error)) for error in self.form_errors]
        for field in self:
            found.extend((field.id, message) for message in flat_messages(field.errors))
        return found


def flat_messages(errors: Any) -> list[str]:
    """The messages in a field's errors, whatever way a list or a form field nests them."""
    if isinstance(errors, dict):
        return [message for inner in errors.values() for message in flat_messages(inner)]
    if isinstance(errors, list | tuple):
        return [message for inner in errors for message in flat_messages(inner)]
    return [str(errors)]
