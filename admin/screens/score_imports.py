"""Scores from another system: uploaded, mapped, previewed, brought in whole, withdrawn whole."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select

from admin.base import TableView, row_id, write
from admin.filters import FlagFilter
from admin.forms_scores import ScoreImportForm, column_field, fixed_field
from admin.trails import trail_of
from staffing import clock
from staffing.accounts.identity import current_account, current_actor
from staffing.accounts.models import Account
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.ratings.imported import ScoreImport
from staffing.ratings.importing.mapping import FIXABLE, BadMapping, Fact, guess
from staffing.ratings.importing.planning import ScorePlan, plan_scores
from staffing.ratings.importing.services import (
    Provenance,
    earlier_import,
    import_scores,
    rows_of,
    sha256_of,
    withdraw_import,
)
from staffing.ratings.importing.table import ScoreTable, UnreadableScores, read_table
from staffing.ratings.questionnaire import questionnaire_in_force

SHOWN = 100
"""Rows a page shows."""


def _by(view: Any, _context: Any, row: ScoreImport, name: str) -> str:
    person = view.named_row(name, row)
    return str(getattr(person, "name", person))


class ScoreImportScreen(TableView):
    table = ScoreImport
    one, many = "import", "imports"
    intro = (
        "Scores gathered elsewhere, with where they come from. Unless you let them count they are only "
        "shown, beside each clinician's own responses."
    )
    named = {"imported_by_id": Account}
    column_list = ("imported_at", "origin", "file_name", "imported_by_id", "counts", "withdrawn_at")
    column_labels = {"imported_at": "Brought in", "file_name": "File", "imported_by_id": "By"}
    column_formatters = {"imported_by_id": _by}
    column_formatters_export = {"imported_by_id": _by}
    column_sortable_list = ("imported_at", "origin", "withdrawn_at")
    column_default_sort = ("imported_at", True)
    column_searchable_list = ("origin", "file_name")
    column_filters = (FlagFilter(ScoreImport.counts, "Counts"),)
    list_template = "screens/score_imports.html"

    def row_url(self, row: ScoreImport) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/upload/", methods=("GET", "POST"))
    def upload(self) -> Any:
        """Upload, then look over the mapping, then the preview, then bring in; each step shows the last."""
        form, plan, table, data = ScoreImportForm(), None, None, b""
        try:
            if form.is_submitted():
                data = form.take_file()
                table = read_table(data)
                plan = self._planned(form, table)
                if plan and request.form.get("send") and (made := self._brought_in(form, plan, data)):
                    return redirect(self.get_url(".details", key=made.id))
        except UnreadableScores as unreadable:
            form.file.errors = [str(unreadable)]
        except BadMapping as incomplete:
            form.form_errors.append(str(incomplete))
        return self._page(form, table, plan, data)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        rows, count = rows_of(row.id, SHOWN)
        return self.render(
            "screens/score_import.html",
            row=row,
            rows=rows,
            count=count,
            people=_names({one.clinician_id for one in rows}),
            trail=trail_of(row),
        )

    @expose("/<key>/withdraw/", methods=("POST",))
    def withdraw(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "")
        if write(lambda: withdraw_import(one, reason, current_actor(), utc_now()).id):
            flash("Withdrawn: none of its rows counts any more.", "success")
        return redirect(self.get_url(".details", key=one))

    def _planned(self, form: ScoreImportForm, table: ScoreTable) -> ScorePlan | None:
        """The preview; None for a file just uploaded, whose mapping is a guess to be looked over."""
        form.offer(table.header)
        if form.is_new_file:
            form.fill(guess(table.header))
            return None
        if not form.validate():
            return None
        today = clock.local_day(utc_now(), current_account().agency.timezone)
        return plan_scores(table, form.mapping(), questionnaire_in_force(utc_now()), today)

    def _brought_in(self, form: ScoreImportForm, plan: ScorePlan, data: bytes) -> ScoreImport | None:
        if plan.bad and request.form.get("send") != "good":
            form.form_errors.append("The file has bad rows: nothing was brought in.")
            return None
        came = Provenance(form.origin.data or "", form.file_name.data or "", data, form.mapping())
        counts, by, now = bool(form.counts.data), current_actor(), utc_now()
        made = write(lambda: import_scores(plan.good, came, counts, by, now), form)
        if made:
            rows = len(plan.good)
            flash(f"{rows:,} row{'' if rows == 1 else 's'} brought in.", "success")
        return made  # type: ignore[no-any-return]  # `write` gives what the service gave

    def _page(
        self, form: ScoreImportForm, table: ScoreTable | None, plan: ScorePlan | None, data: bytes
    ) -> str:
        return self.render(
            "screens/score_import_new.html",
            form=form,
            mapped=table is not None,
            plan=plan,
            twice=earlier_import(sha256_of(data)) if table else None,
            facts=Fact,
            fixable=FIXABLE,
            column_field=column_field,
            fixed_field=fixed_field,
            shown=SHOWN,
        )


def _names(keys: set[int]) -> dict[int, str]:
    people = db.session.scalars(select(Clinician).where(Clinician.id.in_(keys)))
    return {person.id: person.name for person in people}
