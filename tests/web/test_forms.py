"""What a field takes and what it refuses; a refusal keeps what was typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy.orm.exc import StaleDataError
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from staffing.web.fields import MoneyField, PercentField, PlainDecimalField, WholeNumberField
from staffing.web.forms import BaseForm


class Sample(BaseForm):
    name = StringField("Name", [InputRequired("Enter a name."), Length(max=10)])
    notes = StringField("Notes")
    secret = PasswordField("Secret")
    heads = WholeNumberField("Heads", description="How many people")
    share = PlainDecimalField("Share")
    pay = MoneyField("Pay")
    extra = PercentField("Extra")
    charge = BooleanField("Charge")


def filled(app: Flask, **values: str) -> Sample:
    with app.test_request_context(method="POST", data={"name": "Ada", **values}):
        form = Sample(meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("heads", " 12 ", 12),
        ("heads", "2147483647", 2_147_483_647),
        ("heads", "-3", -3),
        ("heads", "", None),
        ("share", "7.5", Decimal("7.5")),
        ("pay", "44.5", 4450),
        ("pay", "$1,234.50", 123_450),
        ("pay", "0.07", 7),
        ("extra", "15 %", 1500),
        ("extra", "12.5%", 1250),
        ("extra", "150", 15_000),
        ("extra", "0.07", 7),
    ],
)
def test_plain_numbers_are_read(app: Flask, field: str, typed: str, value: Any) -> None:
    form = filled(app, **{field: typed})
    assert (form[field].data, form[field].errors) == (value, [])


@pytest.mark.parametrize("field", ["heads", "share", "pay", "extra"])
@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "-inf", "1e3", "1_000", "١٢", "１２", "0x10", "1" * 30, "12abc", "--1", "1.2.3"],
)
def test_unreadable_numbers_are_refused_and_kept(app: Flask, field: str, typed: str) -> None:
    with app.test_request_context(method="POST", data={"name": "Ada", field: typed}):
        form = Sample(meta={"csrf": False})
        assert not form.validate()
        assert form[field].errors
        assert typed in str(form[field]())


def test_one_past_the_integer_column_is_refused(app: Flask) -> None:
    assert filled(app, heads="2147483648").heads.errors
    assert filled(app, pay="21474836.48").pay.errors
    assert not filled(app, pay="9999999.99").pay.errors


@pytest.mark.parametrize(
    ("basis_points", "shown"), [(15_000, "150 %"), (1250, "12.5 %"), (7, "0.07 %"), (0, "0 %"), (None, "")]
)
def test_basis_points_are_shown_as_a_percentage(app: Flask, basis_points: int | None, shown: str) -> None:
    with app.test_request_context():
        assert f'value="{shown}"' in str(Sample(data={"extra": basis_points}).extra())


def test_text_is_stripped_but_a_password_is_not(app: Flask) -> None:
    form = filled(app, name="  Ada ", secret=" s ")
    assert (form.name.data, form.secret.data) == ("Ada", " s ")


@pytest.mark.parametrize("field", ["name", "notes", "secret"])
def test_nul_is_refused_in_every_text_field(app: Flask, field: str) -> None:
    assert filled(app, **{field: "a\x00b"})[field].errors


@pytest.mark.parametrize(("field", "longest"), [("name", 10), ("notes", 2000)])
def test_text_has_a_longest_length(app: Flask, field: str, longest: int) -> None:
    assert not filled(app, **{field: "x" * longest})[field].errors
    assert filled(app, **{field: "x" * (longest + 1)})[field].errors


class Row:
    __tablename__ = "row"
    id = 1
    version = 3


def test_the_version_shown_must_be_the_version_edited(app: Flask) -> None:
    filled(app, version="3").expect_version(Row())
    for other in ("2", "4", "", "٣", "x"):
        with pytest.raises(StaleDataError):
            filled(app, version=other).expect_version(Row())


def test_an_error_stands_beside_its_field_and_is_announced(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"heads": "many"}):
        form = Sample(meta={"csrf": False})
        form.validate()
        page = render_template_string(
            "{% from 'web/fields.html' import form_start, field %}"
            "{{ form_start(form) }}{{ field(form.heads) }}",
            form=form,
        )
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="heads-hint heads-error"' in page
    assert 'id="heads-error">Enter a whole number' in page
    assert 'href="#heads"' in page
    assert "2 things to look at" in page
    assert 'value="many"' in page
