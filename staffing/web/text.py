"""What text from outside may hold."""

from __future__ import annotations

from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError


def refuse_nul(_form: Form, field: Field) -> None:
    """A WTForms validator: no NUL character (PostgreSQL cannot store one)."""
    if isinstance(field.data, str) and "\x00" in field.data:
        raise ValidationError("Please remove the unreadable character.")


def stripped(value: Any) -> Any:
    """A WTForms filter: text without the space around it; other values as they are."""
    return value.strip() if isinstance(value, str) else value
