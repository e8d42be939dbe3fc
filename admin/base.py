"""What every coordinators' screen shares: closed by default, scoped reads, writes through services only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from flask import abort, flash, g, redirect, request
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.helpers import get_redirect_target
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.exc import StaleDataError

from admin import cells
from admin.access import may_open
from admin.export import MAX_ROWS, csv_response
from admin.forms import DeleteForm, EmptyForm
from staffing.accounts.guards import ask_to_sign_in
from staffing.accounts.identity import account_or_none
from staffing.audit import IllegalTransition
from staffing.db import db, transact
from staffing.offers.errors import NoSuchRow, OfferRefused

MAX_ID = 2**31 - 1
CHANGED_MEANWHILE = (
    "Somebody changed this row while you were typing. What you typed is still here: "
    "look it over against the row and save again."
)
COST_CHANGED = "What this costs has changed since the page was opened. Look at it again; nothing was done."
CLASHES = "This clashes with a row that already exists, or with rows that depend on it. Nothing was saved."


def row_id(raw: Any) -> int:
    """A row id from the address or a form; anything that is not one is a 404."""
    text = str(raw)
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MAX_ID):
        abort(404)
    return int(text)


class SecureView(BaseView):  # type: ignore[misc]  # untyped library base
    """A screen of our own making, closed to everyone whom the role map does not name."""

    def is_accessible(self) -> bool:
        account = account_or_none()
        return account is not None and may_open(self.endpoint, account.acting_roles)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        return abort(403) if account_or_none() else ask_to_sign_in()

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call the view plainly: the library's version hides TypeErrors."""
        return fn(self, *args, **kwargs)


