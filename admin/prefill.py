"""Forms opened from somebody's screen begin with that somebody chosen."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request

from admin.base import row_id

Form = TypeVar("Form", bound=Any)


def from_address(form: Form, **fields: str) -> Form:
    """Set fields from ids in the query string, `field="argument"`, while the form is first shown."""
    if request.method == "GET":
        for field, argument in fields.items():
            if raw := request.args.get(argument):
                form[field].data = row_id(raw)
    return form
