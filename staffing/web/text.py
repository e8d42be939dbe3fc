"""What text from outside may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError

FIRST_YEAR, LAST_YEAR = 1900, 2100


def refuse_nul(_form: Form, field: Field) -> None:
    """A WTForms validator: no NUL character (PostgreSQL cannot store one)."""
    if isinstance(field.data, str) and "\x00" in field.data:
        raise ValidationError("Please remove the unreadable character.")


def refuse_far_day(_form: Form, field: Field) -> None:
    """A WTForms validator: a day people plan with; the calendar's ends have no next day to count."""
    if isinstance(field.data, date) and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}.")


def stripped(value: Any) -> Any:
    """A WTForms filter: text without the space around it; other values as they are."""
    return value.strip() if isinstance(value, str) else value
