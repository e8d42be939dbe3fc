"""Ids in addresses: plain ASCII digits that fit an integer column; anything else is simply not found."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

from staffing.web.fields import LARGEST


class PlainIntegerConverter(IntegerConverter):
    """`<int:…>` without Arabic digits and without numbers no row can have."""

    regex = r"[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Use the plain converter for every `<int:…>` registered from here on."""
    app.url_map.converters["int"] = PlainIntegerConverter
