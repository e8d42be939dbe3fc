"""Corrections: clinicians say that something kept about them is wrong; a person answers in words."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import case

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.digests.corrections import answer_correction
from staffing.digests.models import CorrectionStatus, DataCorrection

DEEDS = {"done": True, "refused": False}


class CorrectionScreen(TableView):
    table = DataCorrection
    one, many = "correction", "corrections"
    intro = (
        "A clinician says that something we keep about them is wrong. Waiting ones come first, oldest first."
    )
    eager = (DataCorrection.clinician,)
    column_list = ("clinician", "created_at", "what", "status", "answer", "answered_at")
    column_labels = {"created_at": "Asked", "what": "What is wrong"}
    column_formatters = {"status": cells.status_cell}
    column_sortable_list = ("created_at", "status", "answered_at")
    column_filters = (ChoiceFilter(DataCorrection.status, "Status", choices_of(CorrectionStatus)),)

    def get_query(self) -> Any:
        waiting_first = case((DataCorrection.status == CorrectionStatus.ASKED, 0), else_=1)
        return super().get_query().order_by(waiting_first, DataCorrection.created_at, DataCorrection.id)

    def called(self, row: DataCorrection) -> str:
        return f"for {row.clinician.name}"

    def row_url(self, row: DataCorrection) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        by = db.session.get(Account, row.answered_by_id) if row.answered_by_id else None
        return self.render("screens/correction.html", model=row, answered_by=by)

    @expose("/<key>/answer/", methods=("POST",))
    def answer(self, key: str) -> Any:
        one, words = row_id(key), request.form.get("answer", "")
        done = DEEDS.get(request.form.get("deed", ""))
        if done is None:
            abort(400)
        if write(lambda: self._answered(one, done, words)):
            flash("Answered. The clinician is told in your words.", "success")
        return redirect(self.get_url(".details", key=one))

    def _answered(self, one: int, done: bool, words: str) -> int:
        row = self.get_one(one)
        return answer_correction(row, done=done, answer=words, by=current_actor(), now=utc_now()).id
