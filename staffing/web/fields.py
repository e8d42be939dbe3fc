"""Number fields that read plain ASCII digits only, and choices as checkboxes.

Python's own `int()` and `Decimal()` also take Arabic digits, `1_000`, `NaN`, `1e400`; none of them is what a
person meant to type.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, Field, IntegerField, SelectMultipleField, widgets

WHOLE = re.compile(r"[+-]?[0-9]{1,10}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,6})?")
LARGEST = 2**31 - 1
"""What an integer column holds."""


class TypedField(Field):  # type: ignore[misc]  # untyped library base
    """A field whose text `read` turns into its data, raising ValueError; empty text is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        typed = valuelist[0].strip()
        self.data = None  # and stays so where `read` refuses
        if typed:
            self.data = self.read(typed)

    def read(self, typed: str) -> Any:
        raise NotImplementedError


class WholeNumberField(TypedField, IntegerField):  # type: ignore[misc]  # untyped library base
    """A whole number within an integer column; what was typed stays in the field when it is refused."""

    widget = widgets.NumberInput(step="1")

    def read(self, typed: str) -> Any:
        if not WHOLE.fullmatch(typed) or abs(int(typed)) > LARGEST:
            raise ValueError("Enter a whole number, for example 12.")
        return int(typed)

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else int(value)


class PlainDecimalField(TypedField, DecimalField):  # type: ignore[misc]  # untyped library base
    """A decimal number with a point, at most ten digits before it; `data` is a Decimal."""

    widget = widgets.NumberInput(step="any")

    def read(self, typed: str) -> Any:
        if not DECIMAL.fullmatch(typed):
            raise ValueError("Enter a number, for example 7.5.")
        return Decimal(typed)


class MoneyField(TypedField):
    """Dollars and cents; `data` is integer cents."""

    widget = widgets.TextInput()
    AMOUNT = re.compile(r"\$?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.([0-9]{1,2}))?")

    def read(self, typed: str) -> Any:
        match = self.AMOUNT.fullmatch(typed)
        if match is None or not typed.isascii():
            raise ValueError("Enter dollars and cents, for example 44.50.")
        dollars, cents = match.group(1).replace(",", ""), (match.group(2) or "").ljust(2, "0")
        if int(dollars) * 100 + int(cents) > LARGEST:
            raise ValueError("This amount is too large.")
        return int(dollars) * 100 + int(cents)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"


class PercentField(TypedField):
    """A percentage such as `15 %` or `12.5`; `data` is integer basis points (15 % is 1500)."""

    widget = widgets.TextInput()
    AMOUNT = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,2}))?\s*%?")

    def read(self, typed: str) -> Any:
        match = self.AMOUNT.fullmatch(typed)
        if match is None or not typed.isascii():
            raise ValueError("Enter a percentage, for example 15 % or 12.5 %.")
        return int(match.group(1)) * 100 + int((match.group(2) or "").ljust(2, "0"))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data / 100:.8g} %"


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # untyped library base
    """Several choices as a list of checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()