class TableView(SecureView, ModelView):  # type: ignore[misc]  # untyped library base
    """A list of rows, and forms that hand what was typed to a service.

    A screen sets `table`, its columns and `service_form`, and overrides `create_row`, `change_row` and
    `delete_row`; each is one service call, run inside `transact`.
    """

    can_create = False
    can_edit = False
    can_delete = False
    can_view_details = False
    can_export = True
    can_set_page_size = True
    page_size = 50
    page_size_options = (25, 50, 100)
    export_max_rows = MAX_ROWS
    named_filter_urls = True
    column_auto_select_related = False
    column_type_formatters: ClassVar[dict[type, Any]] = {
        bool: cells.yes_no,
        type(None): cells.nothing,
        datetime: cells.instant,
        date: cells.day,
        StrEnum: cells.words,
        list: cells.joined,
    }
    column_type_formatters_export: ClassVar[dict[type, Any]] = {
        datetime: cells.iso,
        date: cells.iso,
        StrEnum: cells.words,
        type(None): cells.nothing,
    }
    table: ClassVar[type[Any]]
    """The rows this screen lists."""
    eager: ClassVar[Sequence[Any]] = ()
    """Relationships the list shows, loaded in one query each."""
    named: ClassVar[Mapping[str, type[Any]]] = {}
    """Columns that hold the id of another table's row; the list shows that row's name."""
    service_form: ClassVar[type[Any]] = EmptyForm
    intro = ""
    """One sentence under the title: what this screen is for."""
    one = "row"
    many = "rows"
    """What one row, and several, are called on buttons and in messages."""
    row_actions = False
    """Whether the last column has buttons of its own beside Edit and Delete."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(self.table, db, **settings)

    def get_form(self) -> type[Any]:
        return self.service_form

    def get_delete_form(self) -> type[Any]:
        return DeleteForm

    def get_query(self) -> Any:
        return super().get_query().options(*(_loaded(path) for path in self.eager))

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """A page of rows; those it names by id come along in one query a table."""
        count, rows = super().get_list(*args, **kwargs)
        g.named_rows = [
            db.session.query(model).filter(model.id.in_({getattr(row, column) for row in rows})).all()
            for column, model in self.named.items()
        ]
        return count, rows

    def named_row(self, column: str, row: Any) -> Any:
        """The row that `column` of `row` names, by now in the session's memory; a dash for none."""
        key = getattr(row, column)
        return cells.DASH if key is None else db.session.get(self.named[column], key)

    def get_one(self, id: Any) -> Any:
        """The row with this id inside the scope; a foreign or unknown id is a 404."""
        row = self.get_query().filter(self.model.id == row_id(id)).one_or_none()
        return row if row is not None else abort(404)

    def _get_list_extra_args(self) -> Any:
        args = super()._get_list_extra_args()
        args.page = min(max(args.page or 0, 0), 100_000)
        args.search = (args.search or "").replace("\x00", "")[:100] or None
        return args

    def _get_list_filter_args(self) -> Any:
        """Filters in the address; those left empty are no filters."""
        found = []
        for name, given in request.args.items():
            index, flt = (self._filter_args or {}).get(name[3:].partition("_")[2], (None, None))
            if flt is None or not name.startswith("flt"):
                continue
            value = given.strip() or flt.meant(request.args.get(f"{name}-typed", "").strip())
            if value and flt.validate(value):
                found.append((index, str(flt.name), value))
            elif value:
                flash(f"{flt.name}: {value[:40]!r} cannot be used here.", "error")
        return found or None

    def row_url(self, row: Any) -> str | None:
        """Where the first cell of a row leads; None leaves it plain."""
        return None

    def has_row_actions(self) -> bool:
        return bool(self.can_edit or self.can_delete or self.row_actions)

    def called(self, row: Any) -> str:
        """What people call a row: in headings, on buttons, in what is said after a change."""
        return str(row)

    def delete_question(self, row: Any) -> str:
        """What is asked before a row is removed."""
        return f"Remove {self.called(row)}?"

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        if not self.can_create:
            return self._to_list()
        form = self.create_form()
        if self.validate_form(form) and (row := self.create_model(form)):
            self._say(self.called(row), "added")
            return self._to_list()
        return self.render(self.create_template, form=form, return_url=self._target())

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        if not self.can_edit:
            return self._to_list()
        row = self.get_one(request.args.get("id"))
        form = self.edit_form(obj=row)
        if self.validate_form(form) and self.update_model(form, row):
            self._say(self.called(row), "saved")
            return self._to_list()
        return self.render(self.edit_template, model=row, form=form, return_url=self._target())

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        form = self.delete_form()
        if self.can_delete and self.validate_form(form):
            row = self.get_one(form.id.data)
            name = self.called(row)
            if done := self.delete_model(row):
                self._say(name, done if isinstance(done, str) else "removed")
        return self._to_list()

    def _say(self, name: str, done: str) -> None:
        """`Unit ICU East added.`"""
        flash(f"{self.one[0].upper()}{self.one[1:]} {name} {done}.", "success")

    def _target(self) -> str:
        """The list, as it was filtered where the form was opened from there."""
        return str(get_redirect_target() or self.get_url(".index_view"))

    def _to_list(self) -> Any:
        return redirect(self._target())

    def filter_options(self, index: int) -> Any:
        """The choices of a filter, fresh for this request."""
        return self._filters[index].get_options(self) or ()

    def filter_picker(self, index: int, name: str, chosen: str) -> Any:
        """The text box of a filter whose row is picked by typing."""
        return self._filters[index].picker(name, chosen)

    def create_row(self, form: Any) -> Any:
        """One service call that makes a row from the form and returns it."""
        raise NotImplementedError

    def change_row(self, row: Any, form: Any) -> Any:
        """One service call that changes `row` (freshly read) as typed."""
        raise NotImplementedError

    def delete_row(self, row: Any) -> str | None:
        """One service call that removes `row` (freshly read); what else became of it, in words, if so."""
        raise NotImplementedError

    def create_model(self, form: Any) -> Any:
        return write(lambda: self.create_row(form), form) or False

    def update_model(self, form: Any, model: Any) -> bool:
        key = model.id
        done = write(lambda: (self.change_row(self._at_version(key, form), form), True), form)
        if done is None and hasattr(self.model, "version"):
            form.version.data = self.get_one(key).version
        return done is not None

    def delete_model(self, model: Any) -> str | bool:
        key = model.id
        return write(lambda: self.delete_row(self.get_one(key)) or True) or False

    def _at_version(self, key: int, form: Any) -> Any:
        row = self.get_one(key)
        if hasattr(self.model, "version"):
            form.expect_version(row)
        return row

    def _export_csv(self, return_url: str) -> Any:
        _, rows = self._export_data()
        names = [name for name, _ in self._export_columns]
        return csv_response(
            self.endpoint,
            [title for _, title in self._export_columns],
            [[_plain(self.get_export_value(row, name)) for name in names] for row in rows],
        )


def _plain(cell: Any) -> Any:
    """A cell drawn for the page, without its drawing."""
    return cell.striptags() if isinstance(cell, Markup) else cell


def _loaded(path: Any) -> Any:
    """One relationship, or a tuple of them walked one after the other."""
    first, *rest = path if isinstance(path, tuple) else (path,)
    option = selectinload(first)
    for step in rest:
        option = option.selectinload(step)
    return option


def write(work: Callable[[], Any], form: Any = None) -> Any:
    """Run one service call and commit; None, with a kind message, where it was refused."""
    try:
        return transact(work)
    except StaleDataError:
        flash(CHANGED_MEANWHILE, "error")
    except IntegrityError:
        flash(CLASHES, "error")
    except IllegalTransition:
        flash("This was done already, or can no longer be done.", "error")
    except NoSuchRow:
        abort(404)
    except (ValueError, OfferRefused) as refusal:
        _tell(refusal, form)
    return None


def _tell(refusal: Exception, form: Any) -> None:
    """Put a refusal beside the fields it names, or on top of the page."""
    named = getattr(refusal, "errors", None) or {getattr(refusal, "field", ""): str(refusal)}
    fields = {} if form is None else form._fields
    for name, message in named.items():
        if name in fields:
            fields[name].errors = (*fields[name].errors, message)
        else:
            flash(message, "error")
